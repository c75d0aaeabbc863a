"""Marking threads as read: each person's own, never backwards, with a sentence where it cannot be."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import update

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.people import get_account
from bizcare_tui.store.read_marks import mark_read
from bizcare_tui.store.small_writes import SmallWrites
from bizcare_tui.store.tables import ActTable, InboxEntry, NoteMention


def entry(thread_id: int, last_message_id: int | None) -> InboxEntry:
    return InboxEntry(
        account_id=1, thread_id=thread_id, last_message_id=last_message_id, rank=0, topic="", product="",
        customer="", shop="", qualification="aftersale", state="new", messages=1, received_at=0,
        updated_at=0, first_start=0, first_due=0, obligation=True, scored=True, cover="active",
        prestashop_version="",
    )  # fmt: skip


@pytest.fixture
def inbox(tmp_path: Path, database: str) -> Store:
    """A store in which thread 7 was read into the inbox as far as message 70, and thread 8 has none."""
    place = open_database(tmp_path / "a ?#%20 folder" / "bizcare.db")
    store = Store(place)
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
        for thread_id, last in ((7, 70), (8, None)):
            session.add(entry(thread_id, last))
    return store


def read(inbox: Store, login: str, thread_id: int = 7, account_id: int = 1) -> None:
    with SmallWrites(inbox.database).transaction() as executor:
        mark_read(executor, account_id, login, thread_id, 0)


def marks(inbox: Store) -> list[tuple[str, int, int]]:
    rows = inbox.database.connect().execute(
        """SELECT login, thread_id, message_id
           FROM read_mark JOIN person ON person.id = person_id ORDER BY 1, 2"""
    )
    return [tuple(row) for row in rows]


def test_each_person_has_their_own_marks(inbox: Store) -> None:
    for login in ("ana", "bob", "ana"):
        read(inbox, login)
    assert marks(inbox) == [("ana", 7, 70), ("bob", 7, 70)]


def test_a_mark_goes_on_and_never_back(inbox: Store) -> None:
    read(inbox, "ana")
    for last, expected in ((60, 70), (80, 80)):
        with inbox.transaction() as session:
            session.exec(update(InboxEntry).values(last_message_id=last))
        read(inbox, "ana")
        assert marks(inbox) == [("ana", 7, expected)]


@pytest.mark.parametrize(("account", "thread"), [(1, 8), (1, 9), (2, 7)])
def test_what_has_no_message_is_not_marked(inbox: Store, account: int, thread: int) -> None:
    read(inbox, "ana", thread, account)
    assert marks(inbox) == []


def test_notes_that_mention_the_person_are_seen_once(inbox: Store) -> None:
    read(inbox, "ana")
    with inbox.transaction() as session:
        for act_id in (1, 2):
            session.add(
                ActTable(id=act_id, account_id=1, at=0, person_id=1, thread_id=7, verb="note", content="{}")
            )
            session.flush()
            for login in ("ana", "bob"):
                session.add(NoteMention(account_id=1, act_id=act_id, login=login, thread_id=6 + act_id))
    with SmallWrites(inbox.database).transaction() as executor:
        mark_read(executor, 1, "ana", 7, 500)
        mark_read(executor, 1, "ana", 7, 600)
    rows = inbox.database.connect().execute("SELECT act_id, login, seen_at FROM mention ORDER BY 1, 2")
    assert [tuple(row) for row in rows] == [
        (1, "ana", 500), (1, "bob", None), (2, "ana", None), (2, "bob", None)
    ]  # fmt: skip


def test_a_busy_store_raises_an_error_and_leaves_the_previous_mark(
    inbox: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Store(inbox.database)
    with other.transaction() as session:
        session.connection()
        monkeypatch.setattr(Database, "busy_seconds", 0.01)
        with pytest.raises(StoreProblem, match="busy"):
            read(inbox, "ana")
    assert marks(inbox) == []


@pytest.mark.sqlite
def test_who_wants_to_write_meets_the_moment_between_two_others(
    inbox: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "busy_seconds", 1)
    is_over = threading.Event()

    def write_again_and_again() -> None:
        with closing(
            sqlite3.connect(str(inbox.database.file), isolation_level=None, timeout=10)
        ) as connection:
            while not is_over.wait(0.003):
                connection.execute("BEGIN IMMEDIATE")
                time.sleep(0.05)
                connection.execute("COMMIT")

    others = threading.Thread(target=write_again_and_again)
    others.start()
    try:
        for person in range(20):
            time.sleep(0.02 + 0.003 * person)  # at every place of the others' turn
            read(inbox, f"person{person}")
    finally:
        is_over.set()
        others.join()
    assert len(marks(inbox)) == 20
