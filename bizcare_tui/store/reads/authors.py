"""Read the messages whose author is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from bizcare_tui.domain.threads import Author, Qualification, State
from bizcare_tui.store import hot_statements
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.report_records import OpenThreadRecord, UnattributedRecord

# How many characters at the end of a message are read: its ending, and enough above it to recognise it.
TEXT_END = 1_500
# How many threads are looked through at first, and at most, for one page of messages. The first page is soon
# there; the others keep no thread of the program for long.
_FIRST_THREADS, _MOST_THREADS = 250, 2_000
_OPEN = {"closed": State.CLOSED.value, "notice": Qualification.NOTICE.value}
_BEFORE_ALL = OpenThreadRecord(-1, -1)


def read_unattributed(
    reader: StoreReader, *, first_thread: int | None = None
) -> Iterator[list[UnattributedRecord]]:
    """Yield pages of the messages of unknown author in open threads, in the order of the inbox.

    Those of running clocks come first, then those of the threads that changed last. Notices and erased
    messages are left out. A page may be empty, and its messages are in any order.

    Args:
        reader: reads the store.
        first_thread: the thread that comes before all others, if any; it comes again in its place.
    """
    if first_thread is not None:
        for place in reader.fetch(
            OpenThreadRecord, hot_statements.READ_OPEN_THREAD, thread=first_thread, **_OPEN
        ):
            yield _read_between(reader, OpenThreadRecord(place.rank, place.thread_id - 1), place)
    last, count = _BEFORE_ALL, _FIRST_THREADS
    while threads := _read_threads_after(reader, last, count):
        yield _read_between(reader, last, threads[-1])
        last, count = threads[-1], min(2 * count, _MOST_THREADS)


def count_unattributed(reader: StoreReader) -> int:
    """Return how many messages of unknown author are in open threads."""
    return reader.number(hot_statements.COUNT_UNATTRIBUTED, unknown=Author.UNKNOWN.value, **_OPEN)


def _read_threads_after(reader: StoreReader, last: OpenThreadRecord, count: int) -> list[OpenThreadRecord]:
    return reader.fetch(
        OpenThreadRecord,
        hot_statements.READ_OPEN_THREADS_AFTER,
        rank=last.rank,
        thread=last.thread_id,
        limit=count,
        **_OPEN,
    )


def _read_between(
    reader: StoreReader, after: OpenThreadRecord, last: OpenThreadRecord
) -> list[UnattributedRecord]:
    """Return the messages of the threads that come after one in the inbox, up to another one."""
    return reader.fetch(
        UnattributedRecord,
        hot_statements.READ_UNATTRIBUTED,
        rank=after.rank,
        thread=after.thread_id,
        last_rank=last.rank,
        last_thread=last.thread_id,
        end=TEXT_END,
        unknown=Author.UNKNOWN.value,
        seller=Author.SELLER.value,
        **_OPEN,
    )
