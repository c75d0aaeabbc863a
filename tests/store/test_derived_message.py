"""The messages that a thread's state is derived from are those that are stored, on both databases."""

from __future__ import annotations

from dataclasses import asdict

from sqlmodel import col, select

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.store.derivation import _read_messages
from bizcare_tui.store.tables import Message


def test_each_field_has_the_value_of_its_column(desk: Desk) -> None:
    ids = list(desk.inbox.thread_ids(parse_query("")))[:20]
    with desk.session.store().transaction() as session:
        read = _read_messages(session, 1, ids)
        stored = {row.id: row for row in session.exec(select(Message).where(col(Message.thread_id).in_(ids)))}
        assert set(read) == set(ids)
        messages = [message for thread_id in ids for message in read[thread_id]]
        assert {message.id for message in messages} == set(stored)
        for message in messages:
            for name, value in asdict(message).items():
                assert value == getattr(stored[message.id], name), name
                assert type(value) is type(getattr(stored[message.id], name)), name


def test_the_messages_of_a_thread_are_in_order(desk: Desk) -> None:
    ids = list(desk.inbox.thread_ids(parse_query("")))
    with desk.session.store().transaction() as session:
        for thread_id, messages in _read_messages(session, 1, ids).items():
            assert {message.thread_id for message in messages} == {thread_id}
            assert [message.at for message in messages] == sorted(message.at for message in messages)
