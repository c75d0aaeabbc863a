"""Inserting and updating imported rows in bulk, on both databases."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.row_statements import ImportResult, insert_rows, update_rows, upsert_rows
from bizcare_tui.store.tables import Account, Product


def product(number: int, **values: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Module {number}", "raw": "{}", "digest": "a", "read_at": 1, **values}


def products(store: Store, account_id: int = 1) -> list[tuple[int, str, str, str | None]]:
    with store.transaction() as session:
        query = select(Product.id, Product.name, Product.state, Product.price)
        rows = session.exec(query.where(Product.account_id == account_id).order_by(col(Product.id)))
        return list(rows)


def test_rows_get_the_defaults_of_the_columns_that_they_lack(store: Store) -> None:
    with store.transaction() as session:
        insert_rows(session, Product, (product(number, account_id=1) for number in (2, 1)))
        insert_rows(session, Product, [])
    assert products(store) == [(1, "Module 1", "", None), (2, "Module 2", "", None)]


def test_values_are_stored_as_they_are_whatever_they_contain(store: Store) -> None:
    name = "100% :name ? %(name)s '; DROP TABLE product; -- ñ 😀\n\\"
    with store.transaction() as session:
        upsert_rows(session, Product, 1, ("id",), [product(1)])
        upsert_rows(session, Product, 1, ("id",), [product(1, name=name, digest="b")])
        insert_rows(session, Product, [product(2, name=name, account_id=1)])
        update_rows(session, Product, 1, "id", [product(2, name=name + "!")])
    assert [each[1] for each in products(store)] == [name, name + "!"]


def test_a_row_is_inserted_once_and_updated_only_when_its_digest_changed(store: Store) -> None:
    def upsert(*rows: dict[str, Any]) -> ImportResult:
        with store.transaction() as session:
            return upsert_rows(session, Product, 1, ("id",), rows)

    assert upsert(product(1), product(2), product(2, name="The last one counts")) == ImportResult(
        2, 0, {1, 2}
    )
    assert upsert(product(1, name="Ignored"), product(2, digest="b", name="Changed")) == ImportResult(
        0, 1, {2}
    )
    assert [each[1] for each in products(store)] == ["Module 1", "Changed"]


def test_rows_of_another_account_are_not_changed(store: Store) -> None:
    with store.transaction() as session:
        session.add(Account(api_url="https://other.example/", created_at=0))
        session.flush()
        insert_rows(session, Product, [product(1, account_id=2)])
        assert upsert_rows(session, Product, 1, ("id",), [product(1, digest="b")]).new == 1
        upsert_rows(session, Product, 1, ("id",), [product(1, digest="c", name="Changed")])
        update_rows(session, Product, 1, "id", [product(1, name="Changed again")])
    assert products(store, 2) == [(1, "Module 1", "", None)]
    assert products(store) == [(1, "Changed again", "", None)]


def test_results_of_several_pages_are_added_up() -> None:
    total = ImportResult(1, 2, {7}, {8})
    total += ImportResult(10, 20, {7, 9}, {10})
    assert total == ImportResult(11, 22, {7, 9}, {8, 10})
