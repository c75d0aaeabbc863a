"""The inbox pane: holds a window of thread ids, and reads only the rows that are visible."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from textual import events
from textual.geometry import Size
from textual.message import Message

from bizcare_tui.desk.inbox import InboxPage, InboxPosition, InboxRow
from bizcare_tui.domain.thread_status import RankGroup
from bizcare_tui.ui.widgets.inbox_geometry import HEADING, NOT_FOUND, around, index_near, top_for
from bizcare_tui.ui.widgets.inbox_lines import InboxLines
from bizcare_tui.ui.widgets.inbox_styles import CSS
from bizcare_tui.ui.widgets.reporting import report

# When the cursor is this near to the edge of the loaded threads, more are requested.
_EDGE_DISTANCE = 300


class Inbox(InboxLines, can_focus=False, inherit_bindings=False):
    """Show the threads of a section, next deadline first. The cursor stays on its thread when rows move.

    It reads nothing itself: it requests the rows around its view by a message, and `show_rows` brings them.

    Args:
        now: returns the present time.
    """

    DEFAULT_CSS = CSS

    class Opened(Message):
        """A thread was opened."""

        def __init__(self, thread_id: int) -> None:
            super().__init__()
            self.thread_id = thread_id

    class Selected(Message):
        """The cursor was put on a thread by a click."""

    class CursorMoved(Message):
        """The cursor is on another thread."""

    class Scrolled(Message):
        """Other rows may be in view. Not sent for a scroll that a watcher of `scroll_y` sees at once."""

    class NearEdge(Message):
        """The cursor is near the edge of the loaded threads, and there are more."""

    class RowsRequested(Message):
        """Rows are needed that were not read yet, or must be read again."""

        def __init__(self, thread_ids: Sequence[int]) -> None:
            super().__init__()
            self.thread_ids = thread_ids

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._ranks: array[int] = array("q")
        self._groups: tuple[tuple[int, RankGroup], ...] = ()
        self.includes_first = self.includes_last = True
        self._requested_at: tuple[int, int] | None = None

    # --- content -----------------------------------------------------------------------------------

    def show_first(self, first: Sequence[InboxRow]) -> None:
        """Show the first rows until all thread ids are loaded."""
        self._rows.replace(first)
        self._ids = array("q", (row.id for row in first))
        groups = [row.group for row in first]
        self._set_groups((groups.index(group), group) for group in sorted(set(groups)))
        self.includes_last = False
        self._set_height()

    @property
    def obligation_count(self) -> int:
        """How many of the loaded threads are obligations; they are the first ones."""
        starts = [index for index, group in self._groups if group is not RankGroup.OBLIGATIONS]
        return min(starts, default=len(self._ids) if self._groups else 0)

    @property
    def cursor_position(self) -> InboxPosition | None:
        """The position of the cursor in the order of the inbox, as of the last load."""
        if self.thread_id is None or self.cursor >= len(self._ranks):
            return None
        return InboxPosition(self._ranks[self.cursor], self.thread_id)

    def visible_after(self, page: InboxPage, *, from_top: bool, at_end: bool) -> Sequence[int]:
        """Return the threads around the view that `show` would show with these arguments."""
        _cursor, top = self._placement(page.ids, from_top=from_top, at_end=at_end)
        # A list that another replaces at once is read no further than it is seen, with two headings less.
        return self._around(page.ids, top) if page.is_final else page.ids[top : top + self._visible_count + 3]

    def show(
        self,
        page: InboxPage,
        rows: Sequence[InboxRow],
        *,
        from_top: bool = False,
        at_end: bool = False,
    ) -> None:
        """Show these threads; the cursor stays on its thread, at the same line of the screen.

        Args:
            page: the thread ids and their ranks.
            rows: the rows around the new view, see `visible_after`.
            from_top: whether the cursor goes to the first thread, as another section or filter was chosen.
            at_end: whether the cursor goes to the last thread.
        """
        thread_ids, visible = page.ids, self._visible_thread_ids()
        headings = self._visible_headings()
        cursor_line = self.cursor - self._top
        # How many lines of the view are above the first line of its first thread.
        lines_above = self._line_map.line_of(self._top) - int(self.scroll_offset.y)
        cursor, top = self._placement(thread_ids, from_top=from_top, at_end=at_end)
        self._ranks = page.ranks
        self.includes_first, self.includes_last = page.includes_first, page.includes_last
        self._requested_at = None
        if self._has_new_terms:
            self._has_new_terms = False
            self.refresh()
        before = self._headings
        self._set_groups(page.groups)
        if thread_ids == self._ids and self._headings == before and not (from_top or at_end):
            self._show_loaded(rows)
            return
        self._ids = thread_ids
        if self.marked and page.is_complete:
            self.marked &= set(thread_ids)
        self._set_height()
        self.set_reactive(Inbox.cursor, cursor)
        is_same = thread_ids[top : top + len(visible)] == visible and cursor - top == cursor_line
        if visible and is_same and headings == self._headings_within(top, len(visible)):
            # Only threads out of view changed: nothing moves, and unchanged rows are not repainted.
            line = float(self._line_map.line_of(top) - lines_above)
            self.set_reactive(Inbox.scroll_y, line)
            self.set_reactive(Inbox.scroll_target_y, line)
            self._show_loaded(rows)
            return
        self._rows.replace(rows)
        self._scroll_to_top(top, reads_around=page.is_final)
        self._keep_visible()
        self.refresh()

    def _placement(self, thread_ids: array[int], *, from_top: bool, at_end: bool) -> tuple[int, int]:
        """Return the index of the cursor and of the first visible thread when these threads are shown."""
        if from_top:
            return 0, 0
        near = len(thread_ids) - 1 if at_end else self.cursor
        cursor = index_near(None if at_end else self.thread_id, thread_ids, near)
        line = self._visible_count if at_end else max(self.cursor - self._top, 0)
        return cursor, max(0, cursor - line)

    def refresh_visible(self) -> None:
        """Request the rows around the view again."""
        report(self, self.RowsRequested(self._rows.request(self._around(self._ids, self._top))))

    def show_rows(self, thread_ids: Sequence[int], rows: Sequence[InboxRow]) -> None:
        """Show the rows that were read of these threads, and repaint those that changed."""
        for thread_id in self._rows.update(thread_ids, rows):
            self._refresh_thread(thread_id)
        self._rows.discard_distant(self._around(self._ids, self._top), 8 * self._visible_count)

    def forget_request(self) -> None:
        """Let the rows that were requested be requested again, as they could not be read."""
        self._rows.forget_request()

    def show_as_read(self, thread_id: int) -> None:
        """Show a thread as read before the store says so."""
        row = self._rows.get(thread_id)
        if row is not None and (row.unread or row.mentioned):
            self._rows.set(replace(row, unread=False, mentioned=False))
            self._refresh_thread(thread_id)

    # --- moving ------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by this many threads."""
        self.cursor = max(0, min(self.cursor + by, len(self._ids) - 1))
        above = not self.includes_first and self.cursor < _EDGE_DISTANCE
        below = not self.includes_last and self.cursor >= len(self._ids) - _EDGE_DISTANCE
        # Only once for the same threads, as the next load may not bring more of them.
        requested_at = (self._ids[0], self._ids[-1]) if self._ids else None
        if (above or below) and requested_at != self._requested_at:
            self._requested_at = requested_at
            report(self, self.NearEdge())

    def move_page(self, direction: int) -> None:
        """Move the cursor by a screen."""
        self.move(direction * max(1, self._visible_count - 1))

    def move_to_thread(self, thread_id: int) -> bool:
        """Put the cursor on a thread; return whether the inbox has it."""
        index = self._index(thread_id)
        if index == NOT_FOUND:
            return False
        self.cursor = index
        return True

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the row that the cursor left and the row that it reached."""
        if old == new:
            return
        self._refresh_at(old, lines=1)
        self._refresh_at(new, lines=1)
        self._keep_visible()
        report(self, self.CursorMoved())

    # --- internals ---------------------------------------------------------------------------------

    def request_missing(self) -> None:
        """Request the rows around the view if some were not read yet and are not requested already."""
        thread_ids = self._around(self._ids, self._top)
        if self._rows.lacks(thread_ids):
            report(self, self.RowsRequested(self._rows.request(thread_ids)))

    def _around(self, thread_ids: Sequence[int], top: int) -> Sequence[int]:
        return around(thread_ids, top, self._visible_count)

    def _show_loaded(self, rows: Sequence[InboxRow]) -> None:
        """Show the rows of threads that stay; if the view moved while they were read, request the others."""
        self.show_rows((), rows)
        if not {row.id for row in rows}.issuperset(self._visible_thread_ids()):
            self.refresh_visible()

    def _set_height(self) -> None:
        # Without the reactive, which would lay out and repaint the whole screen.
        total, places = len(self._ids), self._line_map
        # At the end of the list, the first thread of the view is not cut.
        last_line = places.top_of(places.last_top(total, self.size.height))
        height = max(places.height_of(max(total, 1)), last_line + self.size.height)
        self.set_reactive(Inbox.virtual_size, Size(0, height))

    def _set_groups(self, groups: Iterable[tuple[int, RankGroup]]) -> None:
        """Set the groups that begin in the list; the one at its top needs no heading."""
        self._groups = tuple(groups)
        self._headings = {index: group for index, group in self._groups if index}
        self._starts = tuple(self._headings)

    def _visible_headings(self) -> list[int]:
        top, after = self.visible_range
        return self._headings_within(top, after + 1 - top)

    def _headings_within(self, top: int, count: int) -> list[int]:
        """Return the threads with a heading in a view, counted from its first one."""
        return [index - top for index in self._headings if top <= index < top + count]

    def _keep_visible(self) -> None:
        """Scroll if the cursor left the view: by most of a screen, for fewer repaints than line by line."""
        first, after = self.visible_range
        if first <= self.cursor < after:
            return
        top = top_for(self.cursor, self._top, self._visible_count, len(self._ids))
        if top != self._top:
            self._scroll(top)

    def _scroll_to_top(self, index: int, *, reads_around: bool = True) -> None:
        report(self, self.Scrolled())
        self._scroll(index, reads_around=reads_around)

    def _scroll(self, index: int, *, reads_around: bool = True) -> None:
        self.scroll_to(0, self._line_map.top_of(index), animate=False, immediate=True)
        if reads_around:
            self.request_missing()

    def on_resize(self) -> None:
        """Keep the cursor in view after a change of size."""
        self._set_height()
        self._scroll_to_top(min(self._top, max(0, len(self._ids) - 1)))
        self._keep_visible()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the thread that was clicked; a double click opens it."""
        index, line = self._line_map.row_at(event.y + int(self.scroll_offset.y))
        if line != HEADING and 0 <= index < len(self._ids):
            self.cursor = index
            is_double = event.chain > 1
            report(self, self.Opened(self._ids[index]) if is_double else self.Selected())
