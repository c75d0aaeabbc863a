"""Purchases from the stored lines of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bizcare_tui.store.engine import Store
from bizcare_tui.store.purchases import read_purchase, read_purchases
from bizcare_tui.store.tables import Account, Sale


def sale(order_id: int, product_id: int, line: int = 0, **values: Any) -> Sale:
    defaults: dict[str, Any] = {
        "product_type": "module", "product_name": "Carousel", "amount": "79.90", "quantity": 1,
        "quantity_refunded": 0, "country": "ES", "raw": "{}", "digest": "", "read_at": 5, "account_id": 1,
    }  # fmt: skip
    return Sale(order_id=order_id, product_id=product_id, line=line, **{**defaults, **values})


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with two orders, one of them with two products, and an order of another account."""
    with store.transaction() as session:
        session.add(Account(api_url="https://other.example/", created_at=0))
        session.flush()
        for row in (
            sale(9002, 3, line=1, product_type="zen", amount="32.00"),
            sale(9002, 3, quantity=None),
            sale(9002, 4, amount="1000000.01", ordered_at=200),
            sale(9003, 3, amount=None),
            sale(9004, 3, account_id=2),
        ):
            session.add(row)
    return store


def test_the_lines_of_one_product_in_one_order_are_one_purchase(shop: Store) -> None:
    with shop.transaction() as session:
        found = read_purchases(session, 1, [9003, 9002, 9002])
    assert [*found] == [(9002, 3), (9002, 4), (9003, 3)]
    module = found[9002, 3]
    assert (module.amount, len(module.care)) == (Decimal("79.90"), 1)
    assert found[9002, 4].amount == Decimal("1000000.01")
    assert found[9003, 3].amount is None


def test_orders_that_are_unknown_or_of_another_account_have_no_purchase(shop: Store) -> None:
    with shop.transaction() as session:
        assert read_purchases(session, 1, []) == {}
        assert read_purchases(session, 1, [9004, 1 << 60]) == {}
        assert read_purchase(session, 1, 9004, 3) is None


@pytest.mark.parametrize(
    ("product_id", "amount"), [(3, "79.90"), (4, "1000000.01"), (5, "79.90"), (None, "79.90")]
)
def test_the_purchase_of_an_unknown_product_is_the_first_one_of_the_order(
    shop: Store, product_id: int | None, amount: str
) -> None:
    with shop.transaction() as session:
        bought = read_purchase(session, 1, 9002, product_id)
    assert bought is not None
    assert bought.amount == Decimal(amount)
