"""Purchases: the order lines of one product, combined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bizcare_tui.domain.refunds import is_fully_refunded

# "Zen" was the name of Business Care until July 2021, and the API still uses it.
_CARE = re.compile(r"\bzen\b|zen[_ -]?option|business[_ -]?care", re.IGNORECASE)
_TERM = timedelta(days=366)
_TOLERANCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order. Values that the API did not report are None; `amount` is in euro.

    `refund_seen_at` is when an increase of `refunded` was last seen, `refunded_earlier` its value before.
    """

    product_type: str
    product_name: str
    amount: Decimal | None
    quantity: int | None
    refunded: int | None
    ordered_at: datetime | None
    country: str = ""
    refund_seen_at: datetime | None = None
    refunded_earlier: int | None = None

    @property
    def is_care(self) -> bool:
        """Whether the line is Business Care for a product, not the product itself."""
        return bool(_CARE.search(self.product_type) or _CARE.match(self.product_name))


@dataclass(frozen=True, slots=True)
class Purchase:
    """A product in an order: its own lines and the lines of its Business Care."""

    product: tuple[OrderLine, ...]
    care: tuple[OrderLine, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[OrderLine]) -> Purchase:
        """Return the purchase of these lines; when all are Business Care, they count as the product."""
        product = tuple(line for line in lines if not line.is_care)
        return cls(product, tuple(line for line in lines if line.is_care)) if product else cls(tuple(lines))

    @property
    def at(self) -> datetime | None:
        """When the product was bought."""
        return min((line.ordered_at for line in self.product if line.ordered_at is not None), default=None)

    @property
    def amount(self) -> Decimal | None:
        """The price of the product without its Business Care, in euro."""
        amounts = [line.amount for line in self.product if line.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def quantity(self) -> int | None:
        """How many licences were bought."""
        return _sum([line.quantity for line in self.product])

    @property
    def refunded(self) -> int | None:
        """How many of them were refunded."""
        return _sum([line.refunded for line in self.product])

    @property
    def country(self) -> str:
        """The buyer's country."""
        return next((line.country for line in self.product if line.country), "")

    @property
    def is_refunded(self) -> bool:
        """Whether every licence was refunded."""
        return all(is_fully_refunded(line.quantity, line.refunded) for line in self.product)

    @property
    def refund_seen_at(self) -> datetime | None:
        """When the last of its refunds was seen; None if that is not known."""
        return max(
            (line.refund_seen_at for line in self.product if line.refund_seen_at is not None), default=None
        )

    @property
    def is_care_refunded(self) -> bool:
        """Whether Business Care was bought with the product and all of it was refunded."""
        return bool(self.care) and all(is_fully_refunded(line.quantity, line.refunded) for line in self.care)

    def refunded_before(self, request: datetime) -> int:
        """Return how many licences were refunded before a request, as far as it was observed."""
        return sum(
            (line.refunded_earlier if _rose_since(line, request) else line.refunded) or 0
            for line in self.product
        )

    def ends_cover(self, days_left: int | None, seen_at: datetime) -> bool:
        """Return whether a refund ended the Business Care whose `days_left` were reported at `seen_at`.

        A refund of the Business Care line ends the term that was bought with the product, not a term
        bought later, which ends more than a year after the purchase.

        Source: partner help centre, handling support requests (a refund ends the Business Care).
        """
        if self.is_refunded:
            return True
        if not self.is_care_refunded:
            return False
        if days_left is None or self.at is None:
            return True
        return seen_at + timedelta(days=days_left) <= self.at + _TERM + _TOLERANCE


def is_refund_seen(*, before: int, agreed: int | None, quantity: int | None, refunded: int) -> bool:
    """Return whether the orders show a refund of `agreed` licences, or of the whole purchase (None).

    `before` is the number of licences refunded before the request for the refund, `refunded` the number now.
    """
    whole = max(quantity or 1, 1)
    wanted = whole if agreed is None else min(before + agreed, whole)
    return refunded >= max(wanted, 1)


def _rose_since(line: OrderLine, request: datetime) -> bool:
    return line.refund_seen_at is not None and line.refund_seen_at >= request


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
