"""Several lines of an order about one product, and when a refund counts as seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bizcare_tui.domain.purchases import OrderLine, Purchase, is_refund_seen

BOUGHT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = datetime(2026, 11, 1, tzinfo=UTC)


def line(kind: str = "module", name: str = "Carousel One", **values: Any) -> OrderLine:
    facts: dict[str, Any] = {"amount": Decimal("79.99"), "quantity": 1, "refunded": 0, "ordered_at": BOUGHT}
    return OrderLine(product_type=kind, product_name=name, **{**facts, **values})


@pytest.mark.parametrize(
    ("kind", "name", "is_care"),
    [
        ("zen", "Carousel One", True),
        ("Zen Option", "Carousel One", True),
        ("business_care", "", True),
        ("", "Business Care – Carousel One", True),
        ("", "Zen option: Carousel One", True),
        ("module", "Carousel One", False),
        ("theme", "Zenith", False),
        ("module", "Frozen Food", False),
        ("module", "A module with business care badges", False),
    ],
)
def test_the_line_of_the_business_care_is_distinguished_from_the_products(
    kind: str, name: str, is_care: bool
) -> None:
    assert line(kind, name).is_care is is_care


@pytest.mark.parametrize("backwards", [False, True])
def test_the_product_counts_for_the_purchase_and_not_its_business_care(backwards: bool) -> None:
    care = line("zen", amount=Decimal("32.00"), refunded=1, ordered_at=BOUGHT + timedelta(days=1))
    lines = [line(), care][:: -1 if backwards else 1]
    bought = Purchase.of(lines)
    assert (bought.amount, bought.at, bought.quantity, bought.refunded) == (Decimal("79.99"), BOUGHT, 1, 0)
    assert not bought.is_refunded
    assert bought.is_care_refunded


def test_the_same_product_twice_is_one_purchase_of_two() -> None:
    bought = Purchase.of([line(), line(refunded=1)])
    assert (bought.amount, bought.quantity, bought.refunded) == (Decimal("159.98"), 2, 1)
    assert not bought.is_refunded


def test_business_care_alone_is_a_purchase_of_its_own() -> None:
    assert Purchase.of([line("zen", amount=Decimal("32.00"))]).amount == Decimal("32.00")


@pytest.mark.parametrize(
    ("product", "care", "days_left", "ends"),
    [
        (0, 0, 100, False),
        (1, 0, 100, True),
        (0, 1, 100, True),
        (0, 1, None, True),
        # It was bought again later: that term ends more than a year after the purchase.
        (0, 1, 300, False),
    ],
)
def test_a_refund_of_either_ends_the_cover(
    product: int, care: int, days_left: int | None, ends: bool
) -> None:
    bought = Purchase.of([line(refunded=product), line("zen", refunded=care)])
    assert bought.ends_cover(days_left, SEEN) is ends


@pytest.mark.parametrize(
    ("before", "agreed", "quantity", "refunded", "seen"),
    [
        (0, None, 1, 0, False),
        (0, None, 1, 1, True),
        (0, None, 3, 1, False),
        (0, None, 3, 2, False),
        (0, None, 3, 3, True),
        # It was refunded before it was recorded.
        (1, None, 1, 1, True),
        (1, None, 2, 1, False),
        (1, None, 2, 2, True),
        (0, 1, 3, 1, True),
        (1, 1, 3, 1, False),
        (1, 1, 3, 2, True),
        (0, 2, 3, 1, False),
        (3, 1, 3, 3, True),
        (0, None, None, 0, False),
        (0, None, None, 1, True),
        (0, None, 0, 0, False),
    ],
)
def test_a_refund_is_seen_once_as_many_as_were_agreed_are_refunded(
    before: int, agreed: int | None, quantity: int | None, refunded: int, seen: bool
) -> None:
    found = is_refund_seen(before=before, agreed=agreed, quantity=quantity, refunded=refunded)
    assert found is seen


def test_what_was_refunded_after_the_request_was_not_refunded_before_it() -> None:
    request = SEEN
    earlier = line(quantity=3, refunded=2, refund_seen_at=SEEN - timedelta(days=1), refunded_earlier=1)
    later = line(quantity=3, refunded=2, refund_seen_at=SEEN + timedelta(days=1), refunded_earlier=1)
    assert Purchase.of([earlier]).refunded_before(request) == 2
    assert Purchase.of([later]).refunded_before(request) == 1


def test_the_last_refund_of_the_product_is_when_it_was_seen() -> None:
    later = SEEN + timedelta(days=1)
    of_care = line("Business Care", refund_seen_at=later + timedelta(days=1))
    assert (
        Purchase.of([line(refund_seen_at=SEEN), line(refund_seen_at=later), of_care]).refund_seen_at == later
    )
    assert Purchase.of([line(refund_seen_at=SEEN), line()]).refund_seen_at == SEEN
    assert Purchase.of([line()]).refund_seen_at is None
