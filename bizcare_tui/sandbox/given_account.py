"""An account of given rows, which are served unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bizcare_tui.sandbox.quirks import THREAD_IDS, ApiRow


def thread_id_of(row: ApiRow) -> int | None:
    """Return the thread id in a row of a thread or message, or None if it has no valid one."""
    value = next((row[name] for name in THREAD_IDS if row.get(name) is not None), None)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


class GivenAccount:
    """An account of rows written by hand; threads, messages and sales are sorted by date."""

    def __init__(
        self,
        threads: Sequence[ApiRow],
        messages: Sequence[ApiRow],
        products: Sequence[ApiRow],
        sales: Sequence[ApiRow],
    ) -> None:
        self.threads = _by_date(threads, "date_add")
        self.messages = _by_date(messages, "date_add")
        self._sales = _by_date(sales, "order_date")
        self.products = [*products]
        self._threads = {thread_id_of(row): row for row in self.threads}
        self._messages: defaultdict[int | None, list[ApiRow]] = defaultdict(list)
        for row in self.messages:
            self._messages[thread_id_of(row)].append(row)

    def sales_between(self, first: date, last: date) -> list[ApiRow]:
        """Return the sales from the first to the last day, both included, and those without a date."""
        dated_rows = ((str(row.get("order_date") or "")[:10], row) for row in self._sales)
        return [row for day, row in dated_rows if not day or first.isoformat() <= day <= last.isoformat()]

    def thread(self, thread_id: int) -> ApiRow | None:
        """Return the thread with this id, or None."""
        return self._threads.get(thread_id)

    def messages_of(self, thread_id: int) -> list[ApiRow]:
        """Return the messages of a thread, oldest first."""
        return self._messages.get(thread_id, [])


def _by_date(rows: Sequence[ApiRow], field: str) -> list[ApiRow]:
    return sorted(rows, key=lambda row: str(row.get(field) or ""))
