"""Which earlier decisions are precedents, in which order, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bizcare_tui.domain.decisions.precedents import (
    Aftermath,
    DecidedRequest,
    aftermath_of,
    most_alike,
    request_likeness,
)
from bizcare_tui.domain.likeness import traits
from bizcare_tui.domain.request_types import RequestType

TEXT = "The carousel stays empty since the developer changed carousel.php"
SEEN = datetime(2026, 11, 3, tzinfo=UTC)
UNTOUCHED: dict[str, Any] = {
    "is_refund": False,
    "is_undone": False,
    "is_decided_again": False,
    "refund_seen_at": None,
    "is_refund_overdue": False,
    "was_refunded_later": False,
    "replies": 0,
}


def request(
    *grounds: str, product: str = "Carousel", kind: RequestType | None = None, text: str = TEXT
) -> DecidedRequest:
    """A request about the carousel."""
    return DecidedRequest(product, kind, traits(text), grounds)


@pytest.mark.parametrize(
    ("ours", "past", "why"),
    [
        (request("modified_code"), request("modified_code", "other_shop"), "same reason, same product"),
        (request("modified_code"), request("other_shop"), None),
        (request(), request("other_shop"), "same product"),
        (request(), request("other_shop", product="Sitemap", text="x"), None),
        (request(product=""), request("other_shop", product="", text="x"), None),
        (
            request("modified_code", kind=RequestType.TECHNICAL),
            request("modified_code", kind=RequestType.TECHNICAL, product="Sitemap", text="x"),
            "same reason, same type of request",
        ),
    ],
)
def test_a_precedent_shares_the_reason_or_enough_else(
    ours: DecidedRequest, past: DecidedRequest, why: str | None
) -> None:
    found = request_likeness(ours, past)
    assert (found and found.why.partition(", carousel.php")[0]) == why


def test_the_most_alike_come_first_and_of_equals_the_newest() -> None:
    past = [
        (1, request("modified_code", product="Sitemap", text="x")),
        (2, request("modified_code", text="x")),
        (3, request("modified_code", text="x")),
        (4, request("modified_code")),
        (5, request("other_shop")),
    ]
    assert [number for number, _found in most_alike(request("modified_code"), past, 10)] == [4, 3, 2, 1]
    assert [number for number, _found in most_alike(request("modified_code"), past, 2)] == [4, 3]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (Aftermath.NO_REPLY,)),
        ({"replies": 2}, (Aftermath.CUSTOMER_REPLIED,)),
        ({"is_undone": True, "is_decided_again": True}, (Aftermath.UNDONE, Aftermath.NO_REPLY)),
        ({"is_decided_again": True}, (Aftermath.DECIDED_AGAIN, Aftermath.NO_REPLY)),
        ({"was_refunded_later": True}, (Aftermath.REFUNDED_ANYWAY, Aftermath.NO_REPLY)),
        (
            {"is_refund": True, "refund_seen_at": SEEN, "was_refunded_later": True},
            (Aftermath.REFUND_SEEN, Aftermath.NO_REPLY),
        ),
        ({"is_refund": True, "is_refund_overdue": True}, (Aftermath.REFUND_NOT_SEEN, Aftermath.NO_REPLY)),
        (
            {"is_refund": True, "is_refund_overdue": True, "refund_seen_at": SEEN},
            (Aftermath.REFUND_SEEN, Aftermath.NO_REPLY),
        ),
        ({"is_refund": True}, (Aftermath.NO_REPLY,)),
    ],
)
def test_what_became_of_a_decision(facts: dict[str, Any], expected: tuple[Aftermath, ...]) -> None:
    assert aftermath_of(**{**UNTOUCHED, **facts}) == expected
