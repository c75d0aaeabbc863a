"""The cost of a reactivation in words."""

from __future__ import annotations

from decimal import Decimal

from bizcare_tui.domain.reactivation import reactivation_cost
from bizcare_tui.i18n import _, format_number


def reactivation_in_words(price: Decimal | str | None) -> str:
    """Return the cost of reactivating an expired Business Care in words: the sum and its parts.

    Args:
        price: the product's price in euro; None when unknown.
    """
    cost = reactivation_cost(Decimal(price)) if price is not None else None
    if cost is None:
        return _("the price of Business Care plus 95 % of the product's price")
    return _(
        "about {total} € ({own} + {share}, 95 % of the product's price); the actual price is set by the shop"
    ).format(
        total=format_number(cost.total, 2),
        own=format_number(cost.own_price, 2),
        share=format_number(cost.share, 2),
    )
