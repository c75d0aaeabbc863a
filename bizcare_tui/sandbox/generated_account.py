"""A generated account; each row is built when it is requested."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from random import Random
from typing import overload

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.sandbox.catalogue import load_catalogue
from bizcare_tui.sandbox.corpus import fill_slots, load_corpus
from bizcare_tui.sandbox.message_bodies import as_html, encode_body
from bizcare_tui.sandbox.people import Customer, make_customer
from bizcare_tui.sandbox.plan import Order, ThreadPlan, plan_account
from bizcare_tui.sandbox.quirks import ApiRow, Quirks, mix_numbers

SELLER_NAME = "Nordlys Modules"
MARKETPLACE_NAME = "PrestaShop"

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock times throughout
_FIRST_THREAD, _THREAD_STEP = 214_003, 7
_FIRST_ORDER, _ORDER_STEP = 610_211, 5
_MESSAGES_OF_A_THREAD = 32


class LazyRows(Sequence[ApiRow]):
    """A sequence of rows that are built on access."""

    def __init__(self, length: int, make: Callable[[int], ApiRow]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> ApiRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ApiRow]: ...
    def __getitem__(self, index: int | slice) -> ApiRow | list[ApiRow]:
        places = range(self._length)[index]
        return self._make(places) if isinstance(places, int) else [self._make(place) for place in places]


@dataclass(frozen=True, slots=True)
class GeneratedThread:
    """A thread and what it is in the corpus: conversation, case and bug; aware times of its messages."""

    id: int
    conversation: str
    case: str
    bug: str
    started_at: datetime
    last_at: datetime


class GeneratedAccount:
    """A realistic account; the same seed, number of threads and current time give the same rows.

    `threads` and `messages` are in chronological order, oldest first.
    """

    def __init__(self, seed: int, threads: int, now: datetime, quirks: Quirks) -> None:
        self._seed = seed
        self._quirks = quirks
        self._now = now.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None, microsecond=0)
        self._corpus = load_corpus()
        self._plans, self._orders = plan_account(self._rng(), self._corpus, threads, self._now)
        self.threads = LazyRows(len(self._plans), self._thread)

    @cached_property
    def products(self) -> list[ApiRow]:
        """The products as API rows."""
        rng = self._rng("products")
        rows = (
            {
                "id_product": each.id_product,
                "name": each.name,
                "price": each.price,
                "pico": each.pico,
                "statut": 1,
            }
            for each in load_catalogue().values()
        )
        return [self._with_quirks(row, rng) for row in rows]

    @cached_property
    def messages(self) -> LazyRows:
        """All messages of all threads."""
        # One integer per message, so that a hundred thousand threads fit in memory: the second (32 bits),
        # the index of the thread (27 bits) and the index of the message in its thread (5 bits).
        keys = array(
            "Q",
            sorted(
                int((moment - _EPOCH).total_seconds()) << 32 | place << 5 | line
                for place, plan in enumerate(self._plans)
                for line, moment in enumerate(plan.times)
            ),
        )
        return LazyRows(len(keys), lambda at: self._message(keys[at] >> 5 & 0x7FFFFFF, keys[at] & 31))

    def sales_between(self, first: date, last: date) -> list[ApiRow]:
        """Return the sales from the first to the last day, both included."""
        days = range(
            bisect_left(self._orders, first, key=lambda order: order.bought.date()),
            bisect_right(self._orders, last, key=lambda order: order.bought.date()),
        )
        return [self._sale(index) for index in days]

    def thread(self, thread_id: int) -> ApiRow | None:
        """Return the thread with this id, or None."""
        place = self._place(thread_id)
        return None if place is None else self._thread(place)

    def messages_of(self, thread_id: int) -> list[ApiRow]:
        """Return the messages of a thread, oldest first."""
        place = self._place(thread_id)
        if place is None:
            return []
        return [self._message(place, line) for line in range(len(self._plans[place].times))]

    def generated_threads(self) -> list[GeneratedThread]:
        """Return what each thread is in the corpus, the oldest thread first."""
        return [
            GeneratedThread(
                self._id(place),
                plan.conversation.id,
                plan.conversation.case,
                plan.conversation.bug,
                plan.times[0].replace(tzinfo=MARKETPLACE_ZONE),
                plan.times[-1].replace(tzinfo=MARKETPLACE_ZONE),
            )
            for place, plan in enumerate(self._plans)
        ]

    def authors_of(self, thread_id: int) -> list[str]:
        """Return who wrote each message of a thread, oldest first, such as "customer" or "seller"."""
        place = self._place(thread_id)
        if place is None:
            return []
        plan = self._plans[place]
        return [plan.author_of(line) for line in range(len(plan.times))]

    def _rng(self, *what: object) -> Random:
        return Random("/".join(map(str, (self._seed, *what))))  # noqa: S311 - chance without secrets

    def _id(self, place: int) -> int:
        return _FIRST_THREAD + place * _THREAD_STEP + place * place * 31 % _THREAD_STEP

    def _place(self, thread_id: int) -> int | None:
        place = (thread_id - _FIRST_THREAD) // _THREAD_STEP
        return place if 0 <= place < len(self._plans) and self._id(place) == thread_id else None

    def _customer(self, plan: ThreadPlan) -> Customer:
        return make_customer(self._corpus[plan.conversation.language], plan.customer)

    def _slots(self, plan: ThreadPlan) -> dict[str, str]:
        customer_data = self._customer(plan)
        conversation = plan.conversation
        return {
            "customer": customer_data.first_name,
            "customer_full": customer_data.full_name,
            "shop": customer_data.shop,
            "product": load_catalogue()[conversation.product].name if conversation.product else SELLER_NAME,
            "version": plan.version,
            "order": str(_order_id(plan.order)),
        }

    def _thread(self, place: int) -> ApiRow:
        plan = self._plans[place]
        conversation = plan.conversation
        rng = self._rng(place)
        product = load_catalogue().get(conversation.product)
        row: ApiRow = {
            "id_community_thread": self._id(place),
            "topic": fill_slots(conversation.topic, self._slots(plan)),
            "name": product.name if product else "",
            "id_product": product.id_product if product else 0,
            "nb_messages": len(plan.times),
            "date_add": _timestamp(plan.times[0]),
            "qualification": "presale" if conversation.is_presale else "aftersale" if plan.order else "",
            "versionps": self._version(plan, rng),
            "id_order": _order_id(plan.order),
            "website": self._website(plan, rng),
        }
        row |= self._cover(plan.order, rng)
        if plan.order:
            bought, refunded = plan.order.quantity, plan.order.refunded
            row["quantity"] = {"product_quantity": bought, "product_quantity_refunded": refunded}
        if not conversation.is_notice:
            row["customer_hash"] = self._customer(plan).digest
        row["token"] = hashlib.sha256(f"{self._seed}/{place}/token".encode()).hexdigest()[:40]
        return self._with_quirks(row, rng)

    def _version(self, plan: ThreadPlan, rng: Random) -> str:
        forgotten = 0.4 if plan.order is None else 0.05
        return (
            "none" if not plan.version or (self._quirks.untidy and rng.random() < forgotten) else plan.version
        )

    def _website(self, plan: ThreadPlan, rng: Random) -> str:
        if plan.conversation.is_notice or (plan.order is None and rng.random() < 0.6):
            return ""
        shop = self._customer(plan).shop
        return rng.choice((f"https://{shop}", f"https://{shop}/", f"http://{shop}", shop))

    def _cover(self, order: Order | None, rng: Random) -> ApiRow:
        if order is None or order.covered_until is None:
            return {"zen": None} if rng.random() < 0.5 else {}
        return {"zen": {"nb_days_left": (order.covered_until.date() - self._now.date()).days}}

    def _message(self, place: int, line: int) -> ApiRow:
        plan = self._plans[place]
        rng = self._rng(place, line)
        text = fill_slots(plan.text_of(line), self._slots(plan))
        row: ApiRow = {
            "id_community_message": self._id(place) * _MESSAGES_OF_A_THREAD + line,
            "id_community_thread": self._id(place),
            "message": encode_body(text, rng) if self._quirks.untidy else as_html(text),
            "date_add": _timestamp(plan.times[line]),
        }
        if self._quirks.authors:
            row |= self._author(plan, plan.author_of(line))
        return self._with_quirks(row, rng)

    def _author(self, plan: ThreadPlan, author: str) -> ApiRow:
        match author:
            case "customer":
                return {"author": "customer", "customer_name": self._customer(plan).full_name}
            case "seller":
                return {"author": "seller", "name": SELLER_NAME}
            case _:
                return {"author": "employee", "employee_name": MARKETPLACE_NAME}

    def _sale(self, index: int) -> ApiRow:
        order = self._orders[index]
        row: ApiRow = {
            "id_order": _order_id(order),
            "id_product": order.product.id_product,
            "product_name": order.product.name,
            "product_type": order.product.type,
            "amount": order.product.price,
            "product_quantity": order.quantity,
            "product_quantity_refunded": order.refunded,
            "iso_code": order.country,
            "order_date": _timestamp(order.bought),
        }
        return self._with_quirks(row, self._rng("sale", index))

    def _with_quirks(self, row: ApiRow, rng: Random) -> ApiRow:
        return mix_numbers(row, rng) if self._quirks.untidy else row


def _order_id(order: Order | None) -> int:
    return 0 if order is None else _FIRST_ORDER + order.index * _ORDER_STEP + order.index * 3 % _ORDER_STEP


def _timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
