"""The lines of the inbox pane: what each shows, and which are painted again after a change."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual.reactive import reactive
from textual.strip import Strip

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.thread_status import RankGroup
from bizcare_tui.i18n import _
from bizcare_tui.present import inbox_row_layout, labels
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.widgets.inbox_geometry import HEADING, InboxLineMap, index_of
from bizcare_tui.ui.widgets.inbox_row_cache import InboxRowCache
from bizcare_tui.ui.widgets.inbox_styles import COMPONENT_CLASSES, InboxStyles
from bizcare_tui.ui.widgets.kept_lines import KeptLines, LineKey
from bizcare_tui.ui.widgets.strips import build_strip


class InboxLines(KeptLines, can_focus=False, inherit_bindings=False):
    """Paint the threads of the inbox from the rows that were read; `Inbox` chooses and moves them.

    Args:
        now: returns the present time.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENT_CLASSES

    # A move does not repaint the whole pane: `Inbox` repaints the old and the new row.
    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    has_keys: reactive[bool] = reactive(True, init=False, repaint=False)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__("inbox")
        self._now = now
        self._ids: array[int] = array("q")
        # The groups that begin below the first thread, by the index of their first thread.
        self._headings: dict[int, RankGroup] = {}
        self._starts: tuple[int, ...] = ()
        self._rows = InboxRowCache()
        self._styles = InboxStyles(self)
        self._search_terms: Sequence[SearchTerm] = ()
        self._has_new_terms = False
        self.empty_text = _("Nothing here.")
        self.marked: set[int] = set()
        self._presence_texts: Mapping[int, str] = {}
        self._letters: dict[str, int] = {}

    def request_missing(self) -> None:
        """Request the rows around the view if some were not read yet and are not requested already."""
        raise NotImplementedError

    # --- what is shown -----------------------------------------------------------------------------

    @property
    def thread_id(self) -> int | None:
        """The thread under the cursor."""
        return self._ids[self.cursor] if 0 <= self.cursor < len(self._ids) else None

    @property
    def row(self) -> InboxRow | None:
        """The row under the cursor; None while it is being read."""
        return None if self.thread_id is None else self._rows.get(self.thread_id)

    @property
    def thread_ids(self) -> Sequence[int]:
        """The threads shown, in order."""
        return self._ids

    def set_empty_text(self, text: str) -> None:
        """Set the text that is shown if there is no thread."""
        if text != self.empty_text:
            self.empty_text = text
            if not self._ids:
                self.refresh()

    def set_search_terms(self, search_terms: Sequence[SearchTerm]) -> None:
        """Set the search terms to highlight in the threads that are shown next."""
        self._has_new_terms = self._has_new_terms or search_terms != self._search_terms
        self._search_terms = search_terms

    def show_presence(self, presence_texts: Mapping[int, str]) -> None:
        """Show these texts about colleagues, by thread id."""
        old, self._presence_texts = self._presence_texts, presence_texts
        for thread_id in old.keys() ^ presence_texts.keys() | {
            each for each in old.keys() & presence_texts.keys() if old[each] != presence_texts[each]
        }:
            self._refresh_thread(thread_id)

    def tick(self) -> None:
        """Repaint the rows whose countdown text has changed; request those that could not be read before."""
        now = self._now()
        visible = self._visible_thread_ids()
        self.forget_others({None, *visible})
        for thread_id in visible:
            row, at = self._rows.get(thread_id), self._rows.painted_at.get(thread_id)
            if row is not None and at is not None and _urgency_text(row, at) != _urgency_text(row, now):
                self._refresh_thread(thread_id)
        self.request_missing()

    # --- marking -----------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark or unmark the thread under the cursor."""
        if self.thread_id is not None:
            self.marked ^= {self.thread_id}
            self.forget(self.thread_id)
            self._refresh_at(self.cursor)

    def mark_all(self, thread_ids: Iterable[int] = ()) -> None:
        """Mark these threads and no others."""
        old, self.marked = self.marked, set(thread_ids)
        if old != self.marked:
            self.refresh()

    # --- letters of jump mode ----------------------------------------------------------------------

    def show_letters(self, letters: str) -> bool:
        """Show a letter at each visible thread; return whether there is any."""
        indexes = range(*self.visible_range)
        self._letters = dict(zip(letters, indexes, strict=False))
        self.refresh()
        return bool(self._letters)

    def jump_to(self, letter: str) -> None:
        """Put the cursor on the thread of a letter, and hide the letters."""
        index = self._letters.get(letter)
        self._letters = {}
        self.refresh()
        if index is not None and index < len(self._ids):
            self.cursor = index

    # --- painting ----------------------------------------------------------------------------------

    def line_keys(self, lines: Iterable[int]) -> Iterator[LineKey | None]:
        """Yield the threads of lines of the pane, each with which of its lines is shown how."""
        places, top = self._line_map, round(self.scroll_y)
        for y in lines:
            index, line = places.row_at(y + top)
            if index >= len(self._ids):
                yield None, ("below", y)
            elif line == HEADING:
                yield None, ("heading", self._headings[index])
            else:
                thread_id = self._ids[index]
                yield (thread_id, (line, self._highlight(index, line))) if thread_id in self._rows else None

    def render_line(self, y: int) -> Strip:
        """Return a line of the pane."""
        width = self.outer_size.width
        index, line = self._line_map.row_at(y + round(self.scroll_y))
        if not self._ids:
            return self._strip(inbox_row_layout.empty_inbox_pieces(y, self.empty_text, width))
        if index >= len(self._ids):
            return Strip.blank(width, self._styles.style("plain", ""))
        if line == HEADING:
            return self._strip(inbox_row_layout.heading_pieces(self._headings[index], width))
        highlight = self._highlight(index, line)
        row = self._rows.get(self._ids[index])
        if row is None:
            self.request_missing()
            return self._strip([(fit("   …", width), "muted", False)], highlight)
        now = self._now()
        if line == 0:
            self._rows.painted_at[row.id] = now
        return self._strip(
            inbox_row_layout.row_pieces(
                row,
                line,
                inbox_row_layout.RowContext(
                    width,
                    now,
                    is_current=bool(highlight),
                    is_marked=row.id in self.marked,
                    presence_text=self._presence_texts.get(row.id, ""),
                    letter=next((each for each, target in self._letters.items() if target == index), ""),
                    search_terms=self._search_terms,
                ),
            ),
            highlight,
        )

    def _highlight(self, index: int, line: int) -> str:
        """Return how a line of a row is highlighted, see `InboxStyles`."""
        # Only the first line of the cursor's row is highlighted: both would take twice the bytes.
        if index != self.cursor or line:
            return ""
        return "cursor" if self.has_keys else "cursor-away"

    def _strip(self, pieces: Sequence[inbox_row_layout.StyledPiece], highlight: str = "") -> Strip:
        styled = [(text, self._styles.style(name, highlight, is_match=found)) for text, name, found in pieces]
        return build_strip(styled, self.outer_size.width)

    # --- places of lines ---------------------------------------------------------------------------

    @property
    def _lines_per_row(self) -> int:
        return inbox_row_layout.lines_per_row(self.outer_size.width)

    @property
    def _line_map(self) -> InboxLineMap:
        return InboxLineMap(self._lines_per_row, self._starts)

    @property
    def _visible_count(self) -> int:
        """How many threads are visible at least, with all headings in view."""
        return max(1, (self.size.height - len(self._headings)) // self._lines_per_row)

    @property
    def _top(self) -> int:
        return self._line_map.row_at(int(self.scroll_offset.y))[0]

    @property
    def cursor_line(self) -> int:
        """The line of the pane in which the row under the cursor begins."""
        return max(0, self.cursor - self._top) * self._lines_per_row

    @property
    def visible_range(self) -> tuple[int, int]:
        """The index of the first visible thread, and the index after the last visible one."""
        top, after = self._line_map.rows_within(int(self.scroll_offset.y), max(1, self.size.height))
        return top, min(max(after, top + 1), len(self._ids))

    def _visible_thread_ids(self) -> Sequence[int]:
        top, after = self.visible_range
        return self._ids[top : after + 1]

    def _index(self, thread_id: int | None) -> int:
        return index_of(thread_id, self._ids, self.cursor)

    # --- repainting --------------------------------------------------------------------------------

    def _refresh_at(self, index: int, lines: int = 2) -> None:
        if 0 <= index < len(self._ids):
            self.refresh_lines(self._line_map.line_of(index), min(lines, self._lines_per_row))

    def _refresh_thread(self, thread_id: int) -> None:
        self.forget(thread_id)
        top, after = self.visible_range
        for index in range(top, min(after + 1, len(self._ids))):
            if self._ids[index] == thread_id:
                self._refresh_at(index)

    def watch_has_keys(self) -> None:
        """Show whether the inbox has the focus by the colour of the cursor."""
        self._refresh_at(self.cursor, lines=1)

    def notify_style_update(self) -> None:
        """Discard the styles of the previous theme."""
        self._styles.clear()
        super().notify_style_update()


def _urgency_text(row: InboxRow, now: datetime) -> str:
    return labels.deadline_style_and_label(row, now)[1]
