"""The account that the sandbox serves: its initial rows, and those added while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import RLock
from typing import Any, Protocol

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.now import now as current_time
from bizcare_tui.sandbox.generated_account import SELLER_NAME, GeneratedAccount
from bizcare_tui.sandbox.given_account import GivenAccount, thread_id_of
from bizcare_tui.sandbox.quirks import MESSAGE_IDS, THREAD_IDS, ApiRow, Quirks

DEFAULT_THREADS = 260
_FIRST_ADDED_MESSAGE = 900_000_001
_AUTHORS = {
    "customer": {"author": "customer"},
    "seller": {"author": "seller", "name": SELLER_NAME},
    "": {},
}


class RowSource(Protocol):
    """A source of rows: threads, messages and sales in chronological order, oldest first."""

    @property
    def threads(self) -> Sequence[ApiRow]: ...
    @property
    def messages(self) -> Sequence[ApiRow]: ...
    @property
    def products(self) -> Sequence[ApiRow]: ...
    def sales_between(self, first: date, last: date) -> list[ApiRow]: ...
    def thread(self, thread_id: int) -> ApiRow | None: ...
    def messages_of(self, thread_id: int) -> list[ApiRow]: ...


@dataclass(frozen=True, slots=True)
class MarketPage:
    """A page of a list: its rows, and the total number of rows in the list."""

    total: int
    rows: list[ApiRow]


class Market:
    """The API rows of an account and everything added since; safe to use from several Python threads."""

    def __init__(self, account: RowSource, quirks: Quirks | None = None) -> None:
        self._account = account
        self._quirks = quirks or Quirks()
        self._lock = RLock()
        self._threads: dict[int, ApiRow] = {}
        self._messages: list[ApiRow] = []
        self._replaced: dict[int, ApiRow] = {}
        self._added_to: Counter[int] = Counter()
        self._next_message = _FIRST_ADDED_MESSAGE

    @classmethod
    def generate(cls, seed: int, threads: int, now: datetime, *, quirks: Quirks | None = None) -> Market:
        """Return a realistic account; the same seed, number of threads and time give the same rows."""
        quirks = quirks or Quirks()
        return cls(GeneratedAccount(seed, threads, now, quirks), quirks)

    @classmethod
    def given(
        cls,
        *,
        threads: Sequence[ApiRow] = (),
        messages: Sequence[ApiRow] = (),
        products: Sequence[ApiRow] = (),
        sales: Sequence[ApiRow] = (),
        quirks: Quirks | None = None,
    ) -> Market:
        """Return an account of exactly these rows."""
        return cls(GivenAccount(threads, messages, products, sales), quirks)

    def threads(self, offset: int, limit: int, *, newest_first: bool) -> MarketPage:
        """Return a page of the threads, ordered by their start."""
        with self._lock:
            page = _page(self._account.threads, [*self._threads.values()], offset, limit, newest_first)
            return MarketPage(page.total, [self._current(row) for row in page.rows])

    def thread(self, thread_id: int) -> ApiRow | None:
        """Return the thread with this id, or None."""
        with self._lock:
            row = self._threads.get(thread_id) or self._account.thread(thread_id)
            return None if row is None else self._current(row)

    def messages(self, offset: int, limit: int, *, newest_first: bool) -> MarketPage:
        """Return a page of the messages of all threads, in chronological order."""
        with self._lock:
            page = _page(self._account.messages, self._messages, offset, limit, newest_first)
            return MarketPage(page.total, [self._shown(row) for row in page.rows])

    def messages_of(self, thread_id: int, offset: int, limit: int, *, newest_first: bool) -> MarketPage:
        """Return a page of a thread's messages, in chronological order."""
        with self._lock:
            added = [row for row in self._messages if thread_id_of(row) == thread_id]
            page = _page(self._account.messages_of(thread_id), added, offset, limit, newest_first)
            return MarketPage(page.total, [self._shown(row) for row in page.rows])

    def products(self) -> list[ApiRow]:
        """Return all products."""
        return [*self._account.products]

    def sales(self, date_from: date, date_to: date) -> list[ApiRow]:
        """Return the sales from one day to another, both included, oldest first."""
        return self._account.sales_between(date_from, date_to)

    def add_thread(self, row: ApiRow) -> None:
        """Add a thread with the id in its row; messages added later increase its `nb_messages`."""
        with self._lock:
            self._threads[_number(row)] = row

    def replace_thread(self, row: ApiRow) -> None:
        """Replace the row of a thread; its `nb_messages` already includes the messages added so far."""
        with self._lock:
            self._replaced[_number(row)] = row
            self._added_to.pop(_number(row), None)

    def add_message(
        self,
        thread_id: int,
        text: str,
        *,
        author: str = "customer",
        at: datetime | None = None,
        attachments: Sequence[str] = (),
    ) -> ApiRow:
        """Add a message to a thread, dated `at` or now, and return its row.

        Its `author` is `customer`, `seller`, or "" for one whose author is never reported.
        """
        moment = (at or current_time()).astimezone(MARKETPLACE_ZONE)
        row: ApiRow = {
            MESSAGE_IDS[0]: self._next_message,
            THREAD_IDS[0]: thread_id,
            "message": text,
            "date_add": moment.strftime("%Y-%m-%d %H:%M:%S"),
        }
        if attachments:
            row["attachments"] = [*attachments]
        if self._quirks.authors:
            row |= _AUTHORS[author]
        with self._lock:
            row[MESSAGE_IDS[0]] = self._next_message
            self._next_message += 1
            self._messages.append(row)
            self._added_to[thread_id] += 1
            return self._shown(row)

    def add_new_thread(self) -> int:
        """Add a thread of a new customer, dated now, and return its id."""
        with self._lock:
            newest = self.threads(0, 1, newest_first=True).rows
            number = (thread_id_of(newest[0]) or 0) + 1 if newest else 1
            while self.thread(number):
                number += 1
            product = next(iter(self._account.products), {})
            message = self.add_message(
                number, f"A question before I buy, number {number}: does it do drop-shipping?"
            )
            self.add_thread(
                {
                    THREAD_IDS[0]: number,
                    "topic": "A question before I buy",
                    "name": product.get("name", ""),
                    "id_product": product.get("id_product", 0),
                    "nb_messages": 0,
                    "date_add": message["date_add"],
                    "qualification": "presale",
                    "versionps": "none",
                    "id_order": 0,
                }
            )
            return number

    def add_new_message(self) -> None:
        """Add a customer's message to the newest thread; add a thread if there is none."""
        with self._lock:
            newest = self.threads(0, 1, newest_first=True).rows
            number = thread_id_of(newest[0]) if newest else None
            if number is None:
                self.add_new_thread()
            else:
                self.add_message(number, f"One more thing ({len(self._messages) + 1}): is there any news?")

    def _current(self, row: ApiRow) -> ApiRow:
        thread_id = thread_id_of(row)
        if thread_id is None:
            return row
        row = self._replaced.get(thread_id, row)
        added = self._added_to.get(thread_id, 0)
        if added and "nb_messages" in row:
            row = row | {"nb_messages": _plus(row["nb_messages"], added)}
        return row

    def _shown(self, row: ApiRow) -> ApiRow:
        hidden: tuple[str, ...] = () if self._quirks.message_ids else MESSAGE_IDS
        if not self._quirks.thread_ids:
            hidden += THREAD_IDS
        return {name: value for name, value in row.items() if name not in hidden} if hidden else row


def _page(
    initial: Sequence[ApiRow], added: Sequence[ApiRow], offset: int, limit: int, newest_first: bool
) -> MarketPage:
    total = len(initial) + len(added)
    places = range(total)[:: -1 if newest_first else 1][offset : offset + limit]
    return MarketPage(
        total, [initial[at] if at < len(initial) else added[at - len(initial)] for at in places]
    )


def _number(row: ApiRow) -> int:
    number = thread_id_of(row)
    if number is None:
        raise ValueError(f"a thread needs its number under {THREAD_IDS[0]}")
    return number


def _plus(count: Any, more: int) -> Any:
    # A number given as a string remains a string.
    return str(int(count) + more) if isinstance(count, str) else count + more
