"""Reading what colleagues do, and what happened since a visit."""

from __future__ import annotations

import time
from typing import Any

from small_store import ANA, BEA, entry, message, small_store

from bizcare_tui.domain.threads import Author
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import team
from bizcare_tui.store.report_records import ColleagueRecord
from bizcare_tui.store.tables import History, LastVisit, ProgramPresence, ReplyLock
from bizcare_tui.store.unix_time import from_unix_seconds


def history(person_id: int | None, thread_id: int | None = 7) -> History:
    return History(
        account_id=1, at=5, person_id=person_id, thread_id=thread_id, kind="act", payload="{}", salt="",
        payload_digest="", previous="", digest="",
    )  # fmt: skip


def presence(person_id: int, session: str, seen_at: float) -> ProgramPresence:
    return ProgramPresence(account_id=1, session=session, person_id=person_id, thread_id=7, seen_at=seen_at)


def test_colleagues_are_other_persons_seen_lately(place: Database) -> None:
    now = time.time()
    lock = ReplyLock(account_id=1, thread_id=7, person_id=BEA, session="b", since=0, expires_at=now + 30)
    rows: tuple[Any, ...] = (
        presence(ANA, "a", now), presence(BEA, "b", now), presence(BEA, "old", now - 600),
        presence(BEA, "ahead", now + 600), lock,
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert team.read_colleagues(reader) == [ColleagueRecord("bea", 7, writes=True)]


def test_events_are_those_of_others_and_of_the_program(place: Database) -> None:
    rows = (
        entry(7), history(BEA), history(ANA), history(None), history(BEA, thread_id=None), history(BEA, 8),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [(each.login, each.thread_id, each.topic) for each in team.read_history_events(reader, 1, 9)]
        assert found == [("bea", 8, None), (None, 7, "Topic 7")]
        assert team.read_last_ids(reader) == (5, 0)


def test_messages_of_customers_and_of_unknown_author_are_counted_by_thread(place: Database) -> None:
    rows = (
        entry(7), message(7, 1, "Known"), message(7, 2, "New"), message(7, 9, "Newer"), message(8, 5, "New"),
        message(8, 6, "Mine", author="seller"), message(8, 7, "Whose?", author="unknown"),
        message(9, 3, "Notice", author="marketplace"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = [
            (each.thread_id, each.author, each.messages, each.at, each.topic)
            for each in team.read_threads_written_since(reader, 1, 9)
        ]
    assert found == [
        (7, Author.CUSTOMER, 2, from_unix_seconds(9), "Topic 7"),
        (8, Author.UNKNOWN, 1, from_unix_seconds(7), None),
        (8, Author.CUSTOMER, 1, from_unix_seconds(5), None),
    ]


def test_a_visit_is_that_of_this_person(place: Database) -> None:
    visit = LastVisit(account_id=1, person_id=BEA, history_id=3, message_id=4, at=5)
    with small_store(place, visit) as reader:
        assert team.read_visit(reader) is None
