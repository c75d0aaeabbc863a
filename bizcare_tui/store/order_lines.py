"""Build order lines from their records. SQLAlchemy is not imported, which keeps reads fast."""

from __future__ import annotations

from bizcare_tui.domain.purchases import OrderLine
from bizcare_tui.store.thread_records import OrderLineRecord


def to_order_line(record: OrderLineRecord) -> OrderLine:
    """Return a stored order line as a domain value."""
    return OrderLine(
        product_type=record.product_type,
        product_name=record.product_name,
        amount=record.amount,
        quantity=record.quantity,
        refunded=record.quantity_refunded,
        ordered_at=record.ordered_at,
        country=record.country,
        refund_seen_at=record.refund_seen_at,
        refunded_earlier=record.refunded_earlier,
    )
