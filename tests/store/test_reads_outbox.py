"""Reading the outbox, and the texts that a reply is compared with."""

from __future__ import annotations

from typing import Any

from small_store import ANA, entry, message, small_store

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import outbox
from bizcare_tui.store.tables import Reply, ReplyFile


def reply(state: str, **values: Any) -> Reply:
    return Reply(
        account_id=1, person_id=ANA, thread_id=7, state=state, text=f"A {state} reply", queued_at=0,
        not_before=0.0, **values,
    )  # fmt: skip


def test_replies_come_newest_first_with_writer_topic_and_file(place: Database) -> None:
    file = ReplyFile(
        reply_id=2,
        account_id=1,
        path="/tmp/a.zip",
        name="a.zip",
        media_type="application/zip",
        content=b"\x00z",
    )
    with small_store(place, entry(7, customer="Maria"), reply("confirmed"), reply("held"), file) as reader:
        held, confirmed = outbox.read_replies(reader)
        assert (held.state, held.login, held.topic, held.customer, held.file) == (
            ReplyState.HELD, "ana", "Topic 7", "Maria", "a.zip"
        )  # fmt: skip
        assert confirmed.file is None
        assert [each.id for each in outbox.read_replies(reader, unfinished=True)] == [2]
        assert outbox.read_reply(reader, 1) == confirmed
        assert outbox.read_reply(reader, 9) is None
        assert [(each.reply_id, each.content) for each in outbox.read_reply_files(reader, 7)] == [
            (2, b"\x00z")
        ]


def test_own_texts_are_new_messages_and_unfinished_replies(place: Database) -> None:
    rows = (
        message(7, 1, "Old", author="seller"), message(7, 2, "New", author="seller"), message(7, 3, "Theirs"),
        reply("queued"), reply("discarded"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [(each.id, each.text) for each in outbox.read_own_texts(reader, after=1)]
    assert sorted(found) == [(0, "A queued reply"), (2, "New")]
