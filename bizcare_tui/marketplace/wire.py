"""The rows of the Seller API, read tolerantly: what can be read is, and what cannot is kept as it came.

Every text of a row is safe to show. Each row carries `raw`, its canonical JSON without secrets, and
`digest`, which changes whenever the row has to be stored anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bizcare_tui.domain.body import BODY_FIELDS, read_body, same_text_key
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.fields import attachments, author, cover, quantity
from bizcare_tui.marketplace.values import (
    Row,
    amount,
    canonical,
    count,
    digest,
    identity,
    instant,
    line,
    sealed,
    secret_digest,
    text,
)

RowT = TypeVar("RowT")

# To be raised when rows are read differently: those already stored are then taken in anew.
_READING = 1
# Quotes within a text are escaped, so that this is never part of one.
_TOKEN = re.compile(rb'"token"\s*:\s*"[^"\\]*"')
_THREAD_NUMBERS = ("id_community_thread", "id_thread", "id")


class Unreadable(ValueError):
    """A row without what it is known by; the text says what is missing."""


class Unparsed(NamedTuple):
    """A row that could not be read: its JSON without secrets, and why."""

    raw: str
    reason: str

    @property
    def digest(self) -> str:
        """What the row is known by."""
        return digest(self.raw)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread. Numbers are None where none was told.

    `days_left` of the cover may be negative; it is None without cover, which `cover_told` tells
    from what could not be read. `customer_digest` is the same for all threads of a customer.
    """

    id: int
    topic: str
    product_name: str
    product_id: int | None
    nb_messages: int | None
    date_add: datetime | None
    qualification: str
    prestashop_version: str | None
    order_id: int | None
    website: str
    days_left: int | None
    cover_told: bool
    quantity: int | None
    customer_digest: str
    raw: str
    digest: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message. `attachments` is None where it was not told whether there are any.

    `fingerprint` is made of time and text, and stays the same however the text is encoded.
    `author_role` is UNKNOWN where a name came without a role.
    """

    remote_id: int | None
    thread_id: int | None
    at: datetime
    text: str
    links: tuple[tuple[str, str], ...]
    quoted: tuple[tuple[int, int], ...]
    author_role: Author
    author_name: str
    attachments: tuple[str, ...] | None
    fingerprint: str
    raw: str
    digest: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product of the seller."""

    id: int
    name: str
    price: Decimal | None
    state: str
    raw: str
    digest: str


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A product within an order; `product_id` is 0 where none was told. `amount` is in euro."""

    order_id: int
    product_id: int
    product_name: str
    product_type: str
    amount: Decimal | None
    quantity: int | None
    quantity_refunded: int | None
    country: str
    ordered_at: datetime | None
    raw: str
    digest: str


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """A page of rows, in the order they came; the numbers are None where they were not told.

    `digest` is the same for two pages with the same rows, whatever their tokens. A page that was known
    by it has no rows, only `known_ids`: what they are known by.
    """

    rows: tuple[RowT, ...]
    unparsed: tuple[Unparsed, ...] = ()
    current: int | None = None
    last: int | None = None
    total: int | None = None
    digest: str = ""
    known_ids: tuple[int, ...] = ()

    @property
    def content(self) -> tuple[object, ...]:
        """What came, to be compared with another page."""
        return self.rows, self.unparsed, self.known_ids

    @property
    def is_empty(self) -> bool:
        """Whether nothing came."""
        return not any(self.content)


@dataclass(frozen=True, slots=True)
class Kind(Generic[RowT]):
    """A kind of row: where it is asked for, under which names it and its number come, how it is read."""

    name: str
    path: str
    names: tuple[str, ...]
    parse: Callable[[Row, ZoneInfo], RowT]
    numbers: tuple[str, ...] = ()


def page_digest(content: bytes, zone: ZoneInfo) -> str:
    """What a page is known by, whatever its tokens: they may be new with every answer, and tell nothing."""
    return digest(str(_READING), zone.key, hashlib.sha256(_TOKEN.sub(b"", content)).hexdigest())


def parse_thread(raw: Row, zone: ZoneInfo) -> ThreadRow:
    """A thread out of its row; times without a zone are read in `zone`.

    Raises:
        Unreadable: it has no number.
    """
    number = identity(raw, *_THREAD_NUMBERS)
    if number is None:
        raise Unreadable(_("The thread has no number."))
    days_left, cover_told = cover(raw.get("zen"))
    version = line(raw.get("versionps"))
    return ThreadRow(
        id=number,
        topic=line(raw.get("topic")),
        product_name=line(raw.get("name")),
        product_id=identity(raw, "id_product"),
        nb_messages=count(raw.get("nb_messages")),
        date_add=instant(raw.get("date_add"), zone),
        qualification=line(raw.get("qualification")),
        prestashop_version=None if version.casefold() in ("", "none", "null") else version,
        order_id=identity(raw, "id_order"),
        website=line(raw.get("website")),
        days_left=days_left,
        cover_told=cover_told,
        quantity=quantity(raw.get("quantity")),
        customer_digest=secret_digest(raw.get("customer_hash")),
        **_kept(raw, zone),
    )


def parse_message(raw: Row, zone: ZoneInfo) -> MessageRow:
    """A message out of its row, its body made readable; times without a zone are read in `zone`.

    Raises:
        Unreadable: it has no time, or no text.
    """
    at = instant(raw.get("date_add"), zone)
    if at is None:
        raise Unreadable(_("The message has no time that can be read."))
    written = _body(raw)
    body = read_body(written)
    role, name = author(raw)
    return MessageRow(
        remote_id=identity(raw, "id_community_message", "id_message", "id"),
        thread_id=identity(raw, "id_community_thread", "id_thread"),
        at=at,
        text=body.text,
        links=body.links,
        quoted=body.quoted,
        author_role=role,
        author_name=name,
        attachments=attachments(raw),
        fingerprint=digest(text(raw["date_add"]) or at.isoformat(), same_text_key(written)),
        **_kept(raw, zone),
    )


def parse_product(raw: Row, zone: ZoneInfo) -> ProductRow:
    """A product out of its row.

    Raises:
        Unreadable: it has no number.
    """
    number = identity(raw, "id_product", "id")
    if number is None:
        raise Unreadable(_("The product has no number."))
    return ProductRow(
        id=number,
        name=line(raw.get("name")),
        price=amount(raw.get("price")),
        state=line(raw.get("statut")),
        **_kept(raw, zone),
    )


def parse_sale(raw: Row, zone: ZoneInfo) -> SaleRow:
    """A sale out of its row; times without a zone are read in `zone`.

    Raises:
        Unreadable: it has no order number.
    """
    number = identity(raw, "id_order", "id")
    if number is None:
        raise Unreadable(_("The sale has no order number."))
    return SaleRow(
        order_id=number,
        product_id=identity(raw, "id_product") or 0,
        product_name=line(raw.get("product_name")),
        product_type=line(raw.get("product_type")),
        amount=amount(raw.get("amount")),
        quantity=count(raw.get("product_quantity")),
        quantity_refunded=count(raw.get("product_quantity_refunded")),
        country=line(raw.get("iso_code")),
        ordered_at=instant(raw.get("order_date"), zone),
        **_kept(raw, zone),
    )


THREADS = Kind("threads", "seller/threads", ("threads", "thread"), parse_thread, _THREAD_NUMBERS)
MESSAGES = Kind("messages", "seller/messages", ("messages", "message"), parse_message)
PRODUCTS = Kind("products", "seller/products", ("products", "product"), parse_product)
SALES = Kind("sales", "seller/orders", ("sales", "orders"), parse_sale)


def _kept(raw: Row, zone: ZoneInfo) -> dict[str, Any]:
    row = sealed(raw)
    written = canonical(row)
    # A token may be new with every answer, and tells nothing.
    lasting = canonical({name: row[name] for name in row if name != "token"}) if "token" in row else written
    return {"raw": written, "digest": digest(str(_READING), zone.key, lasting)}


def _body(raw: Row) -> str:
    for name in BODY_FIELDS:
        written = text(raw.get(name))
        if written is not None:
            return written
    if any(raw.get(name) is not None for name in BODY_FIELDS):
        raise Unreadable(_("The message's body is not a text."))
    if not raw.keys() & set(BODY_FIELDS):
        raise Unreadable(_("The message has no body."))
    return ""
