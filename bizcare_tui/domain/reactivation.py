"""The cost of reactivating an expired Business Care."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Shares of the product's price: the approximate price of Business Care, and the surcharge of a reactivation.
OWN_SHARE = Decimal("0.40")
ADDED_SHARE = Decimal("0.95")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ReactivationCost:
    """The parts of the cost in euro: the price of Business Care, and a share of the product's price."""

    own_price: Decimal
    share: Decimal

    @property
    def total(self) -> Decimal:
        """The amount that the customer pays, in euro."""
        return self.own_price + self.share


def reactivation_cost(price: Decimal) -> ReactivationCost | None:
    """Return the estimated cost for a product of this price; None for a free one, which has no Business Care.

    Source: PrestaShop partner documentation, legal and compliance (the price of Business Care plus
    95 % of the product's price); partner help centre (Business Care costs about 40 % of the product's price).
    The price in the Marketplace's shop is the one that counts.
    """
    if price <= 0:
        return None
    own, share = ((price * part).quantize(_CENT, ROUND_HALF_UP) for part in (OWN_SHARE, ADDED_SHARE))
    return ReactivationCost(own, share)
