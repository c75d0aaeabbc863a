"""Importing order lines: each is kept, and recognised when it comes again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from older_store import make_older_store
from small_store import thread
from sqlmodel import col, select

from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.order_rows import store_sales
from bizcare_tui.store.purchases import read_purchase
from bizcare_tui.store.row_statements import ImportResult
from bizcare_tui.store.tables import Account, RefundWatch, Sale, Thread

MODULE: dict[str, Any] = {
    "order_id": 9002, "product_id": 3, "product_type": "module", "product_name": "Carousel One",
    "amount": "79.99", "quantity": 1, "quantity_refunded": 0, "country": "ES", "ordered_at": 100,
    "raw": "{}", "digest": "m", "read_at": 5,
}  # fmt: skip
CARE = {**MODULE, "product_type": "zen", "amount": "32.00", "quantity_refunded": 1, "digest": "c"}


class Orders:
    """A store of orders."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def read(self, *rows: dict[str, Any]) -> ImportResult:
        with self.store.transaction() as session:
            return store_sales(session, 1, rows)

    def lines(self) -> list[tuple[int, str, int | None]]:
        with self.store.transaction() as session:
            rows = session.exec(select(Sale).order_by(Sale.line)).all()  # type: ignore[arg-type]
            return [(row.line, row.digest, row.quantity_refunded) for row in rows]


@pytest.fixture
def orders(store: Store) -> Orders:
    return Orders(store)


@pytest.mark.parametrize("backwards", [False, True])
def test_two_lines_about_one_product_are_both_kept(orders: Orders, backwards: bool) -> None:
    rows = (MODULE, CARE)[:: -1 if backwards else 1]
    assert orders.read(*rows).new == 2
    assert (orders.read(*rows).new, orders.read(*rows[::-1]).changed) == (0, 0)
    with orders.store.transaction() as session:
        bought = read_purchase(session, 1, 9002, 3)
    assert bought is not None
    assert (bought.amount, bought.refunded, bought.is_care_refunded) == (Decimal("79.99"), 0, True)


def test_a_line_is_recognised_when_it_is_refunded_in_any_sequence(orders: Orders) -> None:
    orders.read(MODULE, CARE)
    refunded = {**MODULE, "quantity_refunded": 1, "digest": "m2", "read_at": 9}
    changes = orders.read(CARE, refunded)
    assert (changes.new, changes.changed) == (0, 1)
    assert orders.lines() == [(0, "m2", 1), (1, "c", 1)]
    with orders.store.transaction() as session:
        bought = read_purchase(session, 1, 9002, 3)
    assert bought is not None
    assert bought.refunded_before(datetime.fromtimestamp(9, UTC)) == 0
    assert bought.refunded_before(datetime.fromtimestamp(10, UTC)) == 1


def test_equal_lines_stay_apart(orders: Orders) -> None:
    assert orders.read(MODULE, MODULE).new == 2
    assert orders.read(MODULE, {**MODULE, "quantity_refunded": 1, "digest": "m2"}).changed == 1
    assert sorted(orders.lines()) == [(0, "m", 0), (1, "m2", 1)]


def test_a_refund_is_dated_when_it_is_seen_and_a_correction_is_not(orders: Orders) -> None:
    def refunds() -> list[tuple[int | None, int | None]]:
        with orders.store.transaction() as session:
            return list(session.exec(select(Sale.refund_seen_at, Sale.refunded_earlier)))

    orders.read({**MODULE, "quantity": 3, "quantity_refunded": None})
    for number, refunded in enumerate((1, 3, 3, 2), 1):
        row = {**MODULE, "quantity": 3, "quantity_refunded": refunded, "digest": str(number)}
        assert orders.read({**row, "read_at": 10 * number}).changed == 1
        assert refunds() == [(10, 0) if number == 1 else (20, 1)]


def test_the_threads_of_a_changed_order_become_stale_and_no_others(orders: Orders) -> None:
    with orders.store.transaction() as session:
        for number, order_id in ((7, 9002), (8, 9003), (9, None)):
            session.add(thread(number, order_id=order_id, stale=False))
    orders.read(MODULE)
    with orders.store.transaction() as session:
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == [7]
        session.get_one(Thread, (1, 7)).stale = False
    orders.read(MODULE)
    with orders.store.transaction() as session:
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == []


@pytest.mark.parametrize(
    ("erased", "raw"),
    [((5, 5), "{}"), ((5, None), '{"customer": "Maria"}'), ((None, None), '{"customer": "Maria"}')],
)
def test_the_raw_row_of_an_order_is_erased_with_the_last_of_its_threads(
    orders: Orders, erased: tuple[int | None, ...], raw: str
) -> None:
    with orders.store.transaction() as session:
        for number, erased_at in enumerate(erased, 7):
            session.add(thread(number, order_id=9002, erased_at=erased_at))
    orders.read({**MODULE, "raw": '{"customer": "Maria"}'}, {**MODULE, "order_id": 9003, "raw": '{"a": 1}'})
    with orders.store.transaction() as session:
        stored = session.exec(select(Sale.order_id, Sale.raw).order_by(col(Sale.order_id))).all()
        assert stored == [(9002, raw), (9003, '{"a": 1}')]


def test_a_store_with_one_line_an_order_keeps_it_and_reads_the_others_again(place: Database) -> None:
    raw = '{"product_type": "zen", "id_order": 9002}'
    make_older_store(
        place,
        "0017",
        "UPDATE account SET orders_read_at = 50",
        "INSERT INTO sale (account_id, order_id, product_id, product_name, amount, quantity,"
        " quantity_refunded, country, ordered_at, raw, digest, read_at)"
        f" VALUES (1, 9002, 3, 'Carousel One', '32.00', 1, 1, 'ES', 100, '{raw}', 'c', 5)",
        "INSERT INTO sale (account_id, order_id, product_id, product_name, quantity, quantity_refunded,"
        " country, raw, digest, read_at) VALUES (1, 9004, 3, 'Carousel One', 3, 1, 'ES', '{}', 'x', 5)",
        "INSERT INTO decision (id, account_id, thread_id, kind, grounds, person_id, at, policy, salt, digest)"
        " VALUES (1, 1, 7, 'refund', '', 4, 9, '1', '', ''), (2, 1, 8, 'refund', '', 4, 9, '1', '', '')",
        "INSERT INTO refund_watch (decision_id, account_id, thread_id, order_id, product_id, refunded_before,"
        " agreed_at, expected_by, seen_at)"
        " VALUES (1, 1, 7, 9002, 3, 0, 9, 99, 20), (2, 1, 8, 9004, 3, 0, 9, 99, 20)",
    )
    store = Store(place)
    with store.transaction() as session:
        account = session.get(Account, 1)
        assert account is not None
        assert account.orders_read_at is None
        assert session.exec(select(Sale.product_type).where(Sale.order_id == 9002)).all() == ["zen"]
        seen = {watch.order_id: watch.seen_at for watch in session.exec(select(RefundWatch))}
        # One of three licences was taken as the refund of all.
        assert seen == {9002: 20, 9004: None}
        assert store_sales(session, 1, [MODULE, CARE]).new == 1
