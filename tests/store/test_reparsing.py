"""Messages that earlier rules parsed: found in batches, replaced, sealed and derived again."""

from __future__ import annotations

import json

import pytest
from small_store import add_rows, entry, message, thread
from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.reparsing import outdated_messages, replace_parsed_texts
from bizcare_tui.store.seals import MESSAGES_KIND, SEALS_KEY
from bizcare_tui.store.tables import Account, History, InboxEntry, Message, Thread


@pytest.fixture
def parsed(store: Store) -> Store:
    """A store with messages that were parsed by the rules 1, 2 and 3, in three threads."""
    for number in (7, 8, 9):
        add_rows(store, thread(number, stale=False), entry(number, language="es"))
    add_rows(store, Account(api_url="https://other.example/", created_at=0))
    for number, version in ((7, 1), (8, 2), (7, 2), (9, 3)):
        values = {"raw": f'{{"id": {version}}}', "parser_version": version, "read_at": 100 * version}
        add_rows(store, message(number, 10 * version, f"rules {version}", **values))
    add_rows(store, message(7, 10, "of another account", account_id=2))
    return store


def test_outdated_messages_come_in_the_order_of_their_ids_and_as_many_as_wanted(parsed: Store) -> None:
    with parsed.transaction() as session:
        found = outdated_messages(session, 1, 3, limit=2)
        assert [(each.id, each.thread_id, each.raw) for each in found] == [
            (1, 7, '{"id": 1}'), (2, 8, '{"id": 2}')
        ]  # fmt: skip
        assert [each.id for each in outdated_messages(session, 1, 3, limit=9)] == [1, 2, 3]
        assert outdated_messages(session, 1, 1, limit=9) == []


def test_a_new_text_is_stored_and_a_message_without_one_keeps_its_text(parsed: Store) -> None:
    with parsed.transaction() as session:
        found = outdated_messages(session, 1, 3, limit=9)
        replace_parsed_texts(
            session, 1, found, {1: {"text": "new 1", "links": "[1]"}, 2: {"text": "new 2", "links": "[2]"}}, 3
        )
    with parsed.transaction() as session:
        query = select(Message.text, Message.links, Message.parser_version).order_by(col(Message.id))
        assert session.exec(query).all() == [
            ("new 1", "[1]", 3), ("new 2", "[2]", 3), ("rules 2", "[]", 3), ("rules 3", "[]", 3),
            ("of another account", "[]", 0),
        ]  # fmt: skip
        assert outdated_messages(session, 1, 3, limit=9) == []


def test_their_threads_become_stale_and_lose_the_detected_language(parsed: Store) -> None:
    with parsed.transaction() as session:
        replace_parsed_texts(session, 1, outdated_messages(session, 1, 2, limit=9), {}, 2)
    with parsed.transaction() as session:
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == [7]
        query = select(InboxEntry.thread_id, InboxEntry.language).order_by(col(InboxEntry.thread_id))
        assert session.exec(query).all() == [(7, ""), (8, "es"), (9, "es")]


def test_new_texts_are_sealed_with_the_time_of_the_last_fetch(parsed: Store) -> None:
    with parsed.transaction() as session:
        found = outdated_messages(session, 1, 3, limit=9)
        replace_parsed_texts(session, 1, found, {1: {"text": "new"}, 3: {"text": "new"}}, 3)
    with parsed.transaction() as session:
        sealed = session.exec(select(History)).one()
        assert (sealed.kind, sealed.at) == (MESSAGES_KIND, 200)
        assert [*json.loads(sealed.payload or "")[SEALS_KEY]["message"]] == ["7:1", "7:3"]


def test_without_new_texts_nothing_is_sealed(parsed: Store) -> None:
    with parsed.transaction() as session:
        replace_parsed_texts(session, 1, outdated_messages(session, 1, 3, limit=9), {}, 3)
        replace_parsed_texts(session, 1, [], {}, 3)
        assert session.exec(select(History)).all() == []
