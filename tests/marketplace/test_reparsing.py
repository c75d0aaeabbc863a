"""A store of an earlier version: its messages are parsed again from the stored rows."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from bizcare_tui.domain.body import READING
from bizcare_tui.marketplace.reparsing import reparse_messages
from bizcare_tui.marketplace.row_import import message_columns, thread_columns
from bizcare_tui.marketplace.wire import parse_message, parse_thread
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.message_rows import store_messages
from bizcare_tui.store.people import get_account
from bizcare_tui.store.row_writer import store_threads
from bizcare_tui.store.tables import Message, Thread

PARIS = ZoneInfo("Europe/Paris")
BODY = "<p>We use <del>1.6.1</del> 8.1.2</p>"
ROW = {
    "id_community_thread": 7,
    "date_add": "2026-11-20 10:00:00",
    "message": BODY,
    "attachments": ["l&#039;erreur.png"],
}


def test_messages_of_an_earlier_version_are_read_again_where_they_are(place: Database) -> None:
    store = Store(place)
    thread = parse_thread({"id_community_thread": 7, "topic": "x", "nb_messages": 2}, PARIS)
    columns = message_columns(parse_message(ROW, PARIS), 100)
    with store.transaction() as session:
        account_id = get_account(session, "https://example.org/", 0).id or 0
        store_threads(session, account_id, [thread_columns(thread, 100)])
        store_messages(session, account_id, [columns, {**columns, "occurrence": 1}])
    with store.transaction() as session:
        before = session.exec(select(Message.id, Message.fingerprint)).all()
        old = {"text": "We use 1.6.1 8.1.2", "attachments": "[]", "parser_version": 0, "text_digest": "old"}
        session.exec(update(Message).values(**old))
        session.exec(update(Thread).values(stale=False))
    with store.transaction() as session:
        assert reparse_messages(session, account_id) == len(before)
        assert reparse_messages(session, account_id) == 0
    with store.transaction() as session:
        messages = session.exec(select(Message).order_by(col(Message.id))).all()
        assert [(message.id, message.fingerprint) for message in messages] == before
        assert {message.text for message in messages} == {"We use ~1.6.1~ 8.1.2"}
        assert {message.text_digest for message in messages} == {columns["text_digest"]}
        assert {message.parser_version for message in messages} == {READING}
        assert json.loads(messages[0].attachments or "") == ["l'erreur.png"]
        assert session.exec(select(Thread.stale)).all() == [True]
        # The row that comes again is the message that is there.
        assert store_messages(session, account_id, [columns]).new == 0
    store.close()


def test_what_has_no_row_any_more_stays_as_it_is(place: Database) -> None:
    store = Store(place)
    thread = parse_thread({"id_community_thread": 7, "topic": "x"}, PARIS)
    columns = message_columns(parse_message(ROW, PARIS), 100)
    with store.transaction() as session:
        account_id = get_account(session, "https://example.org/", 0).id or 0
        store_threads(session, account_id, [thread_columns(thread, 100)])
        store_messages(session, account_id, [columns])
        session.exec(update(Message).values(text="[…]", raw="{}", parser_version=0))
    with store.transaction() as session:
        assert reparse_messages(session, account_id) == 1
    with store.transaction() as session:
        assert session.exec(select(Message.text, Message.parser_version)).all() == [("[…]", READING)]
    store.close()


def test_what_a_message_is_known_by_never_changes() -> None:
    """Stores hold these digests: another one would make a second message of each that is there."""
    known = {
        BODY: "6da79a533644df1b1ca3500d450e17939cbf9e600bdb0462a72fd89c48b0a10f",
        "Bonjour,&lt;br /&gt;\nJ&amp;#039;ai &amp;eacute;t&amp;eacute;": (
            "07450b4dfb0c7f787371608f7ed261a6df02c449ec6ff1fedbb867ed3ea44742"
        ),
        "Add <script>x</script> to header\nline": (
            "35d053bda97699024b9f243f2d1ded7839e4c4a5afcdd648c7e7392cb633ee4d"
        ),
    }
    assert {body: parse_message({**ROW, "message": body}, PARIS).fingerprint for body in known} == known
