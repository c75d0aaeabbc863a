"""The grounds on which a request may be rejected, or a purchase refunded; their rules are in `policy`."""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """A ground on which a request may be rejected, in the order of the help centre."""

    NOT_THE_PRODUCT = "not_the_product"
    OTHER_SHOP = "other_shop"
    INTERVENTION_OR_THIRD_PARTY = "intervention_or_third_party"
    INCOMPATIBLE_VERSION = "incompatible_version"
    INCOMPATIBLE_DEVELOPMENTS = "incompatible_developments"
    MODIFIED_CODE = "modified_code"


class RefundGround(StrEnum):
    """A ground on which a purchase is refunded."""

    SINGULAR_UNSOLVABLE = "singular_unsolvable"
    NOT_DOWNLOADED = "not_downloaded"
    NOT_WORKING = "not_working"
    MISLEADING_SHEET = "misleading_sheet"
