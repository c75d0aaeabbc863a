"""The Textual app as a workspace: its parts, reads, notices, and input held for screens that open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from textual import events
from textual.await_complete import AwaitComplete
from textual.geometry import Offset
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Input, TextArea
from textual.worker import NoActiveWorker, Worker, get_current_worker

from bizcare_tui.errors import BizcareError, StoreUnreachable
from bizcare_tui.i18n import _
from bizcare_tui.ui.background.memory_tidying import MemoryTidying
from bizcare_tui.ui.background.new_day import NewDay
from bizcare_tui.ui.background.notice_board import NoticeBoard
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.presets import keymap_for
from bizcare_tui.ui.notices import NoticeKind, ScreenNotice
from bizcare_tui.ui.screens.dialog_base import EnterHandled
from bizcare_tui.ui.screens.jump_mode import JumpMode
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen, KeyPassed
from bizcare_tui.ui.screens.type_ahead import TypeAheadBuffer
from bizcare_tui.ui.startup.first_screen import FirstScreen
from bizcare_tui.ui.startup.terminal_driver import driver_class_for
from bizcare_tui.ui.startup.textual_internals import ErrorHandlingApp
from bizcare_tui.ui.widgets.printable_filter import PrintableFilter

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from bizcare_tui.desk.desk import Desk

T = TypeVar("T")


class WorkspaceApp(ErrorHandlingApp):
    """What commands and parts use of the app, see `workspace.py`; what it starts and shows is in `app.py`.

    Args:
        desk: the use cases: everything that is stored and sent.
        demo: whether this is the demo, which the status line then says.
        screen: the first screen, if it was painted already.
    """

    def __init__(self, desk: Desk, *, demo: bool, screen: FirstScreen | None) -> None:
        super().__init__(driver_class=driver_class_for(screen) if screen is not None else None)
        if self.has_colours:
            self.show_theme(desk.settings.theme)
        self.desk = desk
        self.demo = demo
        self.keymap = keymap_for(desk.settings, desk.session.paths.config)
        self.ahead = TypeAheadBuffer(self)
        # The input of forms that were closed without a result, by form and thread; restored when they reopen.
        self.unfinished: dict[tuple[str, ...], Any] = {}
        self.memory = MemoryTidying()
        self.notices = NoticeBoard(self, desk.now, lambda: self.keymap.key("notices"))
        self._printable = PrintableFilter()
        self._parts: dict[type[Any], object] = {}

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor is put with each paint: at the row, message or field that has the keys.

        Nobody sees it, but braille lines and magnifiers follow it.
        """
        if not self.screen_stack:
            return self._field_position
        screen = self.screen_stack[-1]
        if isinstance(screen.focused, Input | TextArea):
            return screen.focused.cursor_screen_offset
        return (screen.cursor_offset() if isinstance(screen, KeyedScreen) else None) or Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        # A field sets it when its own cursor moves.
        self._field_position = position

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every painted line passes through."""
        return [self._printable, *super().get_line_filters()]

    def _add(self, part: T) -> T:
        self._parts[type(part)] = part
        return part

    def part(self, kind: type[T]) -> T:
        """Return the part of the app of this class."""
        return cast("T", self._parts[kind])

    async def read(self, call: Callable[..., T], *arguments: Any) -> T | None:
        """Call a desk function in a thread; on an error, show it and return None."""
        try:
            return await asyncio.to_thread(call, *arguments)
        except BizcareError as error:
            self.fail(error)
            return None

    async def on_event(self, event: events.Event) -> None:
        """Pass input on, unless it is held for a screen or is a letter of jump mode."""
        if isinstance(event, events.Key):
            self.memory.pressed_at = event.time
            self.notices.press_key()
            self.part(NewDay).note_key(event.time)
        if isinstance(event, (events.Key, events.Paste)) and not self.screen_stack:
            return  # the app is closing, and input is now meant for the shell
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif not self.ahead.keep(event) and not self.part(JumpMode).take(event):
            await self._hand_on(event)

    async def _hand_on(self, event: events.Key | events.Paste) -> None:
        """Send input to the field or screen that it is meant for.

        What a person types behind a key such as Esc in a field is not meant for that field any more. It would
        be in it before the screen, which has the key after the field, can take the focus away.
        """
        field, screen = self.focused, self.screen
        if (
            isinstance(event, events.Key)
            and field is not None
            and isinstance(screen, KeyedScreen)
            and screen.takes_from_field(event)
        ):
            self.ahead.hold_behind(event)
            await super().on_event(event)
            field.post_message(KeyPassed(event))
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Hold a key that reached a pane before the screen it is meant for was shown."""
        if self.ahead.keep(event):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Hold pasted text in the same way."""
        if self.ahead.keep(event):
            event.stop()

    def on_enter_handled(self, event: EnterHandled) -> None:
        """Send the input that was held after Enter."""
        self.ahead.note_enter_handled(event.widget)

    def _handle_screen_change(self, screen: Screen[Any]) -> None:
        screen.call_after_refresh(self._handle_screen_painted, screen)

    def _handle_screen_painted(self, screen: Screen[Any]) -> None:
        self.part(UnsavedRecovery).remember_fields(screen)
        self.notices.show()
        self.ahead.is_there(screen)

    async def ask(self, screen: Screen[T]) -> T:
        """Show a screen and wait for its result."""
        return await self.push_screen_wait(screen)

    if TYPE_CHECKING:

        @overload
        async def push_screen_wait(self, screen: Screen[T], *, mode: str | None = None) -> T: ...

        @overload
        async def push_screen_wait(self, screen: str, *, mode: str | None = None) -> Any: ...

    async def push_screen_wait(self, screen: Screen[T] | str, *, mode: str | None = None) -> T | Any:
        """Show a screen and wait for its result; input typed before it is shown is held for it."""
        assert isinstance(screen, Screen)
        self.ahead.opens(screen)
        try:
            return await super().push_screen_wait(screen, mode=mode)
        finally:
            # If the worker was cancelled, the screen may still be open.
            self.ahead.closes(screen)

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top; input typed from now on is meant for what follows."""
        self.ahead.closes(self.screen)
        self._cancel_workers_of(self.screen)
        return super().pop_screen()

    def _cancel_workers_of(self, screen: Screen[Any]) -> None:
        """Cancel what still works for a screen that closes: its widgets are removed before it is itself.

        Textual cancels them only then, and a worker that shows what it has read would find no widget.
        """
        current: Worker[Any] | None = None
        with suppress(NoActiveWorker):
            current = get_current_worker()
        for worker in [each for each in self.workers if each.node is screen and each is not current]:
            worker.cancel()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
        kind: NoticeKind = NoticeKind.ANSWER,
    ) -> None:
        """Show a notice in the notice line, or let it wait for its turn; see `notices.py`.

        Textual's toasts would cover what is beneath them. `timeout` and `markup` are theirs and change
        nothing: a notice is shown as long as it takes to read it, and its text is never markup.
        """
        self.notices.post(ScreenNotice(message, title, severity, kind))

    def clear_notifications(self) -> None:
        """Show no notice."""
        self.notices.clear()

    def _warn(self, text: str) -> None:
        self.notify(text, severity="warning", kind=NoticeKind.OUTBOX)

    def fail(self, error: BizcareError) -> None:
        """Show the error of a use case."""
        kind = NoticeKind.STORE if isinstance(error, StoreUnreachable) else NoticeKind.ANSWER
        self.notify(self.keymap.describe(error), title=_(error.title), severity="error", kind=kind)
