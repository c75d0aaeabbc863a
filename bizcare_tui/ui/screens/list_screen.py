"""The base of all lists: movement, choice, a detail below the list, and a cursor that keeps its place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import Dialog, ModalList
from bizcare_tui.ui.screens.list_filter import ListFilter
from bizcare_tui.ui.widgets.wrapped_text import HangingText

T = TypeVar("T")
RowT = TypeVar("RowT")

# Lines that are added to the list at first, and when the cursor comes near the last one.
WINDOW = 200

# A list is as high as its lines, and the row under the cursor is shown right below them: in a large terminal,
# a detail at the bottom would be far from its row.
LIST_CSS = """
    & OptionList { border: none; height: auto; max-height: 60%; }
    & #detail { height: 1fr; border-top: solid $quiet-border; }
"""


class ListScreen(Dialog[T], Generic[T, RowT]):
    """A list of rows. A row that is too long goes on under its own text, or is shortened.

    A long list gets its lines as the cursor comes near them.

    A subclass composes a `ModalList` and calls `show_rows`. It says how a row looks, and what happens to the
    row under the cursor.
    """

    CONTEXT: ClassVar[Context | None] = Context.LIST
    # Whether the row under the cursor is shown in full elsewhere: then no line is wrapped, but shortened.
    HAS_DETAIL: ClassVar[bool] = False
    DEFAULT_CSS = "ListScreen .-one-line { text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[RowT] = ()
        self._is_read = False
        self._filter = ListFilter()
        # The indexes of the rows that match the filter, in the order of the lines.
        self._shown: Sequence[int] = ()

    # --- for subclasses ----------------------------------------------------------------------------

    def line_of(self, row: RowT) -> Content:
        """Return the line of a row."""
        raise NotImplementedError

    def prompt_of(self, row: RowT) -> HangingText:
        """Return the line of a row as it is laid out."""
        return HangingText(self.line_of(row))

    def filter_text_of(self, row: RowT) -> str:
        """Return the text in which the filter looks for its words."""
        return self.line_of(row).plain

    def id_of(self, row: RowT) -> Hashable:
        """Return what identifies a row when the rows are read again."""
        return id(row)

    def handle_chosen(self, row: RowT) -> None:
        """Do what Enter does on a row."""
        raise NotImplementedError

    def why_not(self, _row: RowT) -> str:
        """Return why Enter does nothing on a row; "" if it does something."""
        return ""

    def show_detail(self, row: RowT | None) -> None:
        """Show the row under the cursor in full; None if there is none."""

    def empty_text(self) -> str:
        """Return what the list is for, and what comes into it, to be shown while it is empty."""
        return ""

    def show_rows(self, rows: Sequence[RowT], *, at: int | None = None) -> None:
        """Show these rows; the cursor keeps its row, or goes to the row with the index `at`."""
        selected = self.selected
        self._rows = rows
        self._is_read = True
        self._filter.forget_texts()
        index = min(at, max(0, len(rows) - 1)) if at is not None else 0
        if at is None and selected is not None:
            ids = [self.id_of(row) for row in rows]
            wanted = self.id_of(selected)
            index = ids.index(wanted) if wanted in ids else 0
        self._show_lines(index)

    def _show_lines(self, index: int) -> None:
        """Show the rows that match the filter, with the cursor on the row with this index if it matches."""
        self._shown = self._filter.matching(self._rows, self.filter_text_of)
        line = self._shown.index(index) if index in self._shown else 0
        for options in self.query(ModalList):
            options.clear_options()
            # What an empty list is for is wrapped.
            options.set_class(self.HAS_DETAIL and bool(self._rows), "-one-line")
            self._add_lines(options, line)
            if self._shown:
                options.highlighted = line
            elif not self._rows and (text := self.empty_text()):
                options.add_option(Option(Content(text), disabled=True))
        if self._shown or not self._rows:
            self.show_detail(self.selected)
        else:
            for detail in self.query("#detail, #detail Static").results(Static):
                detail.update("")
        self.show_keys()

    # --- the filter --------------------------------------------------------------------------------

    @property
    def contexts(self) -> tuple[Context, ...]:
        """The contexts of the list, and first that of the filter while it is shown."""
        contexts = super().contexts
        return (Context.LIST_FILTER, *contexts) if self._filter.is_shown else contexts

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The context whose keys the filter does not get."""
        return (Context.LIST_FILTER,)

    def why_not_filter(self) -> str:
        """Return that there is nothing to filter; "" if there is."""
        return "" if self._rows else self.why_empty()

    def open_filter(self) -> None:
        """Show the filter, and focus it."""
        self.ask(self._open_filter)

    async def _open_filter(self) -> None:
        options = self.query_one(ModalList)
        if self._filter.parent is None and options.parent is not None:
            await self.mount(self._filter, before=options)
        self._filter.display = True
        self.set_focus(self._filter.line)

    def clear_filter(self) -> None:
        """Show all rows again, and hide the filter; the cursor keeps its row."""
        self._filter.display = False
        self._filter.line.value = ""
        self.set_focus(self.query_one(ModalList))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the rows that match what is typed; the cursor keeps its row as long as it matches."""
        event.stop()
        index = self.selected_index
        self._filter.set_text(event.value)
        self._show_lines(index or 0)
        self._filter.show_count(len(self._shown))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter, and send keys to the list again."""
        event.stop()
        self.set_focus(self.query_one(ModalList))

    # --- the cursor --------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[RowT]:
        """All rows, also those that the filter hides."""
        return self._rows

    @property
    def selected_index(self) -> int | None:
        """The index of the row under the cursor."""
        for options in self.query(ModalList):
            line = options.highlighted
            if line is not None and line < len(self._shown):
                return self._shown[line]
        return None

    @property
    def selected(self) -> RowT | None:
        """The row under the cursor."""
        index = self.selected_index
        return self._rows[index] if index is not None else None

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        for options in self.query(ModalList):
            options.move(by)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        for options in self.query(ModalList):
            options.move_page(direction)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        for options in self.query(ModalList):
            if direction > 0:
                self._add_lines(options, len(self._shown))
            options.move_to_end(direction)

    def why_no_row(self) -> str:
        """Return why no row is under the cursor; "" if one is."""
        if self.selected_index is not None:
            return ""
        return _("No line matches.") if self._rows else self.why_empty()

    def why_empty(self) -> str:
        """Return why the list has no rows."""
        return _("The list is empty.") if self._is_read else _("Reading …")

    def why_not_choose(self) -> str:
        """Return why Enter does nothing now; "" if it does something."""
        index = self.selected_index
        return self.why_no_row() if index is None else self.why_not(self._rows[index])

    def choose_row(self, index: int) -> None:
        """Choose the row with this index, if the filter does not hide it."""
        for options in self.query(ModalList):
            if index in self._shown:
                line = self._shown.index(index)
                self._add_lines(options, line)
                options.highlighted = line
                options.action_select()

    def choose(self) -> None:
        """Choose the row under the cursor."""
        for options in self.query(ModalList):
            options.action_select()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the row under the cursor in full with its keys, and add lines that the cursor comes near."""
        self._add_lines(event.option_list, event.option_index)
        self.show_detail(self.selected)
        self.show_keys()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what Enter does on the row, or say why it does nothing."""
        if event.option_index < len(self._shown):
            row = self._rows[self._shown[event.option_index]]
            if reason := self.why_not(row):
                self.notify(reason)
            else:
                self.handle_chosen(row)

    def _add_lines(self, options: OptionList, line: int) -> None:
        """Add the lines up to a window behind this one."""
        count = options.option_count
        if line + WINDOW // 2 >= count and count < len(self._shown):
            wanted = min(line + WINDOW, len(self._shown))
            options.add_options(self.prompt_of(self._rows[index]) for index in self._shown[count:wanted])
