"""The middle of a wizard: the rows or the letter of a page, and the detail text."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.widgets.option_list import Option

from bizcare_tui.ui.screens.dialog_base import ModalList
from bizcare_tui.ui.widgets.composer import DraftArea
from bizcare_tui.ui.widgets.reporting import report
from bizcare_tui.ui.widgets.wrapped_text import HangingText
from bizcare_tui.ui.wizard.page import WizardRow, row_content

# Seconds after the last change of the letter until it is saved.
LETTER_SAVE_SECONDS = 0.2
# From this many columns on, two texts of a page are side by side.
SIDE_BY_SIDE_COLUMNS = 100
# From this many columns on, the rows or the letter and the detail text are side by side: in less, rows would
# be cut or wrapped beside an empty half.
BROAD_COLUMNS = 160
# Lines by which a page of the detail text is scrolled.
PAGE_LINES = 8


class WizardBody(Container):
    """Shows the rows of a page, or its letter, with the detail text below or beside them."""

    DEFAULT_CSS = """
    WizardBody {
        height: 1fr;
        & #rows { border: none; height: auto; max-height: 60%; padding: 0 1; }
        & #rows.-empty { display: none; }
        & #about { height: 1fr; padding: 0 1; border-top: solid $quiet-border; }
        & #draft { display: none; }
        &.-letter #draft { display: block; height: 1fr; max-width: 110; }
        &.-letter #rows { display: none; }
        &.-letter #about { height: auto; max-height: 40%; }
        &.-broad { layout: horizontal; }
        &.-broad #rows { width: 45%; height: 1fr; max-height: 100%; }
        &.-broad #draft { width: 110; }
        &.-broad #about {
            width: 1fr; height: 1fr; max-height: 100%;
            border-top: none; border-left: vkey $quiet-border;
        }
        & #aside { display: none; }
        &.-aside { layout: horizontal; }
        &.-aside #about { width: 1fr; }
        &.-aside #aside {
            display: block; width: 1fr; height: 1fr; padding: 0 1; border-left: vkey $surface-lighten-2;
        }
        &.-bare #about { border-top: none; border-left: none; }
    }
    """

    class LetterChanged(Message):
        """The letter was changed a moment ago, and should be saved."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self._rows: list[WizardRow] = []
        self._letter_timer: Timer | None = None
        self._has_room_beside = False

    def compose(self) -> ComposeResult:
        """Compose the rows, the field of the letter and the detail text."""
        yield ModalList(id="rows", compact=True, markup=False)
        yield DraftArea()
        with VerticalScroll(id="about", can_focus=False):
            yield Static("", markup=False, id="detail")
        with VerticalScroll(id="aside", can_focus=False):
            yield Static("", markup=False, id="aside-text")

    @property
    def selected(self) -> WizardRow | None:
        """The row under the cursor."""
        index = self._list.highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    @property
    def letter(self) -> str:
        """The text in the field of the letter."""
        return self._letter_field.text

    def open_letter(self, letter: str) -> None:
        """Show a letter instead of rows, with the cursor at its start."""
        self._open(has_letter=True)
        self._letter_field.load_text(letter)
        self._letter_field.move_cursor((0, 0))
        self._letter_field.focus()

    def open_rows(self, rows: Sequence[WizardRow], first: str = "") -> None:
        """Show the rows of another page, with the cursor on the one with this id, or on the first one."""
        self._open(has_letter=False)
        self.update_rows(rows)
        if self._rows:
            self._list.highlighted = 0
            self.select_row(first)
            self._list.focus()
        else:
            self.screen.set_focus(None)

    def replace_letter(self, letter: str) -> None:
        """Replace the text in the field; the person can undo that."""
        field = self._letter_field
        field.history.checkpoint()
        field.replace(letter, field.document.start, field.document.end)

    def update_rows(self, rows: Sequence[WizardRow]) -> None:
        """Show changed rows. The cursor stays on its row, if it is still there."""
        self._list.set_class(not rows, "-empty")
        self.set_class(not rows and not self.has_class("-letter"), "-bare")
        if list(rows) == self._rows:
            return
        selected = self.selected
        self._rows = list(rows)
        self._list.clear_options()
        self._list.add_options([Option(HangingText(row_content(row))) for row in rows])
        if rows:
            ids = [row.id for row in rows]
            self._list.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0

    def select_row(self, row_id: str) -> None:
        """Move the cursor to a row, for example to one that was just added."""
        ids = [row.id for row in self._rows]
        if row_id in ids:
            self._list.highlighted = ids.index(row_id)

    def set_width(self, columns: int) -> None:
        """Choose which parts are side by side for a width of the terminal."""
        self._has_room_beside = columns >= SIDE_BY_SIDE_COLUMNS
        self.set_class(columns >= BROAD_COLUMNS, "-broad")

    def update_detail(self, detail: Content, aside: Content | None = None) -> None:
        """Show another detail text, and another text beside it if there is room, else beneath it."""
        is_beside = aside is not None and self._has_room_beside
        self.set_class(is_beside, "-aside")
        beneath = [] if aside is None or is_beside else [aside]
        self.query_one("#detail", Static).update(HangingText(Content("\n\n").join([detail, *beneath])))
        self.query_one("#aside-text", Static).update(
            HangingText(aside) if aside is not None and is_beside else ""
        )

    def scroll_to_start(self) -> None:
        """Scroll the detail text to its start."""
        for pane in self.query(VerticalScroll):
            pane.scroll_home(animate=False)

    def move(self, by: int) -> None:
        """Move the cursor by lines. On a page without rows, scroll the detail text."""
        if self._rows:
            self._list.move(by)
        else:
            self._scroll_detail(by)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page. On a page without rows, scroll the detail text."""
        if self._rows:
            self._list.move_page(direction)
        else:
            self._scroll_detail(direction * PAGE_LINES)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        self._list.move_to_end(direction)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Report a change of the letter, once no other one follows it."""
        event.stop()
        if self._letter_timer is not None:
            self._letter_timer.stop()
        self._letter_timer = self.set_timer(LETTER_SAVE_SECONDS, lambda: report(self, self.LetterChanged()))

    @property
    def _list(self) -> ModalList:
        return self.query_one("#rows", ModalList)

    @property
    def _letter_field(self) -> DraftArea:
        return self.query_one(DraftArea)

    def _open(self, *, has_letter: bool) -> None:
        self.set_class(has_letter, "-letter")
        self.update_rows(())

    def _scroll_detail(self, by: int) -> None:
        """Scroll the detail text, and the one beside it, by lines."""
        for pane in self.query(VerticalScroll):
            pane.scroll_relative(y=by, animate=False)
