"""Filling the search index again: what is searched, and that a thread keeps its place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, message, thread
from sqlalchemy import text
from sqlmodel import Session, select

from bizcare_tui.domain.query import parse
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.store import acts, indexing, search
from bizcare_tui.store.engine import Store
from bizcare_tui.store.inbox_pager import search_source
from bizcare_tui.store.query_compiler import compile_query
from bizcare_tui.store.tables import InboxEntry


def index(session: Session) -> list[tuple[int, int]]:
    """Index what is missing; return the progress that was reported."""
    steps: list[tuple[int, int]] = []
    session.flush()
    indexing.index_missing_threads(session.connection(), lambda done, total: steps.append((done, total)))
    session.expire_all()
    return steps


def found(session: Session, query: str) -> list[int]:
    postgresql = session.connection().dialect.name == "postgresql"
    asked = compile_query(parse(query), NOW, postgresql=postgresql)
    values = {"account": 1, "login": "ana", **asked.values}
    statement = f"SELECT e.thread_id FROM {search_source(postgresql)} WHERE {asked.words} AND {asked.rest}"
    return sorted(session.connection().execute(text(statement), values).scalars())


@pytest.fixture
def threads(store: Store) -> Store:
    add_rows(
        store,
        thread(7, website="https://costa.example.com", order_id=4711),
        thread(8),
        entry(7, topic="Überweisung", product="Carousel", customer="Zoë", shop="costa.example.com"),
        entry(8, topic="Typo"),
        message(7, 1, "The first calabaza"),
        message(7, 2, "My password: hunter2xyz"),
        message(8, 3, "pepinillo'; DROP TABLE message; --"),
    )
    return store


def test_every_text_of_a_thread_is_found_but_no_credential(threads: Store) -> None:
    with threads.transaction() as session:
        acts.record_acts(session, 1, [(7, AddNote("Bitte anrufen"))], now=NOW)
        undone = acts.record_acts(session, 1, [(8, AddNote("Irrtum"))], now=NOW)
        acts.undo_acts(session, 1, undone, NOW)
        index(session)
        for query in ("uberweisung", "carousel", "zoe", "costa", "4711", "anrufen", "calabaza", "note:bitte"):
            assert found(session, query) == [7], query
        assert found(session, "pepinillo") == [8]
        for query in ("hunter2xyz", "irrtum", "note:calabaza", '"calabaza my"'):
            assert found(session, query) == [], query


def test_a_thread_that_is_indexed_already_is_left_alone(threads: Store) -> None:
    with threads.transaction() as session:
        assert index(session) == [(2, 2)]
        assert index(session) == []
        before = session.get_one(InboxEntry, (1, 7)).words_key
        session.get_one(InboxEntry, (1, 7)).words_key = None
        session.add(message(7, 9, "melocoton"))
        assert index(session) == [(1, 1)]
        assert session.get_one(InboxEntry, (1, 7)).words_key != before
        assert (found(session, "melocoton"), found(session, "calabaza")) == ([7], [7])


def test_a_thread_that_is_indexed_again_keeps_its_number(threads: Store) -> None:
    with threads.transaction() as session:
        index(session)
        numbers = dict(session.exec(select(InboxEntry.thread_id, InboxEntry.search_id)).all())
        for each in session.exec(select(InboxEntry)):
            each.words_key = None
        index(session)
        assert dict(session.exec(select(InboxEntry.thread_id, InboxEntry.search_id)).all()) == numbers


def test_threads_are_indexed_in_batches_the_oldest_first(
    threads: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_AT_ONCE", 2)
    add_rows(threads, *(thread(each) for each in (9, 10, 11)))
    add_rows(threads, *(entry(each, updated_at=20 - each) for each in (9, 10, 11)))
    with threads.transaction() as session:
        assert index(session) == [(2, 5), (4, 5), (5, 5)]
        numbers = session.exec(
            select(InboxEntry.thread_id).where(InboxEntry.updated_at > 0).order_by("search_id")
        ).all()
    assert numbers == [11, 10, 9]


def test_an_inbox_row_without_its_thread_does_not_stop_the_others(threads: Store) -> None:
    add_rows(threads, entry(99, topic="Lost"))
    with threads.transaction() as session:
        assert index(session) == [(3, 3)]
        assert (found(session, "lost"), found(session, "typo")) == ([], [8])


def test_the_texts_are_in_the_order_of_the_columns() -> None:
    row = SimpleNamespace(
        thread_id=7, order_id=None, topic="t", product="p", customer="c", shop="s", website="w"
    )
    texts = indexing.search_texts(row, ["n1", "n2"], ["m2", "m1"])
    gap = search.TEXT_SEPARATOR
    assert dict(zip(search.SEARCH_COLUMNS, texts, strict=True)) == {
        "topic": "t", "product": "p", "customer": "c", "shop": "s w", "numbers": "7 ",
        "notes": f"n1{gap}n2", "said": f"m2{gap}m1",
    }  # fmt: skip
