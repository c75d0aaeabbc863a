"""The account that the sandbox serves: its rows, and what is said while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import RLock
from typing import Any, Protocol

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.marketplace.sandbox.generated import SELLER, GeneratedAccount
from bizcare_tui.marketplace.sandbox.given import GivenAccount, thread_id_of
from bizcare_tui.marketplace.sandbox.quirks import MESSAGE_IDS, THREAD_IDS, Quirks, Row
from bizcare_tui.now import now as present

DEFAULT_THREADS = 260
_FIRST_ADDED_MESSAGE = 900_000_001
_AUTHORS = {
    "customer": {"author": "customer"},
    "seller": {"author": "seller", "name": SELLER},
}


class Account(Protocol):
    """Where rows come from: threads, messages and sales in the order of time, the oldest first."""

    @property
    def threads(self) -> Sequence[Row]: ...
    @property
    def messages(self) -> Sequence[Row]: ...
    @property
    def products(self) -> Sequence[Row]: ...
    def sales_between(self, first: date, last: date) -> list[Row]: ...
    def thread(self, thread_id: int) -> Row | None: ...
    def messages_of(self, thread_id: int) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and how many the list has."""

    total: int
    rows: list[Row]


class Market:
    """An account's rows as the wire has them, and everything added since; safe to use from many threads."""

    def __init__(self, account: Account, quirks: Quirks | None = None) -> None:
        self._account = account
        self._quirks = quirks or Quirks()
        self._lock = RLock()
        self._threads: dict[int, Row] = {}
        self._messages: list[Row] = []
        self._replaced: dict[int, Row] = {}
        self._added_to: Counter[int] = Counter()
        self._next_message = _FIRST_ADDED_MESSAGE

    @classmethod
    def generate(cls, seed: int, threads: int, now: datetime, *, quirks: Quirks | None = None) -> Market:
        """A believable account: the same seed, size and present give the same rows."""
        quirks = quirks or Quirks()
        return cls(GeneratedAccount(seed, threads, now, quirks), quirks)

    @classmethod
    def given(
        cls,
        *,
        threads: Sequence[Row] = (),
        messages: Sequence[Row] = (),
        products: Sequence[Row] = (),
        sales: Sequence[Row] = (),
        quirks: Quirks | None = None,
    ) -> Market:
        """An account of these very rows."""
        return cls(GivenAccount(threads, messages, products, sales), quirks)

    def threads(self, offset: int, limit: int, *, newest_first: bool) -> Page:
        """A page of the threads, in the order in which they began."""
        with self._lock:
            page = _page(self._account.threads, [*self._threads.values()], offset, limit, newest_first)
            return Page(page.total, [self._current(row) for row in page.rows])

    def thread(self, thread_id: int) -> Row | None:
        """The thread of that number, or None."""
        with self._lock:
            row = self._threads.get(thread_id) or self._account.thread(thread_id)
            return None if row is None else self._current(row)

    def messages(self, offset: int, limit: int, *, newest_first: bool) -> Page:
        """A page of every message of every thread, in the order of time."""
        with self._lock:
            page = _page(self._account.messages, self._messages, offset, limit, newest_first)
            return Page(page.total, [self._shown(row) for row in page.rows])

    def messages_of(self, thread_id: int, offset: int, limit: int, *, newest_first: bool) -> Page:
        """A page of a thread's messages, in the order of time."""
        with self._lock:
            added = [row for row in self._messages if thread_id_of(row) == thread_id]
            page = _page(self._account.messages_of(thread_id), added, offset, limit, newest_first)
            return Page(page.total, [self._shown(row) for row in page.rows])

    def products(self) -> list[Row]:
        """Every product."""
        return [*self._account.products]

    def sales(self, date_from: date, date_to: date) -> list[Row]:
        """The sales from one day to another, both included; the oldest first."""
        return self._account.sales_between(date_from, date_to)

    def add_thread(self, row: Row) -> None:
        """Begins a thread of the number in its row; what is added to it counts on top of `nb_messages`."""
        with self._lock:
            self._threads[_number(row)] = row

    def replace_thread(self, row: Row) -> None:
        """Serves this row from now on for its thread; its `nb_messages` counts what is there already."""
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
    ) -> Row:
        """Writes a message of the `customer` or `seller` into a thread, now unless told, and returns it."""
        moment = (at or present()).astimezone(MARKETPLACE_ZONE)
        row: Row = {
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

    def thread_arrives(self) -> int:
        """A customer begins a thread now; returns its number."""
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

    def message_arrives(self) -> None:
        """The customer of the newest thread writes once more, or somebody new if there is none."""
        with self._lock:
            newest = self.threads(0, 1, newest_first=True).rows
            number = thread_id_of(newest[0]) if newest else None
            if number is None:
                self.thread_arrives()
            else:
                self.add_message(number, f"One more thing ({len(self._messages) + 1}): is there any news?")

    def _current(self, row: Row) -> Row:
        thread_id = thread_id_of(row)
        if thread_id is None:
            return row
        row = self._replaced.get(thread_id, row)
        added = self._added_to.get(thread_id, 0)
        if added and "nb_messages" in row:
            row = row | {"nb_messages": _plus(row["nb_messages"], added)}
        return row

    def _shown(self, row: Row) -> Row:
        hidden: tuple[str, ...] = () if self._quirks.message_ids else MESSAGE_IDS
        if not self._quirks.thread_ids:
            hidden += THREAD_IDS
        return {name: value for name, value in row.items() if name not in hidden} if hidden else row


def _page(old: Sequence[Row], added: Sequence[Row], offset: int, limit: int, newest_first: bool) -> Page:
    total = len(old) + len(added)
    places = range(total)[:: -1 if newest_first else 1][offset : offset + limit]
    return Page(total, [old[at] if at < len(old) else added[at - len(old)] for at in places])


def _number(row: Row) -> int:
    number = thread_id_of(row)
    if number is None:
        raise ValueError(f"a thread needs its number under {THREAD_IDS[0]}")
    return number


def _plus(count: Any, more: int) -> Any:
    # A number that came as a string stays one.
    return str(int(count) + more) if isinstance(count, str) else count + more
