"""The base of pickers: a field that finds rows while a person types, the list of them, and a preview."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_hints import KeyHint
from bizcare_tui.ui.commands.key_labels import key_label
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, Dialog, LineInput, ModalList
from bizcare_tui.ui.widgets.wrapped_text import HangingText

T = TypeVar("T")
RowT = TypeVar("RowT")

# Seconds without a key until what is typed is looked for, and the row under the cursor is previewed. A letter
# that comes alone is looked for at once.
PAUSE_SECONDS = 0.05
# From this many columns on, the preview is beside the list.
_WIDE = 110
_FIELD = "words"


class PickerScreen(Dialog[T | None], Generic[T, RowT]):
    """A field, and beneath it the rows that match what is typed; Enter chooses the row under the cursor.

    The result is what `accept` returns for the chosen row; None if the person cancels. If `accept` raises,
    the picker stays open and shows the error under the field.

    A subclass says how rows are found and shown. `find` may take long, `find_at_once` may not.

    Args:
        title: the title of the dialog.
        placeholder: what the empty field says.
        about: the title of the thread that the dialog is about.
    """

    CONTEXT: ClassVar[Context | None] = Context.LIST
    FIRST: ClassVar[str] = "Input"
    HAS_FIELD: ClassVar[bool] = True
    HAS_PREVIEW: ClassVar[bool] = True
    DEFAULT_CSS = (
        "PickerScreen {"
        + DIALOG_CSS
        + """
            & > .box { width: 96%; max-width: 140; height: 100%; }
            & Input { height: 1; border: none; padding: 0; }
            & .found { height: 1fr; margin-top: 1; }
            & OptionList {
                border: none; height: 1fr; background: $surface;
                text-wrap: nowrap; text-overflow: ellipsis; scrollbar-gutter: stable;
            }
            & #nothing { display: none; height: 1fr; }
            & #preview { height: 60%; border-top: solid $quiet-border; }
            &.-wide .found { layout: horizontal; }
            &.-wide OptionList { width: 45%; }
            &.-wide #preview {
                width: 1fr; height: 1fr; padding: 0 1;
                border-top: none; border-left: vkey $quiet-border;
            }
        }
        """
    )

    def __init__(self, title: str, placeholder: str, about: str = "") -> None:
        super().__init__()
        self._title = title
        self._placeholder = placeholder
        self._about = about
        self._found: Sequence[RowT] = ()
        # The text that the rows were found for; None before the first search.
        self._found_for: str | None = None
        self._typed_at = 0.0

    # --- for subclasses ----------------------------------------------------------------------------

    def find_at_once(self, _text: str) -> Sequence[RowT] | None:
        """Return the rows for a text, if that needs no reading; None if `find` has to be waited for."""
        return None

    async def find(self, _text: str) -> Sequence[RowT]:
        """Return the rows for a text.

        Raises:
            BizcareError: the text cannot be searched for.
        """
        return ()

    def line_of(self, row: RowT) -> Content:
        """Return the line of a row."""
        raise NotImplementedError

    async def preview_of(self, _row: RowT) -> Content:
        """Return what the preview shows of a row.

        Raises:
            BizcareError: it cannot be read.
        """
        return Content("")

    def nothing_text(self, text: str) -> str:
        """Return what is said when nothing is found for a text."""
        raise NotImplementedError

    async def accept(self, row: RowT) -> T:
        """Return the result for the chosen row.

        Raises:
            BizcareError: the row cannot be chosen; the picker stays open.
        """
        raise NotImplementedError

    # --- the screen --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Compose the field, the list, what is said if nothing is found, and the preview."""
        # Already now, so that the first painted list does not move.
        self._choose_layout(self.app.size.width)
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(self._about)
            yield LineInput(placeholder=self._placeholder, compact=True, id=_FIELD)
            yield from self.compose_error(_FIELD)
            with Container(classes="found"):
                yield ModalList(compact=True, markup=False)
                yield Static("", id="nothing", markup=False)
                if self.HAS_PREVIEW:
                    with VerticalScroll(id="preview", can_focus=False):
                        yield Static("", markup=False)

    def on_mount(self) -> None:
        """Show the rows for the empty field."""
        self._request_rows("")

    def on_resize(self) -> None:
        """Show the preview beside the list where there is room."""
        self._choose_layout(self.size.width)

    def _choose_layout(self, columns: int) -> None:
        self.set_class(self.HAS_PREVIEW and columns >= _WIDE, "-wide")

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """No context: the field keeps the keys that edit its text, and Enter."""
        return ()

    def key_hints(self) -> list[KeyHint]:
        """Return the hints of the screen, and first Enter, which also chooses while the field has it."""
        hints = super().key_hints()
        choose = self.host.keymap.command("choose", Context.LIST)
        if not self._found or any(hint.command is not None and hint.command.id == "choose" for hint in hints):
            return hints
        return [KeyHint(key_label("enter"), choose.label, choose), *hints]

    # --- finding -----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find the rows for what is typed."""
        event.stop()
        self._request_rows(event.value)

    def _request_rows(self, text: str) -> None:
        rows = self.find_at_once(text)
        if rows is not None:
            self._show_rows(text, rows)
        else:
            self._find_after_pause(text)

    @work(group="find", exclusive=True)
    async def _find_after_pause(self, text: str) -> None:
        now = asyncio.get_running_loop().time()
        is_alone, self._typed_at = now - self._typed_at >= PAUSE_SECONDS, now
        if text and not is_alone:
            await asyncio.sleep(PAUSE_SECONDS)
        await self._find_and_show(text)

    async def _find_and_show(self, text: str) -> None:
        rows: Sequence[RowT] = ()
        problem = ""
        try:
            rows = await self.find(text)
        except BizcareError as error:
            problem = self.host.keymap.describe(error)
        # Meanwhile something else may have been typed, or the picker closed.
        for field in self.query(LineInput):
            if text == field.value and self in self.app.screen_stack:
                self._show_rows(text, rows, nothing="" if problem else None)
                self.show_error(problem, _FIELD if problem else "")

    def _show_rows(self, text: str, rows: Sequence[RowT], *, nothing: str | None = None) -> None:
        """Show the rows for a text; without any, show `nothing`, by default what `nothing_text` says."""
        self.show_error("")
        if text == self._found_for and list(rows) == list(self._found):
            return
        self._found, self._found_for = rows, text
        options = self.query_one(ModalList)
        options.clear_options()
        options.add_options([HangingText(self.line_of(row)) for row in rows])
        options.highlighted = 0 if rows else None
        options.display = bool(rows)
        line = self.query_one("#nothing", Static)
        line.display = not rows
        line.update(Content((self.nothing_text(text) if nothing is None else nothing) if not rows else ""))
        self._request_preview()
        self.show_keys()

    # --- the preview -------------------------------------------------------------------------------

    @property
    def selected(self) -> RowT | None:
        """The row under the cursor."""
        for options in self.query(ModalList):
            index = options.highlighted
            return self._found[index] if index is not None and index < len(self._found) else None
        return None

    def on_option_list_option_highlighted(self) -> None:
        """Show the row under the cursor in full."""
        self._request_preview()

    def _request_preview(self) -> None:
        if self.HAS_PREVIEW:
            self._show_preview()

    @work(group="preview", exclusive=True)
    async def _show_preview(self) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        row = self.selected
        try:
            content = Content("") if row is None else await self.preview_of(row)
        except BizcareError as error:
            content = Content(self.host.keymap.describe(error))
        for preview in self.query("#preview Static").results(Static):
            if row is self.selected:
                preview.update(content)
                self.query_one("#preview").scroll_home(animate=False)

    # --- choosing ----------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor, for all that was typed before Enter."""
        event.stop()
        self.ask(self._choose_typed, event.value)

    async def _choose_typed(self, text: str) -> None:
        if text != self._found_for:
            rows = self.find_at_once(text)
            if rows is not None:
                self._show_rows(text, rows)
            else:
                await self._find_and_show(text)
        await self._choose(self.selected)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the row that was clicked, or that Enter was pressed on."""
        event.stop()
        if event.option_index < len(self._found):
            self.ask(self._choose, self._found[event.option_index])

    async def _choose(self, row: RowT | None) -> None:
        if row is None:
            return
        try:
            result = await self.accept(row)
        except BizcareError as error:
            self.show_error(self.host.keymap.describe(error), _FIELD)
        else:
            self.dismiss(result)

    # --- keys --------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose the row under the cursor."""
        self.query_one(ModalList).action_select()

    def why_not_choose(self) -> str:
        """Return no reason: beside the empty list it says that nothing is found."""
        return ""

    def why_not_filter(self) -> str:
        """Return no reason: the field finds rows."""
        return ""

    def open_filter(self) -> None:
        """Focus the field."""
        self.set_focus(self.query_one(LineInput))

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.query_one(ModalList).move(by)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self.query_one(ModalList).move_page(direction)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        self.query_one(ModalList).move_to_end(direction)
