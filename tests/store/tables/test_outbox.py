"""Drafts and replies: one draft of a person, one reply of a message, and ids that are not reused."""

from __future__ import annotations

import pytest
from small_store import ANA, BEA, add_rows, message, reply
from sqlalchemy import delete
from sqlmodel import col, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Draft, Reply, ReplyFile


def draft(person_id: int = ANA, thread_id: int = 7) -> Draft:
    return Draft(account_id=1, person_id=person_id, thread_id=thread_id, text="", saved_at=5)


def test_a_person_has_one_draft_for_a_thread(store: Store) -> None:
    add_rows(store, draft(), draft(BEA), draft(ANA, 8))
    with pytest.raises(StoreProblem):
        add_rows(store, draft())
    with store.transaction() as session:
        stored = session.get_one(Draft, (1, ANA, 7))
        assert (stored.attachments, stored.base_message_id, stored.revision) == ("[]", 0, 1)


def test_a_message_confirms_one_reply_and_many_replies_have_none(store: Store) -> None:
    add_rows(store, message(7, 5, "x"), reply(7), reply(7), reply(7, message_id=1))
    with pytest.raises(StoreProblem):
        add_rows(store, reply(7, message_id=1))
    with pytest.raises(StoreProblem):
        add_rows(store, reply(7, message_id=9))


def test_the_id_of_a_deleted_reply_is_not_given_again(store: Store) -> None:
    add_rows(store, reply(7), reply(7))
    with store.transaction() as session:
        session.exec(delete(Reply).where(col(Reply.id) == 2))
    add_rows(store, reply(7))
    with store.transaction() as session:
        assert session.exec(select(Reply.id).order_by(col(Reply.id))).all() == [1, 3]


def test_a_reply_may_have_arrived_once_a_call_has_ended(store: Store) -> None:
    add_rows(store, reply(7), reply(7, accepted_at=0.0))
    with store.transaction() as session:
        assert [session.get_one(Reply, number).may_have_arrived for number in (1, 2)] == [False, True]


def test_a_file_belongs_to_one_reply_which_cannot_be_deleted_without_it(store: Store) -> None:
    def file(reply_id: int) -> ReplyFile:
        return ReplyFile(reply_id=reply_id, account_id=1, path="", name="", media_type="", content=b"\x00")

    add_rows(store, reply(7), file(1))
    for wrong in (1, 9):
        with pytest.raises(StoreProblem):
            add_rows(store, file(wrong))
    with pytest.raises(StoreProblem), store.transaction() as session:
        session.exec(delete(Reply))
