"""Reading all tables from one snapshot, inserting them elsewhere, and comparing both."""

from __future__ import annotations

from typing import Any

import pytest
from other_program import other_transaction
from small_store import add_rows, reply, thread
from sqlalchemy import Table, select, text
from sqlmodel import SQLModel, col

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store import history, table_data
from bizcare_tui.store.engine import Store
from bizcare_tui.store.table_data import (
    NOT_COPIED,
    RowChecksum,
    copied_tables,
    count_rows,
    finish_copied_store,
    insert_rows,
    open_snapshot,
    read_rows,
    require_empty,
    require_same_rows,
)
from bizcare_tui.store.tables import Person, Reply

THREADS: Table = SQLModel.metadata.tables["thread"]
PERSONS: Table = SQLModel.metadata.tables["person"]


def quiet(_step: str, _done: int, _total: int) -> None:
    """Report no progress."""


def checksum(*rows: dict[str, Any]) -> RowChecksum:
    of_rows = RowChecksum()
    of_rows.add(rows)
    return of_rows


def test_every_table_is_copied_after_those_that_it_refers_to() -> None:
    names = [table.name for table in copied_tables()]
    assert set(names) | NOT_COPIED == set(SQLModel.metadata.tables)
    assert not set(names) & {"lease", "presence", "reply_lock"}
    for table in copied_tables():
        for key in table.foreign_keys:
            assert names.index(key.column.table.name) <= names.index(table.name)


def test_a_snapshot_does_not_see_what_is_written_later_and_delays_nobody(store: Store) -> None:
    add_rows(store, thread(7))
    with open_snapshot(store.database) as snapshot:
        with other_transaction(store.database) as other:
            other.execute(text("DELETE FROM thread"))
        assert count_rows(snapshot, THREADS) == 1
    with open_snapshot(store.database) as snapshot:
        assert count_rows(snapshot, THREADS) == 0


def test_an_error_of_the_database_has_a_message_for_the_user(store: Store) -> None:
    with pytest.raises(StoreProblem), open_snapshot(store.database) as snapshot:
        snapshot.execute(text("SELECT nothing FROM nowhere"))


def test_rows_come_in_batches_in_the_order_of_their_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_data, "BATCH_SIZE", 2)
    with store.transaction() as session:
        rows = [{**thread(7).model_dump(), "id": number} for number in (5, 3, 4, 1, 2)]
        insert_rows(session.connection(), THREADS, rows)
        insert_rows(session.connection(), THREADS, [])
        parts = list(read_rows(session.connection(), THREADS))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [row["id"] for part in parts for row in part] == [1, 2, 3, 4, 5]


def test_a_checksum_is_that_of_the_rows_whatever_their_order() -> None:
    first, second = {"a": 1, "b": "x"}, {"a": 2, "b": None}
    assert checksum(first, second) == checksum(second, first)
    others = [(), (first,), (first, first), (first, second, second), (first, {"a": 2, "b": "None"})]
    assert not any(checksum(*rows) == checksum(first, second) for rows in others)
    assert checksum({"a": 1}) != checksum({"a": True})
    assert checksum() != 0


def test_rows_that_differ_from_the_copied_ones_are_an_error(store: Store) -> None:
    with store.transaction() as session:
        connection, copied = session.connection(), RowChecksum()
        for part in read_rows(connection, PERSONS):
            copied.add(part)
        require_same_rows(connection, PERSONS, copied)
        connection.execute(text("UPDATE person SET login = 'eve' WHERE login = 'bea'"))
        with pytest.raises(StoreProblem, match=r"person: .*\(2 of 2 rows\)"):
            require_same_rows(connection, PERSONS, copied)


def test_a_store_with_an_account_is_not_empty(store: Store) -> None:
    with store.transaction() as session:
        with pytest.raises(StoreProblem, match="already contains a store"):
            require_empty(session, store.database)
        session.execute(text("DELETE FROM account"))
        require_empty(session, store.database)


def test_a_copied_store_gives_new_rows_ids_above_the_copied_ones(store: Store) -> None:
    row = {**reply(7).model_dump(), "id": 50, "account_id": 1}
    with store.transaction() as session:
        insert_rows(session.connection(), SQLModel.metadata.tables["reply"], [row])
        finish_copied_store(session, store, quiet)
    add_rows(store, reply(8), Person(login="cai"))
    with store.transaction() as session:
        assert session.execute(select(col(Reply.id)).order_by(col(Reply.id))).scalars().all() == [50, 51]
        assert session.get_one(Person, 3).login == "cai"


def test_a_copied_store_with_a_broken_history_is_refused(store: Store) -> None:
    with store.transaction() as session:
        for number in (1, 2):
            history.append_entry(session, account_id=1, at=number, kind="x", payload={})
        session.execute(text("UPDATE history SET at = 9 WHERE id = 2"))
        with pytest.raises(StoreProblem, match="broken at entry 2"):
            finish_copied_store(session, store, quiet)
