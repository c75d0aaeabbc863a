"""Executing a statement for many rows, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, update
from sqlmodel import col, select

from bizcare_tui.store.bulk_statements import execute_for_rows
from bizcare_tui.store.engine import Store
from bizcare_tui.store.row_statements import insert_rows
from bizcare_tui.store.tables import Product

UPDATE = (
    update(Product)
    .where(col(Product.account_id) == 1, col(Product.id) == bindparam("key"))
    .values(name=bindparam("new_name"), price=bindparam("new_price"))
)


@pytest.mark.parametrize("name", ["plain", "100% :name ? %(name)s '; DROP TABLE product; -- ñ 😀\n\\"])
def test_each_row_is_updated_with_its_values(store: Store, name: str) -> None:
    rows = [
        {"id": number, "account_id": 1, "name": "before", "raw": "{}", "digest": "a", "read_at": 1}
        for number in (1, 2, 3)
    ]
    with store.transaction() as session:
        insert_rows(session, Product, rows)
        execute_for_rows(session.connection(), UPDATE, [])
        changes = [
            {"key": 3, "new_name": name, "new_price": None},
            {"new_price": "9", "key": 1, "new_name": ""},
        ]
        execute_for_rows(session.connection(), UPDATE, changes)
    with store.transaction() as session:
        found = session.exec(select(Product.name, Product.price).order_by(col(Product.id))).all()
    assert [*map(tuple, found)] == [("", "9"), ("before", None), (name, None)]
