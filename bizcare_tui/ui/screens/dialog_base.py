"""Base classes of modal screens: dialogs, lists, and forms that keep what was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.ui.commands.command import CommandWithReason, Context
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen, KeyHost
from bizcare_tui.ui.widgets.fields import LineField
from bizcare_tui.ui.widgets.key_line import KeyLine
from bizcare_tui.ui.widgets.notice_line import NoticeLine

if TYPE_CHECKING:
    from bizcare_tui.ui.background.notice_board import PastNotice

T = TypeVar("T")

# The columns of a box that its border and padding take, and of a list that its scroll bar takes.
BOX_EDGES, SCROLL_BAR = 6, 2
DIALOG_CSS = """
    align: center middle;
    & > .box {
        width: 90%; max-width: 90; height: auto; max-height: 100%;
        border: round $primary; padding: 0 2; background: $surface;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $tone-quiet;
    }
"""


class Dialog(KeyedScreen[T], ModalScreen[T]):
    """A modal screen. Keys without a binding in it do nothing.

    `FIRST` is the CSS selector of the widgets that may get the focus when the dialog opens; the first
    focusable one gets it. `HAS_FOOTER` is false if the screen shows its keys itself.
    """

    CONTEXT: ClassVar[Context | None] = Context.DIALOG
    FIRST: ClassVar[str] = "OptionList, Input, TextArea"
    HAS_FOOTER: ClassVar[bool] = True
    DEFAULT_CSS = (
        "Dialog > .foot { dock: bottom; height: auto; }"
        "Dialog .trouble { display: none; color: $text-error; text-style: bold; height: auto; }"
    )

    def on_mount(self) -> None:
        """Focus the first field or list, even while the terminal window itself has no focus."""
        if self.HAS_FOOTER:
            self.mount(Vertical(NoticeLine(), KeyLine(), classes="foot"))
            self.call_after_refresh(self.show_keys)
        first = (widget for widget in self.query(self.FIRST) if widget.focusable) if self.FIRST else iter(())
        if (widget := next(first, None)) is not None:
            self.set_focus(widget)

    def ask(self, function: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> None:
        """Run a coroutine function that may open another screen. Keys typed meanwhile go to that screen."""
        self.host.ahead.ask(self, function, *arguments)

    def close(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    def on_descendant_focus(self) -> None:
        """Show the keys of the field or list that got the focus."""
        self.show_keys()

    def on_descendant_blur(self) -> None:
        """Show the keys that work without it."""
        self.show_keys()

    def on_screen_resume(self) -> None:
        """Show the keys again, as another screen may have changed what works."""
        self.show_keys()

    def on_enter_handled(self, event: EnterHandled) -> None:
        """Send the input that was held after Enter: this screen stays, and has handled it.

        A message that a key of this screen led to stops here, and does not reach the app.
        """
        event.stop()
        self.host.ahead.note_enter_handled(event.widget)

    def show_keys(self) -> None:
        """Show the keys that work now at the bottom of the screen."""
        for line in self.query(".foot > KeyLine").results(KeyLine):
            line.show(self.key_hints())

    def open_help(self, make_screen: Callable[[Sequence[CommandWithReason]], Screen[None]]) -> None:
        """Show a screen that is made from the commands of this one; close this screen if it is a help."""
        if "help" in self.OPENED_BY:
            self.close()
        else:
            self.ask(self._open_help, make_screen)

    async def _open_help(self, make_screen: Callable[[Sequence[CommandWithReason]], Screen[None]]) -> None:
        await self.app.push_screen_wait(make_screen(self.commands_with_reasons()))

    def open_notices(self, make_screen: Callable[[Sequence[PastNotice]], Screen[None]]) -> None:
        """Show a screen that is made from the last notices; close this screen if it shows them."""
        if "notices" in self.OPENED_BY:
            self.close()
        else:
            self.ask(self._open_notices, make_screen)

    async def _open_notices(self, make_screen: Callable[[Sequence[PastNotice]], Screen[None]]) -> None:
        await self.app.push_screen_wait(make_screen(self.host.notices.last))

    def compose_error(self, field: str = "") -> ComposeResult:
        """Compose the error line under a field; without a name, the one under all fields."""
        yield Static("", classes="trouble", id=_error_line_id(field), markup=False)

    def show_error(self, text: str, field: str = "") -> None:
        """Show an error under the field with this id, and focus the field. An empty text hides all errors."""
        lines = {line.id: line for line in self.query(".trouble").results(Static)}
        line = lines.get(_error_line_id(field), lines.get(_error_line_id("")))
        for each in lines.values():
            each.update(Content(text if each is line else ""))
            each.display = each is line and bool(text)
        if line is not None and text:
            # Long forms scroll: make the error visible once the layout is done.
            self.call_after_refresh(line.scroll_visible, animate=False)
        if text and field:
            for widget in self.query(f"#{field}"):
                self.set_focus(widget)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close the dialog with a result. Do nothing while another screen is on top of it.

        Textual would close the screen on top, which may be another one that is not even composed yet.
        """
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class EnterHandled(Message):
    """Enter was pressed in a field or list, and the parent widgets have handled it.

    It is posted right after the widget's own message (submitted or selected) and bubbles along the same
    path, so it arrives after that message was handled.
    """

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget


class LineInput(LineField):
    """An input field of a form. Keys typed after Enter go to the next screen, not into this field."""

    async def on_key(self, event: events.Key) -> None:
        """Hold a key that was typed after Enter, and note Enter."""
        # When the app learns of Enter, keys typed right after it may be in this field's queue already.
        ahead = cast("KeyHost", self.app).ahead
        if self in ahead.entered:
            ahead.hold_key(event)
            event.stop()
            event.prevent_default()
        elif event.key == "enter":
            ahead.note_enter(self, event)

    async def action_submit(self) -> None:
        """Submit the line to the parent widgets, then report that Enter was handled."""
        await super().action_submit()
        self.post_message(EnterHandled(self))


class ModalList(OptionList, inherit_bindings=False):
    """An option list of a dialog. Keys typed after Enter go to the next screen, not to this list.

    It has no keys of its own: those of the screen move its cursor and choose.
    """

    # The line under the cursor says that the list has the keys; another ground would be a box in the box.
    DEFAULT_CSS = "ModalList, ModalList:focus { background: transparent; background-tint: transparent; }"

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        for _line in range(abs(by)):
            if by > 0:
                self.action_cursor_down()
            else:
                self.action_cursor_up()

    def move_page(self, direction: int) -> None:
        """Move the cursor by as many lines as are visible."""
        if self.option_count:
            index = (self.highlighted or 0) + direction * max(1, self.size.height - 1)
            self.highlighted = max(0, min(index, self.option_count - 1))

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) line."""
        if direction > 0:
            self.action_last()
        else:
            self.action_first()

    def action_select(self) -> None:
        """Report the highlighted line to the parent widgets, then report that Enter was handled."""
        if self.highlighted is not None:
            cast("KeyHost", self.app).ahead.note_enter(self)
            super().action_select()
            self.post_message(EnterHandled(self))


class DialogForm(Dialog[T]):
    """A dialog with fields. It closes only when the typed values are accepted.

    If they are not, the form shows the reason under its fields, and the fields keep their values. If the
    person leaves the form, the values are shown again when the same form is opened for the same thread.

    Args:
        name: identifies the form and the thread it is for.
    """

    CONTEXT: ClassVar[Context | None] = Context.FORM
    HAS_FIELD: ClassVar[bool] = True

    def __init__(self, *name: str) -> None:
        super().__init__()
        self._form_key = name

    def typed(self) -> Any:
        """Return the values of the fields."""
        raise NotImplementedError

    def unfinished(self) -> Any:
        """Return the values typed the last time, when the form was left; None if there are none."""
        return self.host.unfinished.get(self._form_key)

    def submit(self, accept: Callable[[], Awaitable[T]]) -> None:
        """Call `accept`. Close the form with its result, or show its error in the form."""
        self.show_error("")
        self.ask(self._submit, accept)

    async def _submit(self, accept: Callable[[], Awaitable[T]]) -> None:
        try:
            result = await accept()
        except (BizcareError, ValueError) as error:
            text = self.host.keymap.describe(error) if isinstance(error, BizcareError) else str(error)
            self.show_error(text, error.field if isinstance(error, WrongUsage) else "")
            return
        self.host.unfinished.pop(self._form_key, None)
        self.dismiss(result)

    def accept(self) -> None:
        """Submit the form."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close without a result. The typed values are shown again the next time."""
        self.host.unfinished[self._form_key] = self.typed()
        self.dismiss(None)


def _error_line_id(field: str) -> str:
    return f"trouble-{field}" if field else "trouble"
