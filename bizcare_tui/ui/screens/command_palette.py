"""The command palette: finds every command by its words and synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.content import Content

from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Command, CommandWithReason
from bizcare_tui.ui.commands.command_search import FoundCommand, search_commands
from bizcare_tui.ui.commands.key_labels import key_labels
from bizcare_tui.ui.screens.picker import PickerScreen

_KEYS_WIDTH = 16


class CommandPalette(PickerScreen[Command[Any], FoundCommand]):
    """Offer commands while a person types; those of the thread first. The result is the chosen command.

    Args:
        commands: all commands, each with the reason why it cannot be run now, or "".
        about: the title of the thread that commands would act on.
    """

    HAS_PREVIEW: ClassVar[bool] = False
    OPENED_BY: ClassVar[tuple[str, ...]] = ("palette",)
    # A line says at its end why a command cannot be run: it is wrapped, not cut.
    DEFAULT_CSS = (
        "CommandPalette > .box { width: 90%; max-width: 90; height: 80%; }"
        "CommandPalette OptionList { text-wrap: wrap; }"
    )

    def __init__(self, commands: Sequence[CommandWithReason], about: str = "") -> None:
        super().__init__(_("Actions"), _("What do you want to do?"), about)
        self._commands = [FoundCommand(*each) for each in commands]

    def find_at_once(self, text: str) -> Sequence[FoundCommand]:
        """Return the commands that match a text."""
        return search_commands(self._commands, text)

    def line_of(self, row: FoundCommand) -> Content:
        """Return the line of a command: its keys, what it does, and why it cannot be run now."""
        keys = fit(key_labels(row.command), _KEYS_WIDTH)
        reason = f"  {_('unavailable: {0}').format(row.reason)}" if row.reason else ""
        style = "dim" if reason else ""
        text = row.command.help_text
        return Content.assemble((keys, style or "bold"), (text, style), (reason, "italic dim"))

    def nothing_text(self, text: str) -> str:
        """Return that no command is called so."""
        return _("Nothing is called “{0}”.").format(text.strip())

    async def accept(self, row: FoundCommand) -> Command[Any]:
        """Return the command."""
        return row.command
