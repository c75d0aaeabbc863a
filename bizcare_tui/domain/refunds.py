"""The periods in which a purchase can be refunded."""

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
        """Return whether the customer may still claim; the last day counts."""
        return today <= self.claim_until

    def can_accept(self, today: date) -> bool:
        """Return whether the seller may still accept; the last day counts."""
        return today <= self.accept_until


def is_fully_refunded(quantity: int | None, refunded: int | None) -> bool:
    """Return whether every licence of a purchase was refunded, which ends its Business Care.

    An unknown quantity counts as one.

    Source: partner help centre, handling support requests (a refund ends the Business Care).
    """
    return (refunded or 0) >= max(quantity or 1, 1)


def refund_windows(
    purchased: date, *, claim_months: int = CLAIM_MONTHS, accept_months: int = ACCEPT_MONTHS
) -> RefundWindows:
    """Return the refund windows of a purchase made on this day of the Marketplace's calendar.

    Counted in calendar months, limited to the end of the month: a month after 31 January is the last day
    of February.

    Source: partner help centre, refunds (a claim within 1 month, the seller's agreement within 6).
    """
    return RefundWindows(
        claim_until=months_later(purchased, claim_months),
        accept_until=months_later(purchased, accept_months),
    )


def months_later(day: date, months: int) -> date:
    """Return the day `months` calendar months later, limited to the end of the month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
