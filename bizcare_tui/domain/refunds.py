"""Until when a purchase can be refunded."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

CLAIM_MONTHS = 1
ACCEPT_MONTHS = 6


@dataclass(frozen=True, slots=True)
class RefundWindows:
    """The last day on which the customer may claim a refund, and on which the seller may accept one."""

    claim_until: date
    accept_until: date

    def can_claim(self, today: date) -> bool:
        """Whether the customer may still claim; the last day counts."""
        return today <= self.claim_until

    def can_accept(self, today: date) -> bool:
        """Whether the seller may still accept; the last day counts."""
        return today <= self.accept_until


def refund_windows(
    purchased: date, *, claim_months: int = CLAIM_MONTHS, accept_months: int = ACCEPT_MONTHS
) -> RefundWindows:
    """The refund windows of a purchase made on this day of the Marketplace's calendar.

    Calendar months, clipped to the month's end: a month after 31 January is the last of February.

    Source: partner help centre, refunds (a claim within 1 month, the seller's agreement within 6).
    """
    return RefundWindows(
        claim_until=_months_later(purchased, claim_months),
        accept_until=_months_later(purchased, accept_months),
    )


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
