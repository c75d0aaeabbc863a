"""Seals of rows: which rows they cover, what changes them, and how they come into the history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_store import add_rows, message, reply
from sqlmodel import col, select, update

from bizcare_tui.store.engine import Store
from bizcare_tui.store.seals import (
    MESSAGES_KIND,
    SEALED_COLUMNS,
    SEALS_KEY,
    Seals,
    append_seals,
    last_message_id,
    merge_seals,
    removal_seals,
    row_digest,
    seal_messages,
    seal_records,
    sealed_rows,
    sealed_table,
    seals_by_key,
    seals_of_rows,
)
from bizcare_tui.store.tables import EvidenceFile, History, Message, Person


def recorded(store: Store) -> list[Seals]:
    """Return the seals of each history entry."""
    with store.transaction() as session:
        query = select(History.payload).order_by(col(History.id))
        return [json.loads(payload or "")[SEALS_KEY] for payload in session.exec(query)]


@pytest.mark.parametrize("name", SEALED_COLUMNS)
def test_a_table_is_sealed_by_existing_columns_beginning_with_its_key(name: str) -> None:
    table, columns = sealed_table(name), SEALED_COLUMNS[name]
    assert set(columns) <= set(table.columns.keys())
    assert columns[0] in table.primary_key.columns
    changed = dict.fromkeys(columns)
    digests = {row_digest(name, changed), *(row_digest(name, {**changed, each: "x"}) for each in columns)}
    assert len(digests) == len(columns) + 1


def test_a_row_is_sealed_alike_in_memory_and_in_either_database(store: Store) -> None:
    written = [
        message(7, 100, "ñ 😀 '", attachments=None),
        reply(7, text="a\n\nb", override_reason="they rang"),
        EvidenceFile(account_id=1, digest="d", name="a", media_type="b", content=b"\x00\xff"),
    ]
    with store.transaction() as session:
        session.add_all(written)
        session.flush()
        in_memory = seal_records(*written)
    with store.transaction() as session:
        stored = {name: seals_of_rows(session, name, None)[name] for name in in_memory}
    assert stored == in_memory
    assert stored["reply"] == {"1": "75e064c6fc3758d06539492ced2db129"}


def test_only_what_is_sealed_changes_a_seal(store: Store) -> None:
    def seal(**values: Any) -> str | None:
        with store.transaction() as session:
            session.exec(update(Message).values(**values))
        with store.transaction() as session:
            return seals_by_key(session, "message", [1])["message"]["7:1"]

    add_rows(store, message(7, 100, "It fails"))
    first = seal(author="seller", parser_version=9, gone_at=5)
    assert seal(author="customer") == first
    assert seal(text="It works") != first
    assert seal(text="It fails") == first


def test_rows_are_found_by_key_condition_or_all(store: Store) -> None:
    add_rows(store, *(message(thread_id, 100, "x") for thread_id in (7, 8)))
    with store.transaction() as session, session.no_autoflush:
        session.add(message(7, 100, "not yet written"))
        assert [*seals_by_key(session, "message", range(2, 2000))["message"]] == ["8:2", "7:3"]
        assert seals_by_key(session, "message", []) == {"message": {}}
        condition = sealed_table("message").c.thread_id == 7
        assert [*seals_of_rows(session, "message", condition)["message"]] == ["7:1", "7:3"]
        assert [row["id"] for row in sealed_rows(session, "message")] == [1, 2, 3]
        assert last_message_id(session) == 3


def test_later_seals_replace_earlier_ones_and_empty_tables_are_left_out() -> None:
    first: Seals = {"act": {"1": "a", "2": "b"}, "reply": {}}
    assert merge_seals(first, removal_seals("act", ["2"]), {"defect": {"1": "c"}}, {}) == {
        "act": {"1": "a", "2": None},
        "defect": {"1": "c"},
    }
    assert first == {"act": {"1": "a", "2": "b"}, "reply": {}}


def test_without_seals_no_entry_is_written(store: Store) -> None:
    with store.transaction() as session:
        append_seals(session, 1, 5, {"act": {}}, MESSAGES_KIND)
        seal_messages(session, 1, 5, after=None, changed=[], forgotten=[])
    assert recorded(store) == []


def test_new_changed_and_removed_messages_are_in_one_entry(store: Store) -> None:
    add_rows(store, *(message(7, number, f"text {number}") for number in (1, 2, 3, 4)))
    with store.transaction() as session:
        seal_messages(session, 1, 5, after=3, changed=[1], forgotten=["7:2", "7:9"])
    (seals,) = recorded(store)
    assert {key: seal is not None for key, seal in seals["message"].items()} == {
        "7:1": True, "7:2": False, "7:4": True, "7:9": False
    }  # fmt: skip


def test_a_record_that_is_not_sealed_is_an_error() -> None:
    with pytest.raises(KeyError):
        seal_records(Person(login="ana"))
