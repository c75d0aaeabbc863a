"""Lists of threads that a query asks for, at any size: what is seen first comes first, the rest behind.

The inbox is never read whole. A query about facts is read in the inbox's order, a window around the place
that is looked at. One about words is read from the newest on, then put in order. What takes longer than a
few milliseconds is given as far as it is known, and completed.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from bizcare_tui.store.place import Connection, Line
from bizcare_tui.store.queries import Asked

# Threads read around the place that is looked at, in each direction.
WINDOW = 1_000
# Read of an end that is gone to at once; more of it is read when the cursor comes near the edge.
EDGE = 400
# The newest threads with the words looked for, before the others.
NEWEST = 1_000
# How long a list is read before what was found is given, in seconds.
BUDGET = 0.005
_ORDER = "e.account_id, e.rank, e.thread_id"
_BACKWARDS = "e.account_id DESC, e.rank DESC, e.thread_id DESC"
# A plus keeps the database from reading the whole inbox in its order, where few are asked for.
_SORTED = "+e.rank, +e.thread_id"


def found(postgresql: bool) -> str:
    """What threads with words are read from: the words are looked for first, then each found thread."""
    if postgresql:
        return "thread_words w JOIN inbox_entry e ON e.sid = w.sid"
    return "thread_words w CROSS JOIN inbox_entry e ON e.sid = w.rowid"


class Stopped(Exception):
    """Another list was asked for meanwhile."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the inbox's order."""

    rank: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Threads in order, without a gap. `starts` and `ends` tell whether the list begins and ends with them.

    `is_final` is false where the same list is still being completed.
    """

    ids: array[int]
    ranks: array[int]
    starts: bool = True
    ends: bool = True
    is_final: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether these are all there are."""
        return self.starts and self.ends and self.is_final


@dataclass(slots=True)
class Lister:
    """Reads lists over a connection; `stop` ends it, with `Stopped`.

    Args:
        connection: to be used by nobody else meanwhile.
        failures: what its driver raises.
        always: the values that every statement has.
        postgresql: the dialect.
    """

    connection: Connection
    failures: tuple[type[Exception], ...]
    always: dict[str, Any]
    postgresql: bool
    stop: threading.Event

    def lists(
        self, asked: Asked, *, near: Spot | None, best: bool, briefly: bool = False
    ) -> Iterator[Listing]:
        """The list that is asked for, around a place or from the top; with `best`, best match first.

        With `briefly` no more of the top than is seen at first, where that is quicker.
        """
        if asked.words:
            yield from self._by_words(asked, best=best)
            return
        listing, in_time = self._window(asked, near, EDGE if briefly else 2 * WINDOW)
        if in_time:
            yield listing
            return
        if listing.ids:
            yield replace(listing, is_final=False)
        # Few are asked for, far apart: they are looked up, and put in order.
        yield self._all(asked)

    # --- by facts ----------------------------------------------------------------------------------

    def _window(self, asked: Asked, near: Spot | None, of_top: int) -> tuple[Listing, bool]:
        """The threads around a place, and whether they were read in time."""
        until = monotonic() + BUDGET
        if near is None:
            after, in_time = self._walk(asked, None, of_top, until)
            return _listing(after, starts=True, ends=in_time and len(after) < of_top), in_time
        before, quick = self._walk(asked, near, WINDOW, until, backwards=True)
        after, quick_too = self._walk(asked, near, WINDOW, until)
        in_time = quick and quick_too
        listing = _listing(
            [*reversed(before), *after],
            starts=in_time and len(before) < WINDOW,
            ends=in_time and len(after) < WINDOW,
        )
        return listing, in_time

    def last(self, asked: Asked) -> Listing | None:
        """The end of a list of facts; None where it takes too long to be read backwards."""
        until = monotonic() + BUDGET
        rows, in_time = self._walk(asked, None, EDGE, until, backwards=True)
        if not in_time:
            return None
        return _listing([*reversed(rows)], starts=len(rows) < EDGE, ends=True)

    def _walk(
        self, asked: Asked, near: Spot | None, count: int, until: float, *, backwards: bool = False
    ) -> tuple[list[Line], bool]:
        """Threads in the inbox's order from a place on, or before it, and whether that ended in time."""
        bound, values = "", dict[str, Any]()
        if near is not None:
            sign = "<" if backwards else ">="
            bound = f" AND (e.rank, e.thread_id) {sign} (:rank, :spot)"
            values = {"rank": near.rank, "spot": near.thread_id}
        statement = (
            f"SELECT e.thread_id, e.rank FROM inbox_entry e WHERE {asked.walked}{bound}"
            f" ORDER BY {_BACKWARDS if backwards else _ORDER} LIMIT {int(count)}"
        )
        return self._rows(statement, asked, values, until)

    def _all(self, asked: Asked) -> Listing:
        statement = f"SELECT e.thread_id FROM inbox_entry e WHERE {asked.where} ORDER BY {_SORTED}"
        return self._whole(statement, asked)

    # --- by words ----------------------------------------------------------------------------------

    def _by_words(self, asked: Asked, *, best: bool) -> Iterator[Listing]:
        """The newest with these words, then all of them."""
        newest, in_time = self._rows(self._newest(asked, NEWEST + 1), asked, until=monotonic() + BUDGET)
        ends = in_time and len(newest) <= NEWEST
        if best:
            yield self._best(asked, newest, ends=ends)
            return
        newest.sort(key=lambda row: (row["rank"], row["thread_id"]))
        yield _listing(newest, ends=ends, is_final=ends)
        if not ends:
            statement = (
                f"SELECT e.thread_id FROM {found(self.postgresql)} WHERE {asked.words} AND {asked.rest}"
                f" ORDER BY {_SORTED}"
            )
            yield self._whole(statement, asked)

    def _best(self, asked: Asked, newest: list[Line], *, ends: bool) -> Listing:
        """The newest with these words, those that they fit best first."""
        if not newest:
            return _listing([], ends=ends)
        goodness = "w.rank" if not self.postgresql else "-ts_rank(w.anywhere, to_tsquery('simple', :best))"
        statement = (
            f"SELECT e.thread_id, e.rank FROM {found(self.postgresql)}"
            f" WHERE {asked.words} AND {asked.rest} AND e.sid >= :oldest"
            f" ORDER BY {goodness}, e.sid DESC LIMIT {NEWEST}"
        )
        if not self.postgresql:
            statement = statement.replace("e.sid >= :oldest", "w.rowid >= :oldest", 1)
        oldest = min(row["sid"] for row in newest)
        rows, _in_time = self._rows(statement, asked, {"oldest": oldest, "best": asked.likeness})
        return _listing(rows, ends=ends)

    def _newest(self, asked: Asked, count: int) -> str:
        key = "w.sid" if self.postgresql else "w.rowid"
        return (
            f"SELECT e.thread_id, e.rank, e.sid FROM {found(self.postgresql)}"
            f" WHERE {asked.words} AND {asked.rest} ORDER BY {key} DESC LIMIT {int(count)}"
        )

    # --- counting ----------------------------------------------------------------------------------

    def count(self, asked: Asked, at_most: int) -> int | None:
        """How many there are, counted no further than this; None where it takes too long."""
        source = f"inbox_entry e WHERE {asked.walked}"
        if asked.words:
            source = f"{found(self.postgresql)} WHERE {asked.words} AND {asked.rest}"
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {int(at_most)}) AS counted"
        rows, in_time = self._rows(statement, asked, until=monotonic() + BUDGET)
        return int(rows[0][0]) if in_time else None

    # --- within ------------------------------------------------------------------------------------

    def _whole(self, statement: str, asked: Asked) -> Listing:
        with self._watched(None):
            ids = array("q", self.connection.firsts(statement, self.always | asked.values))
        return Listing(ids, array("q"))

    def _rows(
        self, statement: str, asked: Asked, values: dict[str, Any] | None = None, until: float | None = None
    ) -> tuple[list[Line], bool]:
        """What a statement gives, and whether it came in time."""
        rows: list[Line] = []
        with self._watched(until):
            for row in self.connection.execute(statement, self.always | asked.values | (values or {})):
                rows.append(row)
            return rows, True
        return rows, False

    @contextmanager
    def _watched(self, until: float | None) -> Iterator[None]:
        """End what runs within when another list is asked for, or quietly when the time is over."""

        def is_over() -> bool:
            return self.stop.is_set() or (until is not None and monotonic() > until)

        try:
            with self.connection.watched(is_over):
                yield
        except self.failures as error:
            if self.stop.is_set():
                raise Stopped from error
            if until is None or monotonic() <= until:
                raise


def _listing(rows: Any, *, starts: bool = True, ends: bool = True, is_final: bool = True) -> Listing:
    ids, ranks = array("q"), array("q")
    for row in rows:
        ids.append(row["thread_id"])
        ranks.append(row["rank"])
    return Listing(ids, ranks, starts, ends, is_final)
