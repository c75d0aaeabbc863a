"""Erasing the personal data of threads: what is left, what cannot be erased, and what still proves it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, message, reply, thread
from sqlmodel import select

from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.store import acts, decisions, erasure, history, history_proof, outbox, seals
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import ActTable, Decision, EvidenceFile, History, Message, UnparsedApiRow

AT = int(NOW.timestamp())
SECRET = "Quintavalle"


@pytest.fixture
def threads(store: Store) -> Store:
    """A store with two threads of a customer, whose name is in everything, and one of another customer."""
    for number in (7, 8, 9):
        add_rows(
            store,
            thread(number, topic=SECRET, website=SECRET, raw=SECRET, customer_digest=f"c{number // 9}"),
            entry(number, state="closed", topic=SECRET, updated_at=AT - number * 86_400),
            message(number, AT, f"I am {SECRET} {number}", raw=SECRET, reported_name=SECRET),
        )
    return store


def erase(store: Store, *thread_ids: int) -> erasure.ErasureResult:
    with store.transaction() as session:
        return erasure.erase_threads(session, 1, thread_ids, NOW)


def problems(store: Store) -> list[object]:
    """Return what the history does not agree with, apart from rows that were never in it."""
    with store.transaction() as session:
        proven = history_proof.ProvenState()
        broken: list[object] = list(history.broken_entries(session, proven.take))
        differences = history_proof.row_differences(session, proven, lambda *_step: None)
        return broken + [each for each in differences if "is not in the history" not in each]


def evidence(session: Any, thread_id: int, *digests: str) -> None:
    content = {"items": [{"file": digest, "text": "seen"} for digest in digests]}
    decisions.record_decision(
        session, 1, thread_id, "rejection", grounds=[], content=content, policy="", now=NOW
    )


def test_texts_are_erased_and_everything_still_agrees_with_the_history(threads: Store) -> None:
    with threads.transaction() as session:
        acts.record_acts(session, 1, [(7, AddNote(SECRET)), (8, ChangeTags(add=(SECRET,)))], now=NOW)
        acts.record_acts(session, 1, [(7, Assign("bea"))], now=NOW)
        decisions.record_decision(
            session, 1, 7, "rejection", grounds=["shop"], content={"text": SECRET}, policy="", now=NOW
        )
    result = erase(threads, 7, 8)
    assert (result.messages, result.entries, result.decisions) == (2, 3, 1)
    with threads.transaction() as session:
        texts = dict(session.exec(select(Message.thread_id, Message.text)).all())
        assert texts == {7: "[…]", 8: "[…]", 9: f"I am {SECRET} 9"}
        contents = [json.loads(each) for each in session.exec(select(ActTable.content).order_by("id"))]
        assert contents == [{"text": "[…]"}, {"add": [], "remove": []}, {"to": "bea"}]
        assert session.exec(select(Decision.content)).one() is None
        assert session.exec(select(Decision.grounds)).one() == "shop"
    assert problems(threads) == []


@pytest.mark.parametrize("state", ["queued", "unknown", "failed"])
def test_a_reply_that_is_not_finished_keeps_everything(threads: Store, state: str) -> None:
    add_rows(threads, reply(8, state))
    with pytest.raises(NotPossible, match="thread 8"):
        erase(threads, 7, 8)
    with threads.transaction() as session:
        assert SECRET in session.exec(select(Message.text).where(Message.thread_id == 7)).one()


@pytest.mark.parametrize(
    "content",
    [SECRET, f'["{SECRET}"]', f'"{SECRET}"', "[" * 100_000 + SECRET],
    ids=["no JSON", "list", "text", "deep"],
)
def test_what_another_program_made_unreadable_is_erased_too(threads: Store, content: str) -> None:
    with threads.transaction() as session:
        acts.record_acts(session, 1, [(7, AddNote(SECRET))], now=NOW)
        session.exec(select(ActTable)).one().content = content
        evidence(session, 7)
        session.exec(select(Decision)).one().content = content
        history.append_entry(session, account_id=1, at=0, kind="reply", payload={}, thread_id=7)
        session.exec(select(History).where(History.kind == "reply")).one().payload = content
    erase(threads, 7)
    with threads.transaction() as session:
        for column in (ActTable.content, Decision.content, History.payload):
            assert not [text for text in session.exec(select(column)) if SECRET in (text or "")]


def test_a_customer_is_known_by_digest_or_else_by_order(threads: Store) -> None:
    add_rows(threads, thread(10, order_id=5), thread(11, order_id=5), thread(12), thread(13))
    with threads.transaction() as session:
        found = {each: erasure.threads_of_customer(session, 1, each) for each in (7, 9, 10, 12)}
        assert found == {7: [7, 8], 9: [9], 10: [10, 11], 12: [12]}
        with pytest.raises(UnknownThread):
            erasure.threads_of_customer(session, 1, 99)


def test_closed_threads_that_nobody_needs_any_more_are_found(threads: Store) -> None:
    before = NOW - timedelta(days=7, seconds=-1)
    add_rows(threads, reply(8, "confirmed"), reply(9, "held"), thread(10), entry(10, updated_at=0))
    with threads.transaction() as session:
        assert erasure.inactive_closed_threads(session, 1, before) == [7, 8]
    erase(threads, 7)
    with threads.transaction() as session:
        assert erasure.inactive_closed_threads(session, 1, before) == [8]


def test_a_file_that_another_decision_uses_stays(threads: Store) -> None:
    files = [EvidenceFile(account_id=1, digest=each, name="log", media_type="", content=b"") for each in "ab"]
    add_rows(threads, *files)
    with threads.transaction() as session:
        rows = seals.seals_by_key(session, "evidence_file", ["a", "b"])
        seals.append_seals(session, 1, AT, rows, "evidence")
        evidence(session, 7, "a", "b")
        evidence(session, 9, "b")
    erase(threads, 7)
    with threads.transaction() as session:
        assert session.exec(select(EvidenceFile.digest)).all() == ["b"]
    assert problems(threads) == []


def test_rows_of_the_api_that_name_the_thread_are_erased_in_any_form(threads: Store) -> None:
    rows = {
        "a": '{"id_thread": "7", "message": "x"}', "b": '{"id_thread": 8, "message": "x"}', "c": '["x"]',
        "d": '{"message": "x"}', "e": '{"id_thread": 1e999}', "f": "not JSON",
    }  # fmt: skip
    add_rows(
        threads,
        *(
            UnparsedApiRow(account_id=1, digest=digest, kind="message", reason=SECRET, raw=raw, read_at=0)
            for digest, raw in rows.items()
        ),
    )
    erase(threads, 7)
    with threads.transaction() as session:
        erased = session.exec(select(UnparsedApiRow.digest).where(UnparsedApiRow.raw == "{}")).all()
    # The fourth is a copy of the first, stored without the number of its thread.
    assert sorted(erased) == ["a", "b", "d"]


@pytest.mark.sqlite
def test_the_file_has_no_erased_text_in_freed_pages_or_its_log(threads: Store, place: Database) -> None:
    with threads.transaction() as session:
        outbox.queue_reply(
            session, 1, 9, f"{SECRET} " * 5_000, base_message_id=0, wait_seconds=0, now=NOW
        ).state = "discarded"
        for number in (7, 8, 9):
            session.connection().exec_driver_sql(f"DELETE FROM inbox_entry WHERE thread_id = {number}")
    erase(threads, 7, 8, 9)
    erasure.purge_freed_pages(threads)
    assert place.file is not None
    files = [place.file, place.file.with_name(f"{place.file.name}-wal")]
    assert not [file for file in files if file.exists() and SECRET.encode() in file.read_bytes()]
    with closing(sqlite3.connect(place.file)) as connection:
        assert connection.execute("SELECT text FROM reply").fetchone() == ("[…]",)
