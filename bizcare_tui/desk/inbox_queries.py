"""Reads of the inbox: rows, pages, counts, the next thread, the sections."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bizcare_tui.desk import inbox_rows
from bizcare_tui.desk.inbox import InboxPage, InboxPosition, InboxRow, Section
from bizcare_tui.desk.sections import TO_DO_QUERY, load_sections, parse_query, save_sections
from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.query import all_of
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.errors import UnknownThread
from bizcare_tui.store.reads import hot
from bizcare_tui.store.records import InboxEntryRecord

if TYPE_CHECKING:
    from bizcare_tui.desk.session import DeskSession

# The threads with a deadline that wait for an action of the seller.
_DUE_QUERY = f"is:due {TO_DO_QUERY}"
_RECORDS_AT_ONCE = 500


class InboxQueries:
    """Reads of the inbox. Queries are parsed where a person typed them, see `desk.sections.parse_query`.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._reading = session.reader

    def first_rows(self, query: Query, count: int) -> list[InboxRow]:
        """Return the first `count` rows that match a query, next deadline first. This is the fastest read."""
        moment = self._session.now()
        if not self._session.exists:
            return []
        records = hot.read_first_inbox_entries(self._reading, query, moment, count)
        return [inbox_rows.to_inbox_row(record, moment) for record in records]

    def thread_ids(self, query: Query, at_most: int | None = None) -> array[int]:
        """Return the numbers of the threads that match a query, next deadline first."""
        return (
            hot.read_thread_ids(self._reading, query, self._session.now(), at_most)
            if self._session.exists
            else array("q")
        )

    def matching(self, query: Query, at_most: int | None = None) -> Iterator[InboxEntryRecord]:
        """Yield the stored inbox records of the threads that match a query, next deadline first."""
        ids = self.thread_ids(query, at_most)
        for start in range(0, len(ids), _RECORDS_AT_ONCE):
            yield from self.records(ids[start : start + _RECORDS_AT_ONCE])

    def pages(
        self,
        query: Query,
        *,
        near: InboxPosition | None = None,
        best: bool = False,
        briefly: bool = False,
        stop: threading.Event | None = None,
    ) -> Iterator[InboxPage]:
        """Yield pages of the threads that match a query: a quick partial page first, then larger ones.

        Args:
            query: the query.
            near: the position around which to read; None: from the top.
            best: sort by best match instead of next deadline.
            briefly: yield only as much of the top as the first screen shows.
            stop: ends the read when set, from any thread.
        """
        if not self._session.exists:
            return iter((InboxPage(array("q"), array("q")),))
        return hot.read_inbox_pages(
            self._reading, query, self._session.now(), near=near, best=best, briefly=briefly, stop=stop
        )

    def last_page(self, query: Query) -> InboxPage | None:
        """Return the last page of a query; None when it can only be found by reading the whole list."""
        return (
            hot.read_last_inbox_page(self._reading, query, self._session.now())
            if self._session.exists
            else None
        )

    def position_of(self, thread_id: int) -> InboxPosition | None:
        """Return the position of a thread in the order of the inbox; None when it is not there."""
        return hot.find_inbox_position(self._reading, thread_id) if self._session.exists else None

    def rows(self, thread_ids: Sequence[int], search_terms: Sequence[SearchTerm] = ()) -> list[InboxRow]:
        """Return the inbox rows of these threads, in this order; unknown threads are left out.

        If search terms are given, each row gets a passage that contains them.
        """
        moment = self._session.now()
        rows = [inbox_rows.to_inbox_row(record, moment) for record in self.records(thread_ids)]
        if not search_terms:
            return rows
        from bizcare_tui.desk.passages import add_passages

        return add_passages(self._reading, rows, search_terms)

    def counts(self, queries: Iterable[Query]) -> dict[Query, int]:
        """Return how many threads match each of these queries."""
        queries = list(queries)
        if not self._session.exists:
            return dict.fromkeys(queries, 0)
        return hot.count_matching(self._reading, queries, self._session.now())

    def quick_thread_count(self, query: Query, at_most: int) -> int | None:
        """Return how many threads match a query, counting to `at_most`; None when that would be slow."""
        return (
            hot.count_quickly(self._reading, query, self._session.now(), at_most)
            if self._session.exists
            else 0
        )

    def logins(self) -> list[str]:
        """Return the logins of everybody who ever used this store, the current user first."""
        everybody = hot.read_logins(self._reading) if self._session.exists else []
        return [self._session.login, *(login for login in everybody if login != self._session.login)]

    def query_values(self) -> dict[str, list[str]]:
        """Return the values in use of the query fields, for completion."""
        if not self._session.exists:
            return {}
        logins = hot.read_logins(self._reading)
        return {
            "product": [product.name for product in hot.read_products(self._reading)],
            "tag": hot.read_tags(self._reading),
            "assigned": logins,
            "mention": logins,
        }

    def next_unread(self, query: Query, after: int | None) -> int | None:
        """Return the next unread thread below `after` in the inbox, else the first from the top."""
        return (
            hot.find_next_thread(self._reading, query, self._session.now(), after, unread=True)
            if self._session.exists
            else None
        )

    def next_thread_to_do(self, query: Query, threads: Sequence[int]) -> int | None:
        """Return the next thread with something to do, below the last of `threads`, else from the top.

        It matches the query and has a deadline; if no such thread is left, it is the one with the next
        deadline in the whole inbox, else one that waits without a deadline. It is never one of `threads`.
        Returns None when nothing else has to be done.
        """
        if not self._session.exists:
            return None
        due, to_do = parse_query(_DUE_QUERY), parse_query(TO_DO_QUERY)
        for candidate in dict.fromkeys((all_of(query, due), due, all_of(query, to_do), to_do)):
            after = threads[-1] if threads else None
            for _attempt in range(len(threads) + 1):
                after = hot.find_next_thread(self._reading, candidate, self._session.now(), after)
                if after is None or after not in threads:
                    break
            if after is not None and after not in threads:
                return after
        return None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The user's sections of the inbox.

        Raises:
            BadSettings: the file of sections is invalid.
        """
        return load_sections(self._session.paths)

    def save_sections(self, sections: Sequence[Section]) -> None:
        """Save the user's sections.

        Raises:
            BadQuery: a query cannot be parsed.
            BadSettings: the sections cannot be saved.
        """
        save_sections(self._session.paths, sections)

    def product_id_of(self, thread_id: int) -> int | None:
        """Return the number of the product of a thread; None when the thread names no product."""
        records = self.records([thread_id])
        return records[0].product_id if records else None

    def records(self, thread_ids: Iterable[int]) -> list[InboxEntryRecord]:
        """Return the stored inbox records of these threads, in this order; unknown ones are left out."""
        return hot.read_inbox_entries(self._reading, thread_ids) if self._session.exists else []

    def record(self, thread_id: int) -> InboxEntryRecord:
        """Return the stored inbox record of a thread.

        Raises:
            UnknownThread: the thread is not in the store.
        """
        records = self.records([thread_id])
        if not records:
            raise UnknownThread(thread_id)
        return records[0]
