"""What a sync reads again, and when a thread is complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bizcare_tui.marketplace.client import SortOrder
from bizcare_tui.marketplace.wire import MessageRow
from bizcare_tui.store.fetch_requests import PendingMessages

# The Marketplace opened in 2008: no order is older.
FIRST_ORDERS = date(2008, 1, 1)
# A refund can be agreed until six months after the purchase; one month is added for late changes.
ORDERS_THAT_MAY_CHANGE = timedelta(days=214)
# Threads without a reported message count are read again until this long after their last message.
REREAD_PERIOD = timedelta(days=30)
# Threads that are read alone are stored so many at once: a transaction takes as long as some of them.
THREADS_AT_ONCE = 25
# Alternate the direction: a row that slips between two pages in one direction does not in the other.
READING_ORDERS: tuple[SortOrder, ...] = ("asc", "desc", "asc", "desc")


@dataclass(frozen=True, slots=True)
class ListPass:
    """A pass over the list of threads: the last reported total, whether a row came twice, page digests."""

    total: int | None
    has_duplicates: bool
    digests: list[str]


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The threads to read by pages of the messages of all threads, and the order of these pages."""

    threads: Sequence[PendingMessages]
    sort: SortOrder


def plan_bulk(wanting: Sequence[PendingMessages], reported: int, page_size: int) -> BulkPlan | None:
    """Return how to read messages in bulk; None if reading thread by thread needs no more calls.

    Args:
        wanting: the threads whose messages are to be read.
        reported: how many messages the API has reported for all threads together.
        page_size: how many messages a page has.
    """
    missing = sum(thread.missing for thread in wanting)
    reread = [thread for thread in wanting if not thread.missing]
    if len(reread) * 2 > len(wanting) or missing * 2 > reported:
        if ceil(reported / page_size) >= len(wanting):
            return None
        # Start with the oldest when everything is read, so that new rows are added at the end.
        is_resumed = not reread and any(thread.stored for thread in wanting)
        return BulkPlan(wanting, "desc" if is_resumed else "asc")
    if ceil(missing / page_size) < len(wanting) - len(reread):
        return BulkPlan([thread for thread in wanting if thread.missing], "desc")
    return None


def is_complete(
    thread: PendingMessages, stored: Mapping[int, int], seen: Mapping[int, Collection[object]]
) -> bool:
    """Return whether all missing messages have arrived, or as many as reported have been seen.

    If more messages are stored than reported, some were edited or deleted: the thread must be read alone.
    """
    if thread.reported is None or stored.get(thread.thread_id, 0) > thread.reported:
        return False
    arrived = stored.get(thread.thread_id, 0) - thread.stored
    return 0 < thread.missing <= arrived or len(seen.get(thread.thread_id, ())) >= thread.reported


class WaitingThreads:
    """The threads that wait for messages while pages of the messages of all threads are read."""

    def __init__(self, wanting: Sequence[PendingMessages]) -> None:
        self._waiting = {thread.thread_id: thread for thread in wanting}
        self._without_messages = {thread.thread_id for thread in wanting if thread.reported == 0}
        self._seen: dict[int, set[int | str]] = defaultdict(set)
        self._held: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def touched_by(self, rows: Sequence[MessageRow]) -> set[int]:
        """Note the rows of a page; return the waiting threads that it may complete."""
        touched = set(self._without_messages)
        for row in rows:
            if row.thread_id in self._waiting:
                self._seen[row.thread_id].add(row.remote_id or row.fingerprint)
                touched.add(row.thread_id)
        return touched & self._waiting.keys()

    def take_complete(
        self, touched: Iterable[int], stored: Mapping[int, int], held: Collection[int]
    ) -> set[int]:
        """Remove the threads that are complete now, and return them.

        Args:
            touched: the threads that the page may complete.
            stored: how many messages of each are stored, with those of the page.
            held: the threads of which rows of the page were not stored; they are never complete.
        """
        self._held |= set(held)
        complete = {key for key in touched if is_complete(self._waiting[key], stored, self._seen)}
        for key in complete - self._held:
            del self._waiting[key]
        return complete - self._held
