"""Parse the rows of the Seller API tolerantly; rows that cannot be parsed are kept unchanged."""

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
from bizcare_tui.marketplace.row_fields import parse_attachments, parse_author, parse_cover, parse_quantity
from bizcare_tui.marketplace.row_values import (
    RawRow,
    canonical_json,
    compute_digest,
    compute_secret_digest,
    parse_amount,
    parse_count,
    parse_id,
    parse_instant,
    parse_line,
    parse_text,
    strip_credentials,
)

# Every text of a row is safe to show. Each row has `raw`, its canonical JSON without secrets, and `digest`,
# which changes whenever the row has to be stored again.

RowT = TypeVar("RowT")

# Increase this when rows are parsed differently, so that stored rows are updated by the next sync.
_PARSER_VERSION = 1
# Quotes within a JSON string are escaped, so this never matches inside one.
_TOKEN = re.compile(rb'"token"\s*:\s*"[^"\\]*"')
THREAD_ID_FIELDS = ("id_community_thread", "id_thread", "id")


class UnreadableRow(ValueError):
    """A row without a required field; the text says which one."""


class UnparsedRow(NamedTuple):
    """A row that could not be parsed: its JSON without secrets, and the reason."""

    raw: str
    reason: str

    @property
    def digest(self) -> str:
        """The digest that identifies the row."""
        return compute_digest(self.raw)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread. Numbers are None if not reported.

    `days_left` of the cover may be negative. It is None if there is no cover (`cover_reported` is True) or if
    the field could not be parsed (`cover_reported` is False). `customer_digest` is the same for all threads
    of a customer.
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
    cover_reported: bool
    quantity: int | None
    customer_digest: str
    raw: str
    digest: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message. `parse_attachments` is None if it is not known which files there are.

    `fingerprint` is computed from time and text, and does not depend on how the text is encoded.
    `author_role` is UNKNOWN if a name was reported without a role.
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
    """A product within an order; `product_id` is 0 if not reported. `parse_amount` is in euro."""

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
class RowPage(Generic[RowT]):
    """A page of rows, in the order of the answer; the numbers are None if not reported.

    `compute_digest` is the same for two pages with the same rows, even if their tokens differ. A page whose
    digest was known has no rows, only `known_ids`, the ids of its rows.
    """

    rows: tuple[RowT, ...]
    unparsed: tuple[UnparsedRow, ...] = ()
    current: int | None = None
    last: int | None = None
    total: int | None = None
    digest: str = ""
    known_ids: tuple[int, ...] = ()

    @property
    def content(self) -> tuple[object, ...]:
        """The rows, for comparison with another page."""
        return self.rows, self.unparsed, self.known_ids

    @property
    def is_empty(self) -> bool:
        """Whether the page has no rows."""
        return not any(self.content)

    @property
    def keys(self) -> frozenset[object]:
        """An id or digest of each row."""
        rows: tuple[Any, ...] = (*self.rows, *self.unparsed)
        return frozenset((*self.known_ids, *(int(row.digest[:16], 16) for row in rows)))


@dataclass(frozen=True, slots=True)
class ApiRowKind(Generic[RowT]):
    """A kind of row: its path in the API, the field names of its list, its parser and the names of its id."""

    name: str
    path: str
    names: tuple[str, ...]
    parse: Callable[[RawRow, ZoneInfo], RowT]
    numbers: tuple[str, ...] = ()


def page_digest(content: bytes, zone: ZoneInfo) -> str:
    """Return the digest that identifies a page. Tokens are ignored: they may change with every answer."""
    return compute_digest(
        str(_PARSER_VERSION), zone.key, hashlib.sha256(_TOKEN.sub(b"", content)).hexdigest()
    )


def parse_thread(raw: RawRow, zone: ZoneInfo) -> ThreadRow:
    """Parse the row of a thread; times without a zone are in `zone`.

    Raises:
        Unreadable: the row has no id.
    """
    number = parse_id(raw, *THREAD_ID_FIELDS)
    if number is None:
        raise UnreadableRow(_("The thread has no number."))
    days_left, cover_reported = parse_cover(raw.get("zen"))
    version = parse_line(raw.get("versionps"))
    return ThreadRow(
        id=number,
        topic=parse_line(raw.get("topic")),
        product_name=parse_line(raw.get("name")),
        product_id=parse_id(raw, "id_product"),
        nb_messages=parse_count(raw.get("nb_messages")),
        date_add=parse_instant(raw.get("date_add"), zone),
        qualification=parse_line(raw.get("qualification")),
        prestashop_version=None if version.casefold() in ("", "none", "null") else version,
        order_id=parse_id(raw, "id_order"),
        website=parse_line(raw.get("website")),
        days_left=days_left,
        cover_reported=cover_reported,
        quantity=parse_quantity(raw.get("quantity")),
        customer_digest=compute_secret_digest(raw.get("customer_hash")),
        **_raw_and_digest(raw, zone),
    )


def parse_message(raw: RawRow, zone: ZoneInfo) -> MessageRow:
    """Parse the row of a message and convert its body to text; times without a zone are in `zone`.

    Raises:
        Unreadable: the row has no time or no text.
    """
    at = parse_instant(raw.get("date_add"), zone)
    if at is None:
        raise UnreadableRow(_("The message has no readable time."))
    written = _body(raw)
    body = read_body(written)
    role, name = parse_author(raw)
    return MessageRow(
        remote_id=parse_id(raw, "id_community_message", "id_message", "id"),
        thread_id=parse_id(raw, "id_community_thread", "id_thread"),
        at=at,
        text=body.text,
        links=body.links,
        quoted=body.quoted,
        author_role=role,
        author_name=name,
        attachments=parse_attachments(raw),
        fingerprint=compute_digest(parse_text(raw["date_add"]) or at.isoformat(), same_text_key(written)),
        **_raw_and_digest(raw, zone),
    )


def parse_product(raw: RawRow, zone: ZoneInfo) -> ProductRow:
    """Parse the row of a product.

    Raises:
        Unreadable: the row has no id.
    """
    number = parse_id(raw, "id_product", "id")
    if number is None:
        raise UnreadableRow(_("The product has no number."))
    return ProductRow(
        id=number,
        name=parse_line(raw.get("name")),
        price=parse_amount(raw.get("price")),
        state=parse_line(raw.get("statut")),
        **_raw_and_digest(raw, zone),
    )


def parse_sale(raw: RawRow, zone: ZoneInfo) -> SaleRow:
    """Parse the row of a sale; times without a zone are in `zone`.

    Raises:
        Unreadable: the row has no order number.
    """
    number = parse_id(raw, "id_order", "id")
    if number is None:
        raise UnreadableRow(_("The sale has no order number."))
    return SaleRow(
        order_id=number,
        product_id=parse_id(raw, "id_product") or 0,
        product_name=parse_line(raw.get("product_name")),
        product_type=parse_line(raw.get("product_type")),
        amount=parse_amount(raw.get("amount")),
        quantity=parse_count(raw.get("product_quantity")),
        quantity_refunded=parse_count(raw.get("product_quantity_refunded")),
        country=parse_line(raw.get("iso_code")),
        ordered_at=parse_instant(raw.get("order_date"), zone),
        **_raw_and_digest(raw, zone),
    )


THREADS = ApiRowKind("threads", "seller/threads", ("threads", "thread"), parse_thread, THREAD_ID_FIELDS)
MESSAGES = ApiRowKind("messages", "seller/messages", ("messages", "message"), parse_message)
PRODUCTS = ApiRowKind("products", "seller/products", ("products", "product"), parse_product)
SALES = ApiRowKind("sales", "seller/orders", ("sales", "orders"), parse_sale)


def _raw_and_digest(raw: RawRow, zone: ZoneInfo) -> dict[str, Any]:
    row = strip_credentials(raw)
    written = canonical_json(row)
    # A token may change with every answer, so it is not part of the digest.
    without_token = (
        canonical_json({name: row[name] for name in row if name != "token"}) if "token" in row else written
    )
    return {"raw": written, "digest": compute_digest(str(_PARSER_VERSION), zone.key, without_token)}


def _body(raw: RawRow) -> str:
    for name in BODY_FIELDS:
        written = parse_text(raw.get(name))
        if written is not None:
            return written
    if any(raw.get(name) is not None for name in BODY_FIELDS):
        raise UnreadableRow(_("The message's body is not a text."))
    if not raw.keys() & set(BODY_FIELDS):
        raise UnreadableRow(_("The message has no body."))
    return ""
