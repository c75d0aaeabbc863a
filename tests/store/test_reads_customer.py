"""Reading the threads and orders of a customer."""

from __future__ import annotations

from decimal import Decimal

from small_store import entry, small_store, thread

from bizcare_tui.store.database import Database
from bizcare_tui.store.reads.customer import read_sales, read_threads_of_shop
from bizcare_tui.store.tables import Sale


def test_threads_of_the_same_shop_or_customer_come_newest_first(place: Database) -> None:
    rows = (
        thread(1, customer_digest="c"), thread(2, customer_digest="c"), thread(3), thread(4),
        entry(1, shop="a.com", updated_at=1), entry(2, updated_at=3), entry(3, shop="a.com", updated_at=2),
        entry(4, updated_at=4),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert read_threads_of_shop(reader, 1, 9) == [2, 3, 1]
        assert read_threads_of_shop(reader, 1, 1) == [2]
        assert read_threads_of_shop(reader, 4, 9) == [4]


def test_lines_of_orders_have_exact_amounts(place: Database) -> None:
    line = Sale(
        account_id=1,
        order_id=5,
        product_id=9,
        product_name="",
        amount="12.50",
        country="FR",
        raw="{}",
        digest="",
        read_at=0,
    )
    with small_store(place, line) as reader:
        assert [each.amount for each in read_sales(reader, [5, 6])] == [Decimal("12.50")]
        assert read_sales(reader, []) == []
