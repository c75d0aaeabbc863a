"""Build order lines from their stored rows. SQLAlchemy is not imported, which keeps reads fast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bizcare_tui.domain.purchases import OrderLine
from bizcare_tui.store.unix_time import from_optional_unix_seconds


def build_order_line(row: Any) -> OrderLine:
    """Build an order line from its stored row, whose values can be read by column name."""
    return OrderLine(
        product_type=row["product_type"],
        product_name=row["product_name"],
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        quantity=row["quantity"],
        refunded=row["quantity_refunded"],
        ordered_at=from_optional_unix_seconds(row["ordered_at"]),
        country=row["country"],
        refund_seen_at=from_optional_unix_seconds(row["refund_seen_at"]),
        refunded_earlier=row["refunded_earlier"],
    )
