"""Which threads the inbox pane shows: pure computations over the list of thread ids."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

NOT_FOUND = -1
# Stands for the line of a heading, in place of the number of a line of a row.
HEADING = -1


@dataclass(frozen=True, slots=True)
class InboxLineMap:
    """Which line of the list shows which row; lines are counted from 0.

    Args:
        lines_per_row: how many lines a row has.
        starts: the indexes, in order, of the rows above which there is the line of a heading.
    """

    lines_per_row: int
    starts: Sequence[int] = ()

    def line_of(self, index: int) -> int:
        """Return the first line of a row."""
        return index * self.lines_per_row + bisect_right(self.starts, index)

    def top_of(self, index: int) -> int:
        """Return the first line of a row, or that of its heading if it has one."""
        return index * self.lines_per_row + bisect_left(self.starts, index)

    def row_at(self, line: int) -> tuple[int, int]:
        """Return the index of the row at a line, and which of its lines it is: `HEADING` for its heading."""
        index = line // self.lines_per_row
        while line < self.top_of(index):
            index -= 1
        return index, max(HEADING, line - self.line_of(index))

    def rows_within(self, line: int, height: int) -> tuple[int, int]:
        """Return the index of the first row of a view, and the index after the last that is whole in it."""
        top, _line = self.row_at(line)
        last, last_line = self.row_at(line + height - 1)
        return top, last + (last_line == self.lines_per_row - 1)

    def last_top(self, count: int, height: int) -> int:
        """Return the first row of the view at the end of a list of this many rows; no row is cut there.

        A view begins with the heading of its first row, so it may begin one line before that row.
        """
        line = self.height_of(count) - height
        if line <= 0:
            return 0
        index, _row_line = self.row_at(line)
        return min(index if line <= self.top_of(index) else index + 1, count - 1)

    def height_of(self, count: int) -> int:
        """Return the number of lines of a list of this many rows."""
        return self.top_of(count)


def index_of(thread_id: int | None, thread_ids: array[int], near: int) -> int:
    """Return the index of a thread, which is probably `near`; `NOT_FOUND` if it is not there."""
    if thread_id is None:
        return NOT_FOUND
    if 0 <= near < len(thread_ids) and thread_ids[near] == thread_id:
        return near
    try:
        return thread_ids.index(thread_id)
    except ValueError:
        return NOT_FOUND


def index_near(thread_id: int | None, thread_ids: array[int], near: int) -> int:
    """Return the index of a thread; if it is not there, the index `near`, or the last one before it."""
    index = index_of(thread_id, thread_ids, near)
    return max(0, min(near, len(thread_ids) - 1)) if index == NOT_FOUND else index


def around(thread_ids: Sequence[int], top: int, visible_count: int) -> Sequence[int]:
    """Return the threads of the view that begins at `top`, and of a screen above and below it."""
    return thread_ids[max(0, top - visible_count) : top + 2 * visible_count + 1]


def top_for(cursor: int, top: int, visible_count: int, total: int) -> int:
    """Return the first visible thread so that the cursor is in view.

    A view that the cursor left moves by most of a screen, for fewer repaints than line by line.
    """
    context = visible_count // 4
    if cursor < top:
        return max(0, min(cursor, cursor - visible_count + context + 1))
    if cursor >= top + visible_count:
        return min(cursor - context, max(0, total - visible_count))
    return top


def neighbour_of(thread_ids: Sequence[int], shown: Sequence[int]) -> int | None:
    """Return the first of the shown threads below these, else the last one above them, else None."""
    changed = set(thread_ids)
    last = max((index for index, thread_id in enumerate(shown) if thread_id in changed), default=-1)
    below = (thread_id for thread_id in shown[last + 1 :] if thread_id not in changed)
    above = (thread_id for thread_id in reversed(shown[: max(last, 0)]) if thread_id not in changed)
    return next(below, None) or next(above, None)
