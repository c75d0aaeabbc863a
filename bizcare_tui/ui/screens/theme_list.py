"""The list of colour themes; the one under the cursor is shown at once."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.settings import THEMES
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.themed_app import ThemedApp

_NAME_WIDTH = 15


class ThemeScreen(ListScreen[str | None, str]):
    """Choose a theme. The result is its name; None if the previous one is shown again.

    The box is small and in a corner, and what is beneath is not darkened: the whole screen is the preview.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("theme",)
    DEFAULT_CSS = (
        "ThemeScreen {" + DIALOG_CSS + "}"
        "ThemeScreen { background: transparent; align: right bottom; }"
        "ThemeScreen > .box { width: 56; }"
        "ThemeScreen OptionList { border: none; height: auto; background: $surface; }"
    )

    def __init__(self) -> None:
        super().__init__()
        self._before = ""

    @property
    def _themed(self) -> ThemedApp[str]:
        return cast("ThemedApp[str]", self.app)

    def compose(self) -> ComposeResult:
        """Compose the list, and a line about terminals without colours."""
        with Vertical(classes="box") as box:
            box.border_title = _("Colours")
            yield ModalList(compact=True, markup=False)
            if not self._themed.has_colours:
                yield Static(_("NO_COLOR is set: no colour is shown."), markup=False)

    def on_mount(self) -> None:
        """Show the themes, with the cursor on the one that is shown."""
        self._before = self._themed.shown_theme
        self.show_rows(THEMES, at=THEMES.index(self._before))

    def line_of(self, row: str) -> Content:
        """Return the line of a theme."""
        abouts = {
            "dark": _("light on dark"),
            "light": _("dark on light"),
            "high-contrast": _("white on black"),
            "colour-blind": _("for colour blindness"),
            "plain": _("no colours"),
        }
        return Content(f"{row:<{_NAME_WIDTH}} {abouts[row]}")

    def id_of(self, row: str) -> str:
        """Return the name of the theme."""
        return row

    def show_detail(self, row: str | None) -> None:
        """Show the whole screen in the theme under the cursor."""
        if row is not None and self._themed.has_colours:
            self._themed.show_theme(row)

    def handle_chosen(self, row: str) -> None:
        """Keep the theme."""
        self.dismiss(row)

    def close(self) -> None:
        """Show the previous theme again, and close."""
        if self._themed.has_colours:
            self._themed.show_theme(self._before)
        self.dismiss(None)
