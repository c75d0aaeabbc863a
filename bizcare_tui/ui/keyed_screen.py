"""The base of all screens: their keys run the commands of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from textual import events
from textual.screen import Screen
from textual.widgets import Input, TextArea

from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.keymap import Keymap

if TYPE_CHECKING:
    from bizcare_tui.ui.type_ahead import TypeAheadBuffer

T = TypeVar("T")


class KeyHost(Protocol):
    """What a screen needs of the app: the keys in force, the held keys, and the input of closed forms."""

    keymap: Keymap
    ahead: TypeAheadBuffer
    unfinished: dict[tuple[str, ...], Any]


class KeyedScreen(Screen[T]):
    """A screen whose keys run the commands that the registry has for its contexts.

    The screen gets a key before the list that has the focus. A text field keeps the keys that are typed into
    it, and those that it edits text with, except where a context of `field_contexts` has the key.
    """

    @property
    def host(self) -> KeyHost:
        """The app, as far as screens know it."""
        return cast("KeyHost", self.app)

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts whose commands the keys run; of two commands with the same key, the first counts."""
        return ()

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys work in a text field too, instead of what the field does with them."""
        return self.contexts

    def run_command(self, command: Command[Any]) -> None:
        """Run a command of this screen."""
        command.run(self)

    def on_key(self, event: events.Key) -> None:
        """Run the command of the key."""
        ahead = self.host.ahead
        if ahead.keep(event) or (self.app.screen is not self and ahead.resend(event)):
            # The key was held, or another screen was opened after it was pressed.
            event.stop()
            event.prevent_default()
            return
        if (command := self._command_of(event.key)) is not None:
            event.stop()
            event.prevent_default()
            self.run_command(command)

    def _command_of(self, key: str) -> Command[Any] | None:
        keymap = self.host.keymap
        if isinstance(self.focused, Input | TextArea):
            command = keymap.find(key, self.field_contexts)
            if command is not None or self._is_key_of_field(key):
                return command
        return keymap.find(key, self.contexts)

    def _is_key_of_field(self, key: str) -> bool:
        """Return whether the field with the focus edits its text with this key."""
        binding = self.active_bindings.get(key)
        return binding is not None and binding.node is self.focused
