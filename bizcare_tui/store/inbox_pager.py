"""Read the pages of thread ids that match a query, at any inbox size, the visible part first."""

# The inbox is never read completely. A query without search terms is read in the order of the inbox, in a
# window around the visible position. A full-text query is read from the newest thread on and then sorted.
# When a query takes longer than a few milliseconds, the threads found so far are returned first, and the
# complete list later.

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from bizcare_tui.domain.thread_status import RankGroup, group_of
from bizcare_tui.store.database import Connection, DatabaseRow
from bizcare_tui.store.query_compiler import CompiledQuery

# How many threads are read around the visible position, in each direction.
WINDOW_SIZE = 1_000
# How many threads are read at an end of the list after a jump to it. More are read when the cursor comes near
# the edge.
EDGE_SIZE = 400
# How many of the newest threads of a full-text query are read before the others.
NEWEST_COUNT = 1_000
# How many seconds a list is read before the threads found so far are returned.
BUDGET_SECONDS = 0.005
_ORDER = "e.account_id, e.rank, e.thread_id"
_BACKWARDS = "e.account_id DESC, e.rank DESC, e.thread_id DESC"
# The unary plus keeps SQLite from using the index of the inbox order, with which it would read the whole
# inbox to find a few threads.
_SORTED = "+e.rank, +e.thread_id"


def search_source(postgresql: bool) -> str:
    """Return the FROM clause of a full-text query: search the index first, then look up each thread found."""
    if postgresql:
        return "thread_words w JOIN inbox_entry e ON e.search_id = w.search_id"
    return "thread_words w CROSS JOIN inbox_entry e ON e.search_id = w.rowid"


class ReadingStopped(Exception):
    """Reading was stopped because another list was requested."""


@dataclass(frozen=True, slots=True)
class InboxPosition:
    """A position in the inbox order."""

    rank: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Consecutive threads of a list, in order.

    `ids` are thread numbers. `ranks` are their ranks in the inbox order, empty when the list was read
    completely. `includes_first` and `includes_last` tell whether they are known to include the first and the
    last thread of the list. `is_final` is false when a more complete result of the same query follows.
    `groups` are the groups of the page, each with the index of its first thread; it is empty when the list is
    not in the inbox order. `late` is how many of them, the first ones, are late obligations.
    """

    ids: array[int]
    ranks: array[int]
    includes_first: bool = True
    includes_last: bool = True
    is_final: bool = True
    groups: tuple[tuple[int, RankGroup], ...] = ()
    late: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether these are all threads of the list."""
        return self.includes_first and self.includes_last and self.is_final

    @property
    def obligations(self) -> int:
        """How many of its threads, the first ones, are obligations."""
        starts = [*self.groups, (len(self.ids), RankGroup.NOTHING_OWED)]
        return next(index for index, group in starts if group is not RankGroup.OBLIGATIONS)


@dataclass(slots=True)
class InboxPager:
    """Reads lists over a connection.

    Args:
        connection: must not be used by anybody else meanwhile.
        failures: the exceptions of its driver.
        base_parameters: the parameters of every statement.
        postgresql: whether the dialect is PostgreSQL, else it is SQLite.
        stop: when it is set, reading ends with `ReadingStopped`.
    """

    connection: Connection
    failures: tuple[type[Exception], ...]
    base_parameters: dict[str, Any]
    postgresql: bool
    stop: threading.Event

    def lists(
        self, asked: CompiledQuery, *, near: InboxPosition | None, best: bool, briefly: bool = False
    ) -> Iterator[InboxPage]:
        """Yield the threads that match a query, perhaps in two steps: a part first, then the complete list.

        Args:
            near: the position around which to read; None reads from the top.
            best: whether to sort a full-text query by relevance.
            briefly: read only `EDGE_SIZE` threads from the top, if the query is read in the inbox order.
        """
        if asked.words:
            yield from self._by_search_terms(asked, best=best)
            return
        page, in_time = self._window(asked, near, EDGE_SIZE if briefly else 2 * WINDOW_SIZE)
        if in_time:
            yield page
            return
        if page.ids:
            yield replace(page, is_final=False)
        # Few threads match, far apart in the inbox order: find all of them and sort.
        yield self._sorted(asked)

    def first(self, asked: CompiledQuery, count: int, *, after: InboxPosition | None = None) -> list[int]:
        """Return the first threads that match a query in the order of the inbox, perhaps not all of them.

        Args:
            count: how many threads at most.
            after: only threads below this position.
        """
        # The next possible position: positions are pairs of whole numbers.
        near = InboxPosition(after.rank, after.thread_id + 1) if after else None
        rows, in_time = self._read_in_order(asked, near, count, monotonic() + BUDGET_SECONDS)
        if not in_time and not rows:
            # Few threads match, far apart in the inbox order.
            bound, values = _bound(near, ">=")
            statement = (
                f"SELECT e.thread_id FROM inbox_entry e WHERE {asked.where}{bound}"
                f" ORDER BY {_SORTED} LIMIT {int(count)}"
            )
            rows, _in_time = self._rows(statement, asked, values)
        return [row["thread_id"] for row in rows]

    def top(self, asked: CompiledQuery, count: int) -> list[int]:
        """Return the first threads that match a query in the order of the inbox."""
        source, order = f"inbox_entry e WHERE {asked.where}", _ORDER
        if asked.words and self._finds_few(asked):
            # Looking for them in the order of the inbox would read all of it.
            source = f"{search_source(self.postgresql)} WHERE {asked.words} AND {asked.rest}"
            order = _SORTED
        statement = f"SELECT e.thread_id FROM {source} ORDER BY {order} LIMIT {int(count)}"
        rows, _in_time = self._rows(statement, asked)
        return [row["thread_id"] for row in rows]

    def _finds_few(self, asked: CompiledQuery) -> bool:
        """Return whether so few threads have the words of a query that sorting them takes no time."""
        found = f"SELECT 1 FROM thread_words w WHERE {asked.words} LIMIT {NEWEST_COUNT}"
        rows, _in_time = self._rows(f"SELECT count(*) FROM ({found}) AS found", asked)
        return int(rows[0][0]) < NEWEST_COUNT

    # --- by facts ----------------------------------------------------------------------------------

    def _window(
        self, asked: CompiledQuery, near: InboxPosition | None, of_top: int
    ) -> tuple[InboxPage, bool]:
        """Return the threads around a position, and whether they were read in time."""
        until = monotonic() + BUDGET_SECONDS
        if near is None:
            after, in_time = self._read_in_order(asked, None, of_top, until)
            includes_last = in_time and len(after) < of_top
            return _page(asked, after, includes_last=includes_last), in_time
        before, before_in_time = self._read_in_order(asked, near, WINDOW_SIZE, until, backwards=True)
        after, after_in_time = self._read_in_order(asked, near, WINDOW_SIZE, until)
        in_time = before_in_time and after_in_time
        page = _page(
            asked,
            [*reversed(before), *after],
            includes_first=in_time and len(before) < WINDOW_SIZE,
            includes_last=in_time and len(after) < WINDOW_SIZE,
        )
        return page, in_time

    def last(self, asked: CompiledQuery) -> InboxPage | None:
        """Return the end of a list of a query without search terms; None when reading it takes too long."""
        until = monotonic() + BUDGET_SECONDS
        rows, in_time = self._read_in_order(asked, None, EDGE_SIZE, until, backwards=True)
        if not in_time:
            return None
        return _page(asked, [*reversed(rows)], includes_first=len(rows) < EDGE_SIZE, includes_last=True)

    def _read_in_order(
        self,
        asked: CompiledQuery,
        near: InboxPosition | None,
        count: int,
        until: float,
        *,
        backwards: bool = False,
    ) -> tuple[list[DatabaseRow], bool]:
        """Return threads in the inbox order from a position on, or before it, and whether it was in time.

        With `backwards` they are in reverse order.
        """
        bound, values = _bound(near, "<" if backwards else ">=")
        statement = (
            f"SELECT e.thread_id, e.rank FROM inbox_entry e WHERE {asked.walked}{bound}"
            f" ORDER BY {_BACKWARDS if backwards else _ORDER} LIMIT {int(count)}"
        )
        return self._rows(statement, asked, values, until)

    def _sorted(self, asked: CompiledQuery) -> InboxPage:
        statement = f"SELECT e.thread_id, e.rank FROM inbox_entry e WHERE {asked.where} ORDER BY {_SORTED}"
        return self._complete(statement, asked)

    # --- by words ----------------------------------------------------------------------------------

    def _by_search_terms(self, asked: CompiledQuery, *, best: bool) -> Iterator[InboxPage]:
        """Yield the newest threads with these search terms, then all of them."""
        newest, in_time = self._rows(
            self._newest(asked, NEWEST_COUNT + 1), asked, until=monotonic() + BUDGET_SECONDS
        )
        includes_last = in_time and len(newest) <= NEWEST_COUNT
        if best:
            yield self._best(asked, newest, includes_last=includes_last)
            return
        newest.sort(key=lambda row: (row["rank"], row["thread_id"]))
        yield _page(asked, newest, includes_last=includes_last, is_final=includes_last)
        if not includes_last:
            statement = (
                f"SELECT e.thread_id, e.rank FROM {search_source(self.postgresql)}"
                f" WHERE {asked.words} AND {asked.rest}"
                f" ORDER BY {_SORTED}"
            )
            yield self._complete(statement, asked)

    def _best(self, asked: CompiledQuery, newest: list[DatabaseRow], *, includes_last: bool) -> InboxPage:
        """Return the newest threads with these search terms, the most relevant first."""
        if not newest:
            return _page(asked, [], includes_last=includes_last)
        relevance = "w.rank" if not self.postgresql else "-ts_rank(w.anywhere, CAST(:best AS TSQUERY))"
        statement = (
            f"SELECT e.thread_id, e.rank FROM {search_source(self.postgresql)}"
            f" WHERE {asked.words} AND {asked.rest} AND e.search_id >= :oldest"
            f" ORDER BY {relevance}, e.search_id DESC LIMIT {NEWEST_COUNT}"
        )
        if not self.postgresql:
            statement = statement.replace("e.search_id >= :oldest", "w.rowid >= :oldest", 1)
        oldest = min(row["search_id"] for row in newest)
        rows, _in_time = self._rows(statement, asked, {"oldest": oldest, "best": asked.likeness})
        return replace(_page(asked, rows, includes_last=includes_last), groups=(), late=0)

    def _newest(self, asked: CompiledQuery, count: int) -> str:
        key = "w.search_id" if self.postgresql else "w.rowid"
        return (
            f"SELECT e.thread_id, e.rank, e.search_id FROM {search_source(self.postgresql)}"
            f" WHERE {asked.words} AND {asked.rest} ORDER BY {key} DESC LIMIT {int(count)}"
        )

    # --- counting ----------------------------------------------------------------------------------

    def count(self, asked: CompiledQuery, at_most: int) -> int | None:
        """Return the number of threads that match, at most `at_most`; None when counting takes too long."""
        source = f"inbox_entry e WHERE {asked.walked}"
        if asked.words:
            source = f"{search_source(self.postgresql)} WHERE {asked.words} AND {asked.rest}"
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {int(at_most)}) AS counted"
        rows, in_time = self._rows(statement, asked, until=monotonic() + BUDGET_SECONDS)
        return int(rows[0][0]) if in_time else None

    # --- within ------------------------------------------------------------------------------------

    def _complete(self, statement: str, asked: CompiledQuery) -> InboxPage:
        with self._interruptible(None):
            values = array("q", self.connection.flat_values(statement, self.base_parameters | asked.values))
        ids, ranks = values[0::2], values[1::2]
        late = bisect_right(ranks, asked.values["now"])
        return InboxPage(ids, array("q"), groups=groups_in(ranks), late=late)

    def _rows(
        self,
        statement: str,
        asked: CompiledQuery,
        values: dict[str, Any] | None = None,
        until: float | None = None,
    ) -> tuple[list[DatabaseRow], bool]:
        """Return the rows of a statement, and whether all were read in time."""
        rows: list[DatabaseRow] = []
        with self._interruptible(until):
            for row in self.connection.execute(
                statement, self.base_parameters | asked.values | (values or {})
            ):
                rows.append(row)
            return rows, True
        return rows, False

    @contextmanager
    def _interruptible(self, until: float | None) -> Iterator[None]:
        """End the statement in the block when another list is requested, or when the time is over.

        In the second case no exception is raised.

        Raises:
            ReadingStopped: another list was requested.
        """

        def is_over() -> bool:
            return self.stop.is_set() or (until is not None and monotonic() > until)

        try:
            with self.connection.watched(is_over):
                yield
        except self.failures as error:
            if self.stop.is_set():
                raise ReadingStopped from error
            if until is None or monotonic() <= until:
                raise


def _bound(near: InboxPosition | None, sign: str) -> tuple[str, dict[str, Any]]:
    """Return the condition that a thread is on one side of a position, and its parameters."""
    if near is None:
        return "", {}
    values = {"rank": near.rank, "thread_id": near.thread_id}
    return f" AND (e.rank, e.thread_id) {sign} (:rank, :thread_id)", values


def _page(
    asked: CompiledQuery,
    rows: Any,
    *,
    includes_first: bool = True,
    includes_last: bool = True,
    is_final: bool = True,
) -> InboxPage:
    ids, ranks = array("q"), array("q")
    for row in rows:
        ids.append(row["thread_id"])
        ranks.append(row["rank"])
    late = bisect_right(ranks, asked.values["now"])
    return InboxPage(ids, ranks, includes_first, includes_last, is_final, groups_in(ranks), late)


def groups_in(ranks: Sequence[int]) -> tuple[tuple[int, RankGroup], ...]:
    """Return the groups of a list that is in the inbox order, each with the index of its first thread."""
    starts = [(bisect_left(ranks, group, key=group_of), group) for group in RankGroup]
    ends = [*(index for index, _group in starts[1:]), len(ranks)]
    return tuple(start for start, end in zip(starts, ends, strict=True) if start[0] < end)
