"""The dialog that lets a person choose a line from a list, by letter, number or cursor."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.choice_letters import choice_letters
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen

# Lines with a number.
_NUMBERED = 9


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A line to choose, with the letter and the number that choose it; "" if it has none."""

    index: int
    letter: str
    number: str
    text: Content


class ChoiceScreen(ListScreen[int | None, ChoiceRow]):
    """Ask the person to choose a line from a list. The result is the index of the line, or None.

    Every line has a letter that chooses it, and the first nine have a number.

    Args:
        title: the title of the dialog.
        lines: the lines to choose from.
        empty: the text shown if there are no lines.
        about: the title of the thread that the dialog is about.
        letters: the letter wanted for each line; "" to make it from the line. None leaves the line to cursor
            and Enter, because it destroys something and no key typed by mistake may choose it.
    """

    CONTEXT: ClassVar[Context | None] = Context.CHOICE
    DEFAULT_CSS = (
        "ChoiceScreen {"
        + DIALOG_CSS
        + "} ChoiceScreen OptionList { border: none; height: auto; max-height: 100%; }"
    )

    def __init__(
        self,
        title: str,
        lines: Sequence[Content],
        empty: str = "",
        *,
        about: str = "",
        letters: Sequence[str | None] = (),
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._empty = empty
        self._about = about
        self._wanted_letters = letters

    def compose(self) -> ComposeResult:
        """Show the lines."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            box.border_subtitle = Content(self._about)
            if self._lines:
                yield ModalList(compact=True, markup=False)
            else:
                yield Static(Content(self._empty), markup=False)

    def on_mount(self) -> None:
        """Show the lines."""
        keymap, contexts = self.host.keymap, self.contexts
        commands = keymap.of(*contexts, Context.LIST_FILTER)
        reserved = {key for command in commands for key in command.keys}
        wanted = list(self._wanted_letters)
        letters = choice_letters([line.plain for line in self._lines], reserved, wanted)
        rows = []
        for index, (letter, line) in enumerate(zip(letters, self._lines, strict=True)):
            has_number = index < _NUMBERED and wanted[index : index + 1] != [None]
            rows.append(ChoiceRow(index, letter, str(index + 1) if has_number else "", line))
        self.show_rows(rows)

    def line_of(self, row: ChoiceRow) -> Content:
        """Return the line with its letter and its number."""
        return Content.assemble((f"{row.letter:<1}", "bold"), (f" {row.number:<1}  ", "dim"), row.text)

    def filter_text_of(self, row: ChoiceRow) -> str:
        """Return the line without its letter and number."""
        return row.text.plain

    def id_of(self, row: ChoiceRow) -> Hashable:
        """Return the index of the line."""
        return row.index

    def handle_chosen(self, row: ChoiceRow) -> None:
        """Close the dialog with the index of the chosen line."""
        self.dismiss(row.index)

    def choose_number(self) -> None:
        """Choose the line whose number was pressed: the first key of the command is for 1."""
        keys = self.host.keymap.command("choose_number", Context.CHOICE).keys
        self._choose_by(str(keys.index(self.pressed_key) + 1))

    def handle_unknown_key(self, key: str) -> bool:
        """Choose the line whose letter was pressed; return whether there is one."""
        return self._choose_by(key)

    def _choose_by(self, key: str) -> bool:
        index = next((row.index for row in self.rows if key in (row.letter, row.number)), None)
        if index is not None:
            self.choose_row(index)
        return index is not None
