"""The command palette: finds every command by its words and synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.command_search import FoundCommand, search_commands
from bizcare_tui.ui.commands.key_labels import key_labels
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog, LineInput, ModalList

_KEYS_WIDTH = 16


class CommandPalette(Dialog[Command[Any] | None]):
    """Offer commands while a person types; those of the thread first. The result is the chosen command.

    Args:
        commands: all commands, each with the reason why it cannot be run now, or "".
    """

    CONTEXT: ClassVar[Context | None] = Context.LIST
    FIRST: ClassVar[str] = "Input"
    HAS_FIELD: ClassVar[bool] = True
    OPENED_BY: ClassVar[tuple[str, ...]] = ("palette",)
    DEFAULT_CSS = (
        "CommandPalette {" + DIALOG_CSS + "} CommandPalette > .box { height: 80%; }"
        "CommandPalette Input { height: 1; border: none; padding: 0; margin-bottom: 1; }"
        "CommandPalette OptionList { border: none; height: 1fr; background: $surface; }"
        "CommandPalette #nothing { display: none; height: 1fr; }"
    )

    def __init__(self, commands: Sequence[tuple[Command[Any], str]]) -> None:
        super().__init__()
        self._commands = [FoundCommand(*each) for each in commands]
        self._found: Sequence[FoundCommand] = ()

    def compose(self) -> ComposeResult:
        """Compose the field, the list beneath it, and what is said if nothing is found."""
        with Vertical(classes="box") as box:
            box.border_title = _("Actions")
            yield LineInput(placeholder=_("What do you want to do?"), compact=True)
            yield ModalList(compact=True, markup=False)
            yield Static("", id="nothing", markup=False)

    def on_mount(self) -> None:
        """Show all commands."""
        self._show_matches("")

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """No context: the field keeps the keys that edit its text, and Enter."""
        return ()

    def _show_matches(self, query: str) -> None:
        self._found = search_commands(self._commands, query)
        options = self.query_one(ModalList)
        options.clear_options()
        options.add_options(self._line(each) for each in self._found)
        options.highlighted = 0 if self._found else None
        options.display = bool(self._found)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not self._found
        nothing.update(Content(_("Nothing is called “{0}”.").format(query.strip())))

    def _line(self, found: FoundCommand) -> Content:
        keys = fit(key_labels(found.command), _KEYS_WIDTH)
        reason = f"  {_('unavailable: {0}').format(found.reason)}" if found.reason else ""
        style = "dim" if reason else ""
        text = found.command.help_text
        return Content.assemble((keys, style or "bold"), (text, style), (reason, "italic dim"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that match what is typed."""
        event.stop()
        self._show_matches(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the command under the cursor."""
        event.stop()
        # What was typed right before Enter may not have been reported yet.
        self._show_if_changed(event.value)
        index = self.query_one(ModalList).highlighted
        if index is not None and index < len(self._found):
            self.dismiss(self._found[index].command)

    def _show_if_changed(self, query: str) -> None:
        found = search_commands(self._commands, query)
        if found != self._found:
            self._show_matches(query)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the command that was clicked."""
        self.dismiss(self._found[event.option_index].command)

    def choose(self) -> None:
        """Choose the command under the cursor."""
        self.query_one(ModalList).action_select()

    def open_filter(self) -> None:
        """Focus the field: it filters the list."""
        self.set_focus(self.query_one(LineInput))

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.query_one(ModalList).move(by)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self.query_one(ModalList).move_page(direction)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) command."""
        self.query_one(ModalList).move_to_end(direction)
