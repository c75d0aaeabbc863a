"""What focus mode shows around a conversation: its place, the stored draft, the large commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.domain.text import own_text
from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.keymap import Keymap

# The commands that are shown large; in the draft, the first one is replaced by the one that sends it.
LARGE_COMMANDS = ("reply", "reject", "refund", "snooze")
# From this height of the terminal on, the large commands have a frame.
_FRAME_HEIGHT = 30


class FocusHeading(Static):
    """The place of the ticket among what is due."""

    DEFAULT_CSS = "FocusHeading { height: 1; padding: 0 1; text-style: bold; display: none; }"

    def __init__(self) -> None:
        super().__init__("", id="focus", markup=False)


class DraftPreview(Static):
    """The stored draft of the ticket, while nobody writes."""

    DEFAULT_CSS = """
    DraftPreview {
        width: 1fr; height: 1fr; padding: 0 1; border-left: vkey $quiet-border; display: none;
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__("", id="focus-draft", markup=False)
        self._keymap = keymap

    def show(self, text: str) -> None:
        """Show the text of a draft."""
        head = self._keymap.fill(_("Your draft · {reply} continues it"))
        self.update(Content.assemble((head, "bold"), "\n\n", own_text(text)), layout=False)


class LargeCommand(Static):
    """A command as a button: its key, and what it does."""

    DEFAULT_CSS = """
    LargeCommand {
        width: 1fr; height: 1; content-align: center middle; text-wrap: nowrap; text-overflow: ellipsis;
        text-style: bold;
        &.-framed { height: 3; border: round $primary; }
    }
    """

    def __init__(self, run: Callable[[Command[Any]], None]) -> None:
        super().__init__("", markup=False)
        self._run = run
        self._command: Command[Any] | None = None

    def show(self, command: Command[Any], key: str, *, is_framed: bool) -> None:
        """Show a command with its key, in a frame where there is room."""
        self._command = command
        self.set_class(is_framed, "-framed")
        # Without a frame, four of them share the columns of a small terminal.
        text = f"{key}  {command.label}" if is_framed else f"[{key} {command.label}]"
        self.update(Content(text), layout=False)

    def on_click(self) -> None:
        """Run the command."""
        if self._command is not None:
            self._run(self._command)


class FocusCommands(Horizontal):
    """The large commands of focus mode, in one row."""

    DEFAULT_CSS = "FocusCommands { height: auto; padding: 0 1; display: none; }"

    def __init__(self, keymap: Keymap, run: Callable[[Command[Any]], None]) -> None:
        super().__init__(id="focus-commands")
        self._keymap = keymap
        self._buttons = [LargeCommand(run) for _id in LARGE_COMMANDS]

    def compose(self) -> ComposeResult:
        """Compose the buttons."""
        yield from self._buttons

    def show(self, *, is_writing: bool, height: int) -> None:
        """Show the commands for a terminal of this height; in the draft, those keys that work there."""
        send = self._keymap.command("send", Context.COMPOSER)
        before_letters = f"{self._keymap.field_key('back')} " if is_writing else ""
        is_framed = height >= _FRAME_HEIGHT
        for button, command_id in zip(self._buttons, LARGE_COMMANDS, strict=True):
            if is_writing and command_id == "reply":
                command, key = send, self._keymap.field_key("send", Context.COMPOSER)
            else:
                command, key = self._keymap.command(command_id), before_letters + self._keymap.key(command_id)
            button.show(command, key, is_framed=is_framed)
