"""The base of all screens: their keys run the commands of the registry."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList, TextArea

from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.commands.command import Command, CommandWithReason, Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import is_typed, key_label
from bizcare_tui.ui.commands.keymap import Keymap, fill_text, shown_key, with_shared
from bizcare_tui.ui.startup.textual_internals import keys_apart
from bizcare_tui.ui.widgets.key_line import KeyLine
from bizcare_tui.ui.widgets.notice_line import NoticeLine
from bizcare_tui.ui.widgets.wrapped_text import WrappedParts

if TYPE_CHECKING:
    from bizcare_tui.ui.background.notice_board import NoticeBoard
    from bizcare_tui.ui.screens.type_ahead import TypeAheadBuffer

T = TypeVar("T")

_SCROLLING = re.compile("scroll_|page_")


class KeyHost(Protocol):
    """What a screen needs of the app: keys in force, held keys, notices, and the input of closed forms."""

    keymap: Keymap
    ahead: TypeAheadBuffer
    notices: NoticeBoard
    unfinished: dict[tuple[str, ...], Any]

    def fail(self, error: BizcareError) -> None:
        """Show the error of a use case."""


class KeyPassed(Message):
    """A key that a field may leave to its screen was handled; this bubbles along the same path behind it."""

    def __init__(self, key: events.Key) -> None:
        super().__init__()
        self.key = key


class KeyedScreen(Screen[T]):
    """A screen whose keys run the commands that the registry has for its contexts.

    The screen gets a key before the list that has the focus. A text field keeps the keys that are typed into
    it, and those that it edits text with, except where a context of `field_contexts` has the key.

    `CONTEXT` is the context of the screen; `HAS_FIELD` says whether it has a text field, so that hints show
    keys that work in it; `OPENED_BY` names the commands whose keys also close it. `TEXT` is the CSS selector
    of the box of its text, where the terminal's cursor is while no row has it.
    """

    CONTEXT: ClassVar[Context | None] = None
    HAS_FIELD: ClassVar[bool] = False
    OPENED_BY: ClassVar[tuple[str, ...]] = ()
    TEXT: ClassVar[str] = ".box"

    # The key whose command is run.
    pressed_key: str = ""

    @property
    def host(self) -> KeyHost:
        """The app, as far as screens know it."""
        return cast("KeyHost", self.app)

    @property
    def is_open(self) -> bool:
        """Whether the screen has its widgets still: one that closes loses them before it is detached."""
        return self.is_attached and self in self.app.screen_stack

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts whose commands the keys run; of two commands with the same key, the first counts."""
        return with_shared(self.CONTEXT) if self.CONTEXT is not None else ()

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys work in a text field too, instead of what the field does with them."""
        return self.contexts

    def run_command(self, command: Command[Any]) -> None:
        """Run a command of this screen, or say why it cannot be run now."""
        if reason := self.disabled_reason(command):
            self.notify(reason)
        else:
            command.run(self.target_of(command))

    def disabled_reason(self, command: Command[Any]) -> str:
        """Return why a command cannot be run now; "" if it can."""
        return command.disabled(self.target_of(command))

    def commands_with_reasons(self) -> list[CommandWithReason]:
        """Return the commands that keys run here."""
        usable = self.host.keymap.usable(self.contexts)
        return [(each, self.disabled_reason(each)) for each in usable]

    def target_of(self, _command: Command[Any]) -> Any:
        """Return what a command is run with."""
        return self

    def handle_unknown_key(self, _key: str) -> bool:
        """Handle a key that has no command here; return whether it has another meaning."""
        return False

    def keys_of(self, *contexts: Context) -> WrappedParts:
        """Return the keys of some contexts that do something now, each on one line with its label."""
        hints = self.host.keymap.footer(*contexts)
        return WrappedParts(
            [
                Content.assemble((hint.key, "bold"), f" {hint.label}")
                for hint in hints
                if hint.command is not None and not self.disabled_reason(hint.command)
            ]
        )

    def key_of(self, command_id: str) -> str:
        """Return the shown key of a command of this screen, or of any, as text."""
        keymap = self.host.keymap
        here = (each for each in keymap.of(*self.contexts) if each.id == command_id and each.keys)
        keys = (shown_key(each, in_field=self.HAS_FIELD) for each in here)
        return next(keys, "") or keymap.key(command_id)

    def fill(self, text: str, *values: object, **named: object) -> str:
        """Return a text with these values, and with the keys of the commands that it has placeholders for."""
        keymap = self.host.keymap
        return fill_text(text, lambda each: self.key_of(each) or keymap.name(each), *values, **named)

    def fail(self, error: BizcareError) -> None:
        """Show the error of a use case."""
        self.host.fail(error)

    def on_key(self, event: events.Key) -> None:
        """Run the command of the key."""
        ahead = self.host.ahead
        if ahead.keep(event) or (self.app.screen is not self and ahead.resend(event)):
            # The key was held, or another screen was opened after it was pressed.
            event.stop()
            event.prevent_default()
            return
        if self._act_on(event.key) or self._act_on_keys_apart(event):
            event.stop()
            event.prevent_default()
        ahead.note_key_handled(event)

    def _act_on(self, key: str) -> bool:
        """Run the command of a key, or what else it means; return whether it means anything."""
        if (command := self._command_of(key)) is not None:
            self.pressed_key = key
            self.run_command(command)
            return True
        return not isinstance(self.focused, Input | TextArea) and self.handle_unknown_key(key)

    def _act_on_keys_apart(self, event: events.Key) -> bool:
        """Act on Esc and the key behind it, if the event may be both; return whether it may."""
        if not (apart := self._keys_apart(event)):
            return False
        # In a text of several lines, Alt+Enter is a new line, as in programs to chat with.
        if event.key != "alt+enter" or not isinstance(self.focused, TextArea):
            self._act_on(apart[0].key)
        self.host.ahead.type_next(apart[1:])
        return True

    def _keys_apart(self, event: events.Key) -> list[events.Key]:
        """Return Esc and another key for a key with Alt that has no use here; nothing for other keys.

        Terminals send the same for both: who types Esc and a key quickly would see neither of them act.
        """
        has_use = self._command_of(event.key) is not None or event.key in self.active_bindings
        return [] if has_use else keys_apart(event)

    def takes_from_field(self, event: events.Key) -> bool:
        """Return whether the field with the focus leaves a key to this screen."""
        # Fields hold what follows Enter themselves.
        is_typed = event.is_printable or event.key == "enter"
        if is_typed or not isinstance(self.focused, Input | TextArea):
            return False
        return self._command_of(event.key) is not None or bool(self._keys_apart(event))

    def leaves_to_field(self, key: str) -> bool:
        """Return whether the field with the focus edits its text with a key that no command there has."""
        # A screen may use Enter before its field does.
        is_command = key == "enter" or self.host.keymap.find(key, self.field_contexts) is not None
        return not is_command and self._is_key_of_field(key)

    def on_key_passed(self, event: KeyPassed) -> None:
        """Send what was typed behind a key that the field kept after all."""
        event.stop()
        self.host.ahead.note_key_handled(event.key)

    def cursor_offset(self) -> Offset | None:
        """Return where the row under the cursor is, or the text to read begins; None if there is neither."""
        for options in self.query(OptionList):
            region = options.region
            for y in range(region.y, region.bottom):
                option = self.get_style_at(region.x, y).meta.get("option")
                if option is not None and option == options.highlighted:
                    return Offset(region.x, y)
        text = next((each for each in self.query(self.TEXT) if each.display), None)
        return text.content_region.offset if text is not None else None

    def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        """Run the command that was clicked in the footer, unless another screen is about to open."""
        event.stop()
        if self.app.screen is self and not self.host.ahead.is_holding:
            self.run_command(event.command)

    def on_notice_line_clicked(self, event: NoticeLine.Clicked) -> None:
        """Show the last notices, as one of them was clicked."""
        event.stop()
        shown = (each for each in self.host.keymap.of(*self.contexts) if each.id == "notices")
        if self.app.screen is self and not self.host.ahead.is_holding:
            for command in shown:
                self.run_command(command)
                return

    def key_hints(self) -> list[KeyHint]:
        """Return the commands that have a label, can be run now, and have a key that works now, by rank."""
        shown = [each for each, reason in self.commands_with_reasons() if each.short and not reason]
        return [
            KeyHint(key_label(key), each.label, each)
            for each in sorted(shown, key=lambda each: each.rank)
            if (key := next(filter(partial(self._runs, each), each.keys), ""))
        ]

    def _runs(self, command: Command[Any], key: str) -> bool:
        """Return whether a key runs a command now: in a field, keys that type do not."""
        if is_typed(key) and isinstance(self.focused, Input | TextArea):
            return False
        found = self._command_of(key)
        return found is not None and (found.id, found.context) == (command.id, command.context)

    def _command_of(self, key: str) -> Command[Any] | None:
        keymap = self.host.keymap
        if isinstance(self.focused, Input | TextArea):
            command = keymap.find(key, self.field_contexts)
            if command is not None or self._is_key_of_field(key):
                return command
        command = keymap.find(key, self.contexts)
        if command is None and any(key in keymap.command(each).keys for each in self.OPENED_BY):
            return keymap.command("close", Context.DIALOG)
        return command

    def _is_key_of_field(self, key: str) -> bool:
        """Return whether the field with the focus edits its text with this key."""
        active = self.active_bindings.get(key)
        if active is None or active.node is not self.focused:
            return False
        # Textual makes a field of one line a view that scrolls, and gives it the keys for that.
        return not (isinstance(self.focused, Input) and _SCROLLING.match(active.binding.action))
