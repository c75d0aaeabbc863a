"""An account of given rows, served as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bizcare_tui.marketplace.sandbox.quirks import THREAD_IDS, Row


def thread_id_of(row: Row) -> int | None:
    """The number of the thread that a row is, or belongs to; None when it tells none."""
    told = next((row[name] for name in THREAD_IDS if row.get(name) is not None), None)
    try:
        return int(told)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


class GivenAccount:
    """Rows that somebody wrote; threads, messages and sales are put in the order of their dates."""

    def __init__(
        self, threads: Sequence[Row], messages: Sequence[Row], products: Sequence[Row], sales: Sequence[Row]
    ) -> None:
        self.threads = _by_date(threads, "date_add")
        self.messages = _by_date(messages, "date_add")
        self._sales = _by_date(sales, "order_date")
        self.products = [*products]
        self._threads = {thread_id_of(row): row for row in self.threads}
        self._messages: defaultdict[int | None, list[Row]] = defaultdict(list)
        for row in self.messages:
            self._messages[thread_id_of(row)].append(row)

    def sales_between(self, first: date, last: date) -> list[Row]:
        """The sales of these days, both included, and those whose day is not told."""
        told = ((str(row.get("order_date") or "")[:10], row) for row in self._sales)
        return [row for day, row in told if not day or first.isoformat() <= day <= last.isoformat()]

    def thread(self, thread_id: int) -> Row | None:
        """The thread of that number."""
        return self._threads.get(thread_id)

    def messages_of(self, thread_id: int) -> list[Row]:
        """The messages of a thread, the oldest first."""
        return self._messages.get(thread_id, [])


def _by_date(rows: Sequence[Row], field: str) -> list[Row]:
    return sorted(rows, key=lambda row: str(row.get(field) or ""))
