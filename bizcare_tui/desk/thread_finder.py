"""Find the other thread to link a thread with: the same customer's threads first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.inbox_queries import InboxQueries
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.thread_triage import read_triage
from bizcare_tui.domain.query import all_of
from bizcare_tui.domain.query_tree import AnyOf, Query, Term
from bizcare_tui.store.reads.hot_thread import read_threads_of_customer
from bizcare_tui.store.reads.reader import StoreReader

# The most threads of the same customer, and of others, that are offered.
_MAX_OWN = 20
_MAX_OTHERS = 40
# Digits of the longest thread number that is looked up.
_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class FoundThread:
    """A thread to link with; whether it is the same customer's, and whether it is linked already."""

    row: InboxRow
    is_same_customer: bool = False
    is_linked: bool = False


def find_threads(reading: StoreReader, inbox: InboxQueries, thread_id: int, text: str) -> list[FoundThread]:
    """Return the threads that a thread may be linked with: linked ones, then the customer's, then others.

    Args:
        reading: the store, opened for reading.
        inbox: reads of the inbox.
        thread_id: the thread; it is never among those found.
        text: a query, or the number of a thread with or without "#". Without it, the linked threads and
            those of the same customer are found.

    Raises:
        BadQuery: the text is not a valid query.
    """
    linked = read_triage(reading, thread_id).links
    of_customer = read_threads_of_customer(reading, thread_id, _MAX_OWN)
    near = [each for each in dict.fromkeys((*linked, *of_customer)) if each != thread_id]
    words = text.strip().removeprefix("#")
    if words:
        query = parse_query(words)
        matching = _matching(inbox, query, near)
        number = [int(words)] if words.isdecimal() and len(words) <= _MAX_DIGITS else []
        ids = [*number, *(each for each in near if each in matching), *_first(inbox, query)]
    else:
        ids = near
    rows = inbox.rows([each for each in dict.fromkeys(ids) if each != thread_id])
    return [FoundThread(row, row.id in of_customer, row.id in linked) for row in rows]


def _matching(inbox: InboxQueries, query: Query, thread_ids: Sequence[int]) -> set[int]:
    """Return which of a few threads match a query."""
    if not thread_ids:
        return set()
    among_them = AnyOf(tuple(Term("id", "=", each) for each in thread_ids))
    return set(inbox.thread_ids(all_of(query, among_them)))


def _first(inbox: InboxQueries, query: Query) -> Iterable[int]:
    """Return the first threads that match a query, the best match first where it has words."""
    pages = inbox.pages(query, best=True, briefly=True)
    # The first page may end early; what the next one adds is read only if it is needed.
    ids: dict[int, None] = {}
    for page in pages:
        ids.update(dict.fromkeys(page.ids))
        if len(ids) >= _MAX_OTHERS:
            break
    return islice(ids, _MAX_OTHERS)
