"""Build purchases from the stored order lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session

from bizcare_tui.domain.purchases import OrderLine, Purchase
from bizcare_tui.store.order_lines import build_order_line
from bizcare_tui.store.tables import Sale

PurchaseKey = tuple[int, int]
"""The ids of an order and of a product."""


def read_purchases(
    session: Session, account_id: int, order_ids: Iterable[int]
) -> dict[PurchaseKey, Purchase]:
    """Return the purchases in these orders, by order id and product id."""
    columns = Sale.__table__.c  # type: ignore[attr-defined]
    query = (
        select(*columns)
        .where(columns.account_id == account_id, columns.order_id.in_(sorted(set(order_ids))))
        .order_by(columns.order_id, columns.product_id, columns.line)
    )
    lines: dict[PurchaseKey, list[OrderLine]] = defaultdict(list)
    for row in session.connection().execute(query).mappings():
        lines[row["order_id"], row["product_id"]].append(build_order_line(row))
    return {key: Purchase.of(each) for key, each in lines.items()}


def read_purchase(
    session: Session, account_id: int, order_id: int, product_id: int | None
) -> Purchase | None:
    """Return the purchase of a product in an order, or the order's first one if it lacks that product."""
    found = read_purchases(session, account_id, [order_id])
    if product_id is not None and (order_id, product_id) in found:
        return found[order_id, product_id]
    return next(iter(found.values()), None)
