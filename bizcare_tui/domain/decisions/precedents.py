"""Find the earlier decisions that are most like a request: same ground, product and type, similar words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.domain.likeness import Traits, likeness
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.i18n import _

_GROUND_WEIGHT, _KIND_WEIGHT = 4.0, 1.0
# Without a ground in common, a decision is a precedent from this score on; the same product alone has 1.
_ENOUGH = 1.0


class Aftermath(StrEnum):
    """What became of a decision."""

    UNDONE = "undone"
    REFUNDED_ANYWAY = "refunded_anyway"
    REFUND_SEEN = "refund_seen"
    REFUND_NOT_SEEN = "refund_not_seen"
    DECIDED_AGAIN = "decided_again"
    CUSTOMER_REPLIED = "customer_replied"
    NO_REPLY = "no_reply"


@dataclass(frozen=True, slots=True)
class DecidedRequest:
    """A request, decided or not, as it is compared with others."""

    product: str
    kind: RequestType | None
    traits: Traits
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestLikeness:
    """How much a decided request is like another one, and what they have in common, in words."""

    score: float
    why: str


def request_likeness(request: DecidedRequest, past: DecidedRequest) -> RequestLikeness | None:
    """Return how much a past request is like this one; None if it is no precedent.

    If the request names grounds, only decisions on one of them are precedents.
    """
    shared_ground = bool(set(request.grounds) & set(past.grounds))
    if request.grounds and not shared_ground:
        return None
    same_product = bool(request.product) and request.product == past.product
    same_kind = request.kind is not None and request.kind is past.kind
    words = likeness(request.traits, past.traits, same_product=same_product)
    score = words.score + _GROUND_WEIGHT * shared_ground + _KIND_WEIGHT * same_kind
    if score < _ENOUGH:
        return None
    reasons = [
        _("same reason") if shared_ground else "",
        _("same product") if same_product else "",
        _("same type of request") if same_kind else "",
        words.why,
    ]
    return RequestLikeness(round(score, 2), ", ".join(filter(None, reasons)))


def aftermath_of(
    *,
    is_refund: bool,
    is_undone: bool,
    is_decided_again: bool,
    refund_seen_at: datetime | None,
    is_refund_overdue: bool,
    was_refunded_later: bool,
    replies: int,
) -> tuple[Aftermath, ...]:
    """Return what became of a decision, the most important first; `replies` are the customer's since then."""
    found: list[Aftermath] = []
    if is_undone:
        found.append(Aftermath.UNDONE)
    if not is_refund and was_refunded_later:
        found.append(Aftermath.REFUNDED_ANYWAY)
    if is_refund and refund_seen_at is not None:
        found.append(Aftermath.REFUND_SEEN)
    if is_refund and refund_seen_at is None and is_refund_overdue:
        found.append(Aftermath.REFUND_NOT_SEEN)
    if is_decided_again and not is_undone:
        found.append(Aftermath.DECIDED_AGAIN)
    return (*found, Aftermath.CUSTOMER_REPLIED if replies else Aftermath.NO_REPLY)


def most_alike(
    request: DecidedRequest, past: Iterable[tuple[int, DecidedRequest]], limit: int
) -> list[tuple[int, RequestLikeness]]:
    """Return the ids of the past decisions that are most like a request, the most alike first.

    Of equally alike ones, the newest, which has the highest id, comes first.
    """
    scored = [
        (decision_id, found)
        for decision_id, each in past
        if (found := request_likeness(request, each)) is not None
    ]
    return sorted(scored, key=lambda each: (-each[1].score, -each[0]))[:limit]
