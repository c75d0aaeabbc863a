"""Build purchases from the stored order lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col

from bizcare_tui.domain.purchases import OrderLine, Purchase
from bizcare_tui.store.order_lines import to_order_line
from bizcare_tui.store.record_builder import build_records, select_fields
from bizcare_tui.store.tables import Sale
from bizcare_tui.store.thread_records import OrderLineRecord

PurchaseKey = tuple[int, int]
"""The ids of an order and of a product."""


def read_purchases(
    session: Session, account_id: int, order_ids: Iterable[int]
) -> dict[PurchaseKey, Purchase]:
    """Return the purchases in these orders, by order id and product id."""
    query = (
        select_fields(OrderLineRecord, Sale)
        .where(col(Sale.account_id) == account_id, col(Sale.order_id).in_(sorted(set(order_ids))))
        .order_by(col(Sale.order_id), col(Sale.product_id), col(Sale.line))
    )
    lines: dict[PurchaseKey, list[OrderLine]] = defaultdict(list)
    result = session.connection().execute(query)
    for record in build_records(OrderLineRecord, tuple(result.keys()), result):
        lines[record.order_id, record.product_id].append(to_order_line(record))
    return {key: Purchase.of(each) for key, each in lines.items()}


def read_purchase(
    session: Session, account_id: int, order_id: int, product_id: int | None
) -> Purchase | None:
    """Return the purchase of a product in an order, or the order's first one if it lacks that product."""
    found = read_purchases(session, account_id, [order_id])
    if product_id is not None and (order_id, product_id) in found:
        return found[order_id, product_id]
    return next(iter(found.values()), None)
