"""The base of apps that show our widgets: the themes, with the colours that the widgets name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.driver import Driver
from textual.scrollbar import ScrollBar

from bizcare_tui.ui import themes
from bizcare_tui.ui.widgets.readable_dim import ReadableDim
from bizcare_tui.ui.widgets.thin_scroll_bar import ThinScrollBar

if TYPE_CHECKING:
    from textual.filter import LineFilter

T = TypeVar("T")

ScrollBar.renderer = ThinScrollBar


class ThemedApp(App[T]):
    """An app that has the themes of the settings. With NO_COLOR, nothing has a colour in any of them.

    Args:
        driver_class: the class of the terminal's driver; None for Textual's own.
    """

    def __init__(self, *, driver_class: type[Driver] | None = None) -> None:
        # With NO_COLOR, Textual only turns its colours grey; with ANSI colours, its filter removes them all.
        self.has_colours = not os.environ.get("NO_COLOR")
        super().__init__(driver_class=driver_class, ansi_color=None if self.has_colours else True)
        self._readable_dim = ReadableDim()
        for theme in themes.THEMES_BY_NAME.values():
            self.register_theme(theme)
        self.show_theme("" if self.has_colours else "plain")

    def show_theme(self, name: str) -> None:
        """Paint everything in a theme, by its name in the settings; "" for the default one."""
        self.theme = themes.THEMES_BY_NAME[name or themes.DEFAULT_NAME].name

    @property
    def shown_theme(self) -> str:
        """The name of the theme in the settings."""
        return next(name for name, each in themes.THEMES_BY_NAME.items() if each.name == self.theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of tones, which themes of Textual do not have."""
        return themes.DEFAULT_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every painted line passes through."""
        return [self._readable_dim, *super().get_line_filters()]
