"""Which threads the inbox pane shows: pure computations over the list of thread ids."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

NOT_FOUND = -1


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
