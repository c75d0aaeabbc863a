"""The rows of the inbox that were read, and those that are requested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bizcare_tui.desk.inbox import InboxRow


class InboxRowCache:
    """Keeps the rows around the view; `painted_at` says as of when a row was painted, by thread."""

    def __init__(self) -> None:
        self._rows: dict[int, InboxRow] = {}
        self._requested: Sequence[int] = ()
        self.painted_at: dict[int, datetime] = {}

    def get(self, thread_id: int) -> InboxRow | None:
        """Return a row; None if it was not read."""
        return self._rows.get(thread_id)

    def __contains__(self, thread_id: int) -> bool:
        return thread_id in self._rows

    def set(self, row: InboxRow) -> None:
        """Change a row."""
        self._rows[row.id] = row

    def replace(self, rows: Sequence[InboxRow]) -> None:
        """Keep these rows and no others."""
        self._rows = {row.id: row for row in rows}
        self._requested = ()
        self.painted_at.clear()

    def update(self, thread_ids: Sequence[int], rows: Sequence[InboxRow]) -> Iterator[int]:
        """Keep the rows that were read of these threads; yield those whose row has changed."""
        self._requested = ()
        new_rows = {row.id: row for row in rows}
        for thread_id in dict.fromkeys([*thread_ids, *new_rows]):
            old, new = self._rows.get(thread_id), new_rows.get(thread_id)
            if new is None:
                self._rows.pop(thread_id, None)
            else:
                self._rows[thread_id] = new
            if old != new:
                yield thread_id

    def request(self, thread_ids: Sequence[int]) -> Sequence[int]:
        """Note that these threads are requested, and return them."""
        self._requested = thread_ids
        return thread_ids

    def forget_request(self) -> None:
        """Note that what was requested could not be read."""
        self._requested = ()

    def lacks(self, thread_ids: Sequence[int]) -> bool:
        """Return whether some of these threads were neither read nor requested together."""
        return thread_ids != self._requested and any(each not in self._rows for each in thread_ids)

    def discard_distant(self, near: Sequence[int], at_most: int) -> None:
        """Keep only the rows near the view when there are too many, so that memory does not grow."""
        if len(self._rows) > at_most:
            kept = set(near)
            self._rows = {key: row for key, row in self._rows.items() if key in kept}
            self.painted_at = {key: at for key, at in self.painted_at.items() if key in kept}
