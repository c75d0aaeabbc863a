"""The help of a list, text, form or dialog: its commands with the keys in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.i18n import _
from bizcare_tui.present.cells import wrap
from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.key_labels import key_labels
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS
from bizcare_tui.ui.screens.reader_screen import ReaderScreen

KEYS_WIDTH = 18  # columns for the keys of a command


class ContextHelpScreen(ReaderScreen[None]):
    """Show the commands of the screen beneath; closing it returns to that screen as it was.

    Args:
        commands: the commands, with the keys that run them there.
    """

    OPENED_BY: ClassVar[tuple[str, ...]] = ("help",)
    DEFAULT_CSS = "ContextHelpScreen {" + DIALOG_CSS + "}"

    def __init__(self, commands: Sequence[Command[Any]]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Show a command with its keys per line."""
        room = max(20, min(90, self.app.size.width * 9 // 10) - 8 - KEYS_WIDTH - 3)
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = self.titled(_("Keys"), "close")
            yield Static(Content("\n".join(help_lines(self._commands, room))), markup=False)


def help_lines(commands: Sequence[Command[Any]], room: int) -> list[str]:
    """Return lines with the keys and the help text of commands; texts are wrapped to `room` columns."""
    return [
        f"  {key_labels(command) if number == 0 else '':<{KEYS_WIDTH}} {text}"
        for command in commands
        for number, text in enumerate(wrap(command.help_text, room))
    ]
