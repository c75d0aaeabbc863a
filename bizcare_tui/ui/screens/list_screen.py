"""The base of all lists: movement, choice, a detail below the list, and a cursor that keeps its place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.content import Content
from textual.widgets import OptionList

from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import Dialog, ModalList

T = TypeVar("T")
RowT = TypeVar("RowT")

# Lines that are added to the list at first, and when the cursor comes near the last one.
WINDOW = 200


class ListScreen(Dialog[T], Generic[T, RowT]):
    """A list of rows, one line each. A long list gets its lines as the cursor comes near them.

    A subclass composes a `ModalList` and calls `show_rows`. It says how a row looks, and what happens to the
    row under the cursor.
    """

    CONTEXT: ClassVar[Context | None] = Context.LIST

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[RowT] = ()

    # --- for subclasses ----------------------------------------------------------------------------

    def line_of(self, row: RowT) -> Content:
        """Return the line of a row."""
        raise NotImplementedError

    def id_of(self, row: RowT) -> Hashable:
        """Return what identifies a row when the rows are read again."""
        return id(row)

    def handle_chosen(self, row: RowT) -> None:
        """Do what Enter does on a row."""
        raise NotImplementedError

    def show_detail(self, row: RowT | None) -> None:
        """Show the row under the cursor in full; None if there is none."""

    def show_rows(self, rows: Sequence[RowT], *, at: int | None = None) -> None:
        """Show these rows; the cursor keeps its row, or goes to the row with the index `at`."""
        selected = self.selected
        self._rows = rows
        index = at if at is not None else 0
        if at is None and selected is not None:
            ids = [self.id_of(row) for row in rows]
            wanted = self.id_of(selected)
            index = ids.index(wanted) if wanted in ids else 0
        for options in self.query(ModalList):
            options.clear_options()
            self._add_lines(options, index)
            if rows:
                options.highlighted = min(index, len(rows) - 1)
        self.show_detail(self.selected)

    # --- the cursor --------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows shown."""
        return self._rows

    @property
    def selected_index(self) -> int | None:
        """The index of the row under the cursor."""
        for options in self.query(ModalList):
            index = options.highlighted
            if index is not None and index < len(self._rows):
                return index
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
                self._add_lines(options, len(self._rows))
            options.move_to_end(direction)

    def choose(self) -> None:
        """Choose the row under the cursor."""
        for options in self.query(ModalList):
            options.action_select()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the row under the cursor in full, and add lines that the cursor comes near."""
        self._add_lines(event.option_list, event.option_index)
        self.show_detail(self.selected)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what Enter does on the row."""
        if event.option_index < len(self._rows):
            self.handle_chosen(self._rows[event.option_index])

    def _add_lines(self, options: OptionList, index: int) -> None:
        """Add the lines up to a window behind this index."""
        count = options.option_count
        if index + WINDOW // 2 >= count and count < len(self._rows):
            wanted = min(index + WINDOW, len(self._rows))
            options.add_options(self.line_of(row) for row in self._rows[count:wanted])
