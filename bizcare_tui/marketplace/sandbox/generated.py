"""The rows of a generated account, each made when it is asked for."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from random import Random
from typing import overload

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.marketplace.sandbox.bodies import as_html, dress
from bizcare_tui.marketplace.sandbox.catalogue import load_catalogue
from bizcare_tui.marketplace.sandbox.corpus import fill, load_corpus
from bizcare_tui.marketplace.sandbox.people import Customer, customer
from bizcare_tui.marketplace.sandbox.plan import Order, Plan, plan_account
from bizcare_tui.marketplace.sandbox.quirks import Quirks, Row, mix_numbers

SELLER = "Nordlys Modules"
MARKETPLACE = "PrestaShop"

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock times throughout
_FIRST_THREAD, _THREAD_STEP = 214_003, 7
_FIRST_ORDER, _ORDER_STEP = 610_211, 5
_MESSAGES_OF_A_THREAD = 32


class Rows(Sequence[Row]):
    """Rows made on demand."""

    def __init__(self, length: int, make: Callable[[int], Row]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        places = range(self._length)[index]
        return self._make(places) if isinstance(places, int) else [self._make(place) for place in places]


class GeneratedAccount:
    """A believable account: the same seed, size and present give the same rows.

    `threads` and `messages` are in the order of time, the oldest first.
    """

    def __init__(self, seed: int, threads: int, now: datetime, quirks: Quirks) -> None:
        self._seed = seed
        self._quirks = quirks
        self._now = now.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None, microsecond=0)
        self._corpus = load_corpus()
        self._plans, self._orders = plan_account(self._rng(), self._corpus, threads, self._now)
        self.threads = Rows(len(self._plans), self._thread)

    @cached_property
    def products(self) -> list[Row]:
        """The catalogue as the wire has it."""
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
        return [self._tidied(row, rng) for row in rows]

    @cached_property
    def messages(self) -> Rows:
        """Every message of every thread."""
        # One number a message, so that a hundred thousand threads fit: second, thread, place in it.
        keys = array(
            "Q",
            sorted(
                int((moment - _EPOCH).total_seconds()) << 32 | place << 5 | line
                for place, plan in enumerate(self._plans)
                for line, moment in enumerate(plan.times)
            ),
        )
        return Rows(len(keys), lambda at: self._message(keys[at] >> 5 & 0x7FFFFFF, keys[at] & 31))

    def sales_between(self, first: date, last: date) -> list[Row]:
        """The sales of these days, both included."""
        days = range(
            bisect_left(self._orders, first, key=lambda order: order.bought.date()),
            bisect_right(self._orders, last, key=lambda order: order.bought.date()),
        )
        return [self._sale(index) for index in days]

    def thread(self, thread_id: int) -> Row | None:
        """The thread of that number."""
        place = self._place(thread_id)
        return None if place is None else self._thread(place)

    def messages_of(self, thread_id: int) -> list[Row]:
        """The messages of a thread, the oldest first."""
        place = self._place(thread_id)
        if place is None:
            return []
        return [self._message(place, line) for line in range(len(self._plans[place].times))]

    def _rng(self, *what: object) -> Random:
        return Random("/".join(map(str, (self._seed, *what))))  # noqa: S311 - chance without secrets

    def _id(self, place: int) -> int:
        return _FIRST_THREAD + place * _THREAD_STEP + place * place * 31 % _THREAD_STEP

    def _place(self, thread_id: int) -> int | None:
        place = (thread_id - _FIRST_THREAD) // _THREAD_STEP
        return place if 0 <= place < len(self._plans) and self._id(place) == thread_id else None

    def _customer(self, plan: Plan) -> Customer:
        return customer(self._corpus[plan.conversation.language], plan.customer)

    def _slots(self, plan: Plan) -> dict[str, str]:
        who = self._customer(plan)
        told = plan.conversation
        return {
            "customer": who.first_name,
            "customer_full": who.full_name,
            "shop": who.shop,
            "product": load_catalogue()[told.product].name if told.product else SELLER,
            "version": plan.version,
            "order": str(_order_id(plan.order)),
        }

    def _thread(self, place: int) -> Row:
        plan = self._plans[place]
        told = plan.conversation
        rng = self._rng(place)
        product = load_catalogue().get(told.product)
        row: Row = {
            "id_community_thread": self._id(place),
            "topic": fill(told.topic, self._slots(plan)),
            "name": product.name if product else "",
            "id_product": product.id_product if product else 0,
            "nb_messages": len(plan.times),
            "date_add": _written(plan.times[0]),
            "qualification": "presale" if told.is_presale else "aftersale" if plan.order else "",
            "versionps": self._version(plan, rng),
            "id_order": _order_id(plan.order),
            "website": self._website(plan, rng),
        }
        row |= self._cover(plan.order, rng)
        if plan.order:
            bought, refunded = plan.order.quantity, plan.order.refunded
            row["quantity"] = {"product_quantity": bought, "product_quantity_refunded": refunded}
        if not told.is_notice:
            row["customer_hash"] = self._customer(plan).digest
        row["token"] = hashlib.sha256(f"{self._seed}/{place}/token".encode()).hexdigest()[:40]
        return self._tidied(row, rng)

    def _version(self, plan: Plan, rng: Random) -> str:
        forgotten = 0.4 if plan.order is None else 0.05
        return (
            "none" if not plan.version or (self._quirks.untidy and rng.random() < forgotten) else plan.version
        )

    def _website(self, plan: Plan, rng: Random) -> str:
        if plan.conversation.is_notice or (plan.order is None and rng.random() < 0.6):
            return ""
        shop = self._customer(plan).shop
        return rng.choice((f"https://{shop}", f"https://{shop}/", f"http://{shop}", shop))

    def _cover(self, order: Order | None, rng: Random) -> Row:
        if order is None or order.covered_until is None:
            return {"zen": None} if rng.random() < 0.5 else {}
        return {"zen": {"nb_days_left": (order.covered_until.date() - self._now.date()).days}}

    def _message(self, place: int, line: int) -> Row:
        plan = self._plans[place]
        rng = self._rng(place, line)
        lines = plan.conversation.lines
        author, text = (
            (lines[line].author, lines[line].text)
            if line < plan.lines_written
            else ("seller", plan.holding_answer)
        )
        text = fill(text, self._slots(plan))
        row: Row = {
            "id_community_message": self._id(place) * _MESSAGES_OF_A_THREAD + line,
            "id_community_thread": self._id(place),
            "message": dress(text, rng) if self._quirks.untidy else as_html(text),
            "date_add": _written(plan.times[line]),
        }
        if self._quirks.authors:
            row |= self._author(plan, author)
        return self._tidied(row, rng)

    def _author(self, plan: Plan, author: str) -> Row:
        match author:
            case "customer":
                return {"author": "customer", "customer_name": self._customer(plan).full_name}
            case "seller":
                return {"author": "seller", "name": SELLER}
            case _:
                return {"author": "employee", "employee_name": MARKETPLACE}

    def _sale(self, index: int) -> Row:
        order = self._orders[index]
        row: Row = {
            "id_order": _order_id(order),
            "id_product": order.product.id_product,
            "product_name": order.product.name,
            "product_type": order.product.type,
            "amount": order.product.price,
            "product_quantity": order.quantity,
            "product_quantity_refunded": order.refunded,
            "iso_code": order.country,
            "order_date": _written(order.bought),
        }
        return self._tidied(row, self._rng("sale", index))

    def _tidied(self, row: Row, rng: Random) -> Row:
        return mix_numbers(row, rng) if self._quirks.untidy else row


def _order_id(order: Order | None) -> int:
    return 0 if order is None else _FIRST_ORDER + order.index * _ORDER_STEP + order.index * 3 % _ORDER_STEP


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
