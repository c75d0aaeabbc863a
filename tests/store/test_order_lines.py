"""An order line of the domain from its stored record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

from bizcare_tui.domain.purchases import OrderLine
from bizcare_tui.store.order_lines import to_order_line
from bizcare_tui.store.thread_records import OrderLineRecord

RECORD = OrderLineRecord(
    order_id=9002, product_id=3, product_type="module", product_name="Carousel One", amount=Decimal("79.99"),
    quantity=3, quantity_refunded=1, country="ES", ordered_at=datetime(2026, 11, 1, tzinfo=UTC),
    refund_seen_at=datetime(2026, 11, 20, tzinfo=UTC), refunded_earlier=0, raw="{}",
)  # fmt: skip


def test_each_value_of_a_line_is_that_of_its_record() -> None:
    line = to_order_line(RECORD)
    names = {"refunded": "quantity_refunded"}
    for field in fields(OrderLine):
        assert getattr(line, field.name) == getattr(RECORD, names.get(field.name, field.name)), field.name


def test_what_the_api_did_not_report_stays_unknown() -> None:
    line = to_order_line(replace(RECORD, amount=None, quantity=None, quantity_refunded=None, ordered_at=None))
    assert (line.amount, line.quantity, line.refunded, line.ordered_at) == (None, None, None, None)
