"""What people record: each row with an existing person, and ids that are never given twice."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import ANA, BEA, add_rows
from sqlalchemy import delete
from sqlmodel import SQLModel, col, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import (
    AbsenceTable,
    ActTable,
    DeclaredRange,
    DefectStep,
    DefectTable,
    PageConfirmation,
    ReadMark,
    ReadUntil,
    ShopCorrection,
    Signature,
)

VALUES: dict[str, Any] = {
    "account_id": 1, "person_id": ANA, "thread_id": 7, "defect_id": 1, "verb": "tag", "content": "{}",
    "title": "It fails", "step": "cause", "text": "Ana", "message_id": 3, "product_id": 3,
    "at": 5, "since": "2026-11-01", "least": "", "most": "", "source": "", "recorded_at": 5,
    "first_day": "2026-11-01", "added_by": ANA,
    "last_day": "2026-11-02", "added_at": 5, "address": "https://x/{id}", "confirmed_at": 5, "website": "x",
}  # fmt: skip
TABLES: list[type[SQLModel]] = [
    AbsenceTable, ActTable, DeclaredRange, DefectStep, DefectTable, PageConfirmation, ReadMark, ReadUntil,
    ShopCorrection, Signature,
]  # fmt: skip


def row(table: type[SQLModel], **values: Any) -> SQLModel:
    """Return a row of a table, with ordinary values but for these."""
    ordinary = {name: VALUES[name] for name in table.model_fields if name in VALUES}
    return table(**{**ordinary, **values})


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with the defect 1."""
    add_rows(store, row(DefectTable))
    return store


@pytest.mark.parametrize("table", TABLES)
def test_a_record_belongs_to_an_existing_account_and_person(desk: Store, table: type[SQLModel]) -> None:
    for name in ("account_id", "person_id"):
        with pytest.raises(StoreProblem):
            add_rows(desk, row(table, **{name: 9}))
    add_rows(desk, row(table))


@pytest.mark.parametrize("table", [PageConfirmation, ReadMark, ReadUntil, Signature])
def test_some_records_are_there_once(desk: Store, table: type[SQLModel]) -> None:
    add_rows(desk, row(table))
    with pytest.raises(StoreProblem):
        add_rows(desk, row(table))


def test_each_person_has_marks_of_their_own(desk: Store) -> None:
    add_rows(desk, row(ReadMark), row(ReadMark, person_id=BEA), row(ReadMark, thread_id=8))
    add_rows(desk, row(ReadUntil), row(ReadUntil, person_id=BEA))


@pytest.mark.parametrize("table", [AbsenceTable, ActTable, DefectStep])
def test_the_id_of_a_deleted_record_is_not_given_again(desk: Store, table: Any) -> None:
    add_rows(desk, row(table), row(table))
    with desk.transaction() as session:
        session.exec(delete(table).where(col(table.id) == 2))
    add_rows(desk, row(table))
    with desk.transaction() as session:
        assert session.exec(select(table.id).order_by(table.id)).all() == [1, 3]


def test_a_step_belongs_to_a_defect(desk: Store) -> None:
    with pytest.raises(StoreProblem):
        add_rows(desk, row(DefectStep, defect_id=9))


def test_a_new_act_is_not_undone_and_in_no_batch(desk: Store) -> None:
    add_rows(desk, row(ActTable))
    with desk.transaction() as session:
        act = session.get_one(ActTable, 1)
        assert (act.undone_at, act.undone_by, act.batch, act.known_message_id) == (None, None, None, 0)
