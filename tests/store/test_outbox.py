"""Queueing replies, and what a person may decide about one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fixed_time import NOW
from logins import LogIn
from small_store import ANA, BEA, add_rows, message, reply
from sqlmodel import Session, col, select
from wrong_clock import set_clock

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.errors import NotPossible, UnknownReply
from bizcare_tui.store.engine import Store
from bizcare_tui.store.outbox import (
    FileToSend,
    cancel_reply,
    get_attached_file,
    get_reply,
    mark_sent_by_hand,
    queue_reply,
    resend_or_mark_sent,
)
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.seals import SEALS_KEY
from bizcare_tui.store.tables import Draft, History, Reply, ReplyFile, ReplyLock

ZIP = FileToSend("/home/ana/fix 1.zip", "fix 1.zip", "application/zip", b"PK\x00\xff")


def queue(session: Session, text: str = "An answer", **options: Any) -> Reply:
    return queue_reply(
        session, 1, 7, text, **{"base_message_id": 3, "wait_seconds": 30.0, "now": NOW, **options}
    )


def draft(text: str, person_id: int = ANA, **values: Any) -> Draft:
    return Draft(account_id=1, person_id=person_id, thread_id=7, text=text, saved_at=0, **values)


def drafts(store: Store) -> dict[int, str]:
    """Return the text of each person's draft."""
    with store.transaction() as session:
        return {each.person_id: each.text for each in session.exec(select(Draft))}


def test_a_queued_reply_waits_and_is_sealed_with_its_file(store: Store) -> None:
    with store.transaction() as session:
        queued = queue(session, file=ZIP, override_reason="they rang")
        assert (queued.person_id, queued.state, queued.base_message_id) == (ANA, "queued", 3)
        assert 25 < queued.not_before - real_time(session) <= 30
        assert get_attached_file(session, queued) == ZIP
        payload = json.loads(session.exec(select(History.payload)).one() or "")
    assert (payload["what"], payload["why"]) == ("queue", "they rang")
    assert {name: [*seals] for name, seals in payload[SEALS_KEY].items()} == {
        "reply": ["1"], "reply_file": ["1"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "keep_draft", "kept"),
    [
        ("An answer \n", False, {BEA: "An answer"}),
        ("An answer \n", True, {ANA: "An answer \n", BEA: "An answer"}),
        ("Another one", False, {ANA: "Another one", BEA: "An answer"}),
    ],
)
def test_only_the_writers_draft_of_the_same_text_is_deleted(
    store: Store, written: str, keep_draft: bool, kept: dict[int, str]
) -> None:
    add_rows(store, draft(written), draft("An answer", BEA))
    with store.transaction() as session:
        queue(session, keep_draft=keep_draft)
    assert drafts(store) == kept


def test_while_a_colleague_writes_no_reply_is_queued(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction() as session:
        until = real_time(session) + PRESENCE_TIMEOUT_SECONDS
    lock = ReplyLock(account_id=1, thread_id=7, person_id=BEA, session="a", since=0, expires_at=until)
    add_rows(store, lock)
    with store.transaction() as session, pytest.raises(NotPossible, match="bea is writing"):
        queue(session)
    with store.transaction() as session:
        assert session.exec(select(Reply)).all() == []
        queue_reply(session, 1, 8, "elsewhere", base_message_id=0, wait_seconds=0, now=NOW)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 1)
    with store.transaction() as session:
        assert queue(session).state == "queued"


def test_an_undone_reply_returns_to_the_draft_with_its_file(store: Store) -> None:
    add_rows(store, draft("Another one", attachments='["/home/ana/log.txt"]', base_message_id=2))
    with store.transaction() as session:
        cancel_reply(session, queue(session, file=ZIP), Transition.UNDO, NOW, "")
    with store.transaction() as session:
        kept = session.exec(select(Draft)).one()
        assert (kept.base_message_id, kept.revision) == (2, 2)
        assert json.loads(kept.attachments) == [ZIP.path, "/home/ana/log.txt"]
        assert kept.text.index("An answer") < kept.text.index("Another one")


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        (Transition.UNDO, {ANA: "An answer"}),
        (Transition.EDIT, {ANA: "An answer", BEA: "An answer"}),
        (Transition.DISCARD, {ANA: "An answer"}),
    ],
)
def test_a_colleague_takes_a_reply_over_and_its_writer_loses_nothing(
    store: Store, log_in: LogIn, way: Transition, kept: dict[int, str]
) -> None:
    add_rows(store, reply(7))
    log_in("bea")
    with store.transaction() as session, pytest.raises(NotPossible, match="ana wrote reply 1"):
        cancel_reply(session, get_reply(session, 1, 1), way, NOW, "away")
    with store.transaction() as session:
        cancel_reply(session, get_reply(session, 1, 1), way, NOW, "away", take_over=True)
    assert drafts(store) == kept
    with store.transaction() as session:
        entry = session.exec(select(History)).one()
        assert entry.person_id == BEA
        assert json.loads(entry.payload or "")["taken_from"] == "ana"


def test_ones_own_discarded_reply_leaves_no_draft(store: Store) -> None:
    add_rows(store, reply(7))
    with store.transaction() as session:
        cancel_reply(session, get_reply(session, 1, 1), Transition.DISCARD, NOW, "not needed")
    assert drafts(store) == {}


def test_a_reply_that_may_have_arrived_is_looked_for_instead_of_undone(store: Store) -> None:
    add_rows(store, reply(7, accepted_at=5.0))
    with store.transaction() as session, pytest.raises(NotPossible, match="may already have arrived"):
        cancel_reply(session, get_reply(session, 1, 1), Transition.EDIT, NOW, "")
    with store.transaction() as session:
        cancel_reply(session, get_reply(session, 1, 1), Transition.UNDO, NOW, "wrong thread")
        assert get_reply(session, 1, 1).state == "unknown"
    assert drafts(store) == {}


def test_sending_again_means_that_the_thread_was_read(store: Store) -> None:
    add_rows(store, message(7, 100, "It fails"), message(7, 200, "Still"), reply(7, "held", not_before=9e9))
    with store.transaction() as session:
        resend_or_mark_sent(session, get_reply(session, 1, 1), Transition.SEND, NOW, "I read it")
        again = get_reply(session, 1, 1)
        assert (again.state, again.base_message_id, again.not_before) == ("queued", 2, 0)
        with pytest.raises(NotPossible):
            resend_or_mark_sent(session, again, Transition.MARK_SENT, NOW, "")


def test_a_pasted_reply_is_only_looked_for(store: Store) -> None:
    add_rows(store, message(7, 100, "It fails"))
    with store.transaction() as session:
        pasted = queue(session)
        mark_sent_by_hand(session, pasted, NOW)
        assert (pasted.state, pasted.attempts, pasted.known_message_id) == ("unconfirmed", 0, 1)
        assert pasted.may_have_arrived


def test_a_reply_of_another_account_is_unknown(store: Store) -> None:
    add_rows(store, reply(7))
    with store.transaction() as session:
        for key in ((2, 1), (1, 2), (1, 0)):
            with pytest.raises(UnknownReply, match=f"no reply {key[1]} "):
                get_reply(session, *key)
        assert get_attached_file(session, get_reply(session, 1, 1)) is None
        assert session.exec(select(ReplyFile).order_by(col(ReplyFile.reply_id))).all() == []
