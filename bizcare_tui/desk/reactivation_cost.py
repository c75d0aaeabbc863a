"""The cost of a reactivation in words."""

from __future__ import annotations

from decimal import Decimal

from bizcare_tui.domain.reactivation import reactivation_cost
from bizcare_tui.i18n import _


def reactivation_in_words(price: Decimal | str | None) -> str:
    """Return the cost of reactivating an expired Business Care in words: the sum and its parts.

    Args:
        price: the product's price in euro; None when unknown.
    """
    cost = reactivation_cost(Decimal(price)) if price is not None else None
    if cost is None:
        return _("its own price plus 95 % of the product's")
    return _("about {total:.2f} € ({own:.2f} + {share:.2f}, 95 % of the product); the shop decides").format(
        total=cost.total, own=cost.own_price, share=cost.share
    )
