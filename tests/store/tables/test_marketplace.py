"""Data from the Marketplace: keys that tell rows apart, large numbers, and what is required."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import add_rows, message, thread
from sqlalchemy import delete
from sqlmodel import SQLModel, col, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import (
    CoverReading,
    ImportedNotification,
    Message,
    MessageRevision,
    PrestashopRelease,
    Product,
    Sale,
    SubmissionMail,
    Thread,
    UnparsedApiRow,
)

VALUES: dict[str, Any] = {
    "account_id": 1, "id": 7, "order_id": 9, "product_id": 3, "key": "k", "thread_id": 7, "at": 5,
    "digest": "d", "line": 0, "name": "A module", "product_name": "A module", "country": "ES", "raw": "{}",
    "read_at": 5, "kind": "thread", "reason": "", "subject": "", "text": "", "seen_at": 5,
}  # fmt: skip
ONCE: list[type[SQLModel]] = [
    CoverReading, ImportedNotification, PrestashopRelease, Product, Sale, SubmissionMail, UnparsedApiRow
]  # fmt: skip


def row(table: type[SQLModel], **values: Any) -> SQLModel:
    """Return a row of a table, with ordinary values but for these."""
    ordinary = {name: VALUES[name] for name in table.model_fields if name in VALUES}
    if table is PrestashopRelease:
        ordinary["line"] = "9.0"
    return table(**{**ordinary, **values})


@pytest.mark.parametrize("table", ONCE)
def test_a_row_is_there_once_and_of_an_existing_account(store: Store, table: type[SQLModel]) -> None:
    add_rows(store, row(table))
    for wrong in ({}, {"account_id": 9}):
        with pytest.raises(StoreProblem):
            add_rows(store, row(table, **wrong))


def test_numbers_of_the_marketplace_may_be_large(store: Store) -> None:
    large = 2**53
    add_rows(
        store, thread(large, order_id=large, product_id=large), message(large, large, "x", remote_id=large)
    )
    with store.transaction() as session:
        assert session.exec(select(Thread.id, Thread.order_id)).one() == (large, large)
        assert session.exec(select(Message.thread_id, Message.at, Message.remote_id)).one() == (large,) * 3


def test_a_new_thread_is_stale_and_a_new_message_has_no_known_author(store: Store) -> None:
    add_rows(store, thread(7))
    values = message(7, 5, "x").model_dump(exclude={"author", "id"})
    add_rows(store, Message(**values))
    with store.transaction() as session:
        assert session.get_one(Thread, (1, 7)).stale is True
        stored = session.get_one(Message, 1)
        assert (stored.author, stored.author_by, stored.automatic) == ("unknown", "unknown", None)


def test_equal_messages_and_lines_of_one_order_are_kept_apart(store: Store) -> None:
    add_rows(store, message(7, 5, "x"), message(7, 5, "x"), row(Sale), row(Sale, line=1))
    with store.transaction() as session:
        assert len(session.exec(select(Message)).all()) == 2


def test_an_earlier_text_belongs_to_a_message_and_its_id_is_not_given_again(store: Store) -> None:
    def revision(message_id: int) -> MessageRevision:
        return MessageRevision(account_id=1, thread_id=7, message_id=message_id, text="", replaced_at=5)

    add_rows(store, message(7, 5, "x"), revision(1), revision(1))
    with pytest.raises(StoreProblem):
        add_rows(store, revision(9))
    with store.transaction() as session:
        session.exec(delete(MessageRevision).where(col(MessageRevision.id) == 2))
    add_rows(store, revision(1))
    with store.transaction() as session:
        assert 2 not in session.exec(select(MessageRevision.id)).all()
