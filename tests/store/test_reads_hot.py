"""The hot reads: inbox entries as this person sees them, the next thread, counts, and one thread."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from small_store import ANA, BEA, entry, message, small_store, thread

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.query import parse
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import hot, hot_defects, hot_thread
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.tables import (
    ActTable,
    DefectStep,
    DefectTable,
    Draft,
    NoteMention,
    ReadMark,
    Reply,
    Sale,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def note(text: str) -> ActTable:
    return ActTable(
        account_id=1, person_id=BEA, thread_id=7, verb="note", content=f'{{"text": "{text}"}}', at=5
    )


def test_entries_say_what_this_person_has_read_written_and_been_mentioned_in(place: Database) -> None:
    rows: tuple[Any, ...] = (
        *map(thread, (7, 8, 9)), entry(7, last_message_id=3), entry(8, last_message_id=3),
        entry(9, last_message_id=3),
        ReadMark(account_id=1, person_id=ANA, thread_id=7, message_id=3),
        ReadMark(account_id=1, person_id=BEA, thread_id=8, message_id=3),
        Draft(account_id=1, person_id=ANA, thread_id=8, text="Mine", saved_at=0),
        Draft(account_id=1, person_id=BEA, thread_id=9, text="Hers", saved_at=0),
        note("@ana"), NoteMention(account_id=1, act_id=1, login="ana", thread_id=7),
        Reply(account_id=1, person_id=BEA, thread_id=9, state="held", text="", queued_at=0, not_before=0.0),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        found = hot.read_inbox_entries(reader, [9, 99, 7, 8])
    assert [
        (each.thread_id, each.unread, each.has_draft, each.mentioned, each.reply_state) for each in found
    ] == [
        (9, True, False, False, ReplyState.HELD), (7, False, False, True, None), (8, True, True, False, None)
    ]  # fmt: skip


def test_entries_of_any_threads_are_read_by_a_few_statements(
    place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements, fetch = set(), StoreReader.fetch

    def noted(reader: StoreReader, record: type[Any], statement: str, **values: object) -> list[Any]:
        statements.add(statement)
        return fetch(reader, record, statement, **values)

    monkeypatch.setattr(StoreReader, "fetch", noted)
    ids = range(1, 41)
    with small_store(place, *map(thread, ids), *map(entry, ids)) as reader:
        for first in ids:
            found = hot.read_inbox_entries(reader, ids[first - 1 :])
            assert [each.thread_id for each in found] == [*ids[first - 1 :]]
        assert hot.read_inbox_entries(reader, []) == []
    assert len(statements) == len((1, 2, 4, 8, 16, 32, 64))


def test_the_next_thread_is_below_or_else_from_the_top(place: Database) -> None:
    rows = (
        entry(1, rank=10),
        entry(2, rank=20, last_message_id=1),
        entry(3, rank=30),
        entry(4, state="closed"),
    )
    with small_store(place, *rows) as reader:
        query = parse("is:new")
        assert hot.find_next_thread(reader, query, NOW, 1) == 2
        assert hot.find_next_thread(reader, query, NOW, 3) == 1
        assert hot.find_next_thread(reader, query, NOW, None) == 1
        assert hot.find_next_thread(reader, query, NOW, 99) == 1
        assert hot.find_next_thread(reader, query, NOW, 3, unread=True) == 2
        assert hot.find_next_thread(reader, parse("id:1"), NOW, 1) is None
        assert list(hot.read_thread_ids(reader, query, NOW)) == [1, 2, 3]
        assert hot.count_matching(reader, [query, parse("is:closed")], NOW) == {
            query: 3, parse("is:closed"): 1,
        }  # fmt: skip


def test_tags_come_the_most_used_first(place: Database) -> None:
    with small_store(place, entry(1, tags=" late "), entry(2, tags=" urgent late "), entry(3)) as reader:
        assert hot.read_tags(reader) == ["late", "urgent"]


def test_the_status_of_an_empty_store(place: Database) -> None:
    with small_store(place) as reader:
        account = hot.read_account(reader)
        assert account is not None
        assert (account.synced_at, account.problem, account.baseline_answered) == (None, "", False)
        assert hot.read_newest_message_time(reader) is None
        assert hot.count_replies_by_state(reader) == {}
        assert (hot.count_unparsed(reader), hot.count_lost_paragraphs(reader)) == (0, 0)
        assert hot.read_pause_left(reader) == 0.0
        assert not hot.has_work_for_sender(reader, 600.0)


def test_messages_have_their_parts_as_values(place: Database) -> None:
    parts = {"links": '[["here", "https://a.com/"]]', "quoted": "[[0, 3]]", "attachments": '["a.png"]'}
    with small_store(place, thread(7), message(7, 20, "Later"), message(7, 10, "First", **parts)) as reader:
        first, later = hot_thread.read_messages(reader, 7)
    assert (first.text, first.links, first.quoted, first.attachments) == (
        "First", (["here", "https://a.com/"],), ([0, 3],), ("a.png",)
    )  # fmt: skip
    assert (later.attachments, later.automatic, later.author) == (None, None, Author.CUSTOMER)


def test_texts_to_search_are_messages_notes_and_facts(place: Database) -> None:
    rows = (
        thread(7, website="www.a.com", order_id=5), entry(7, customer="Maria", product="Carousel"),
        message(7, 10, "First"), message(7, 20, "Later"), note("Call her"),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert list(hot_thread.read_texts(reader, 7)) == [
            ("said", "Later"), ("said", "First"), ("note", "Call her"), ("product", "Carousel"),
            ("from", "Maria"), ("shop", ""), ("shop", "www.a.com"), ("number", "#7 · 5"),
        ]  # fmt: skip


def test_a_purchase_is_of_the_product_or_else_of_the_first_one(place: Database) -> None:
    def line(product_id: int, amount: str) -> Sale:
        return Sale(
            account_id=1, order_id=5, product_id=product_id, product_name="", amount=amount, country="FR",
            raw="{}", digest="", read_at=0,
        )  # fmt: skip

    with small_store(place, line(8, "1.00"), line(9, "2.00")) as reader:
        amounts = [hot_thread.read_purchase(reader, 5, product_id) for product_id in (9, 77)]
        assert [str(each.amount) if each else "" for each in amounts] == ["2.00", "1.00"]
        assert hot_thread.read_purchase(reader, 6, 9) is None


def test_undone_steps_of_defects_are_left_out(place: Database) -> None:
    def step(name: str, undone_at: int | None = None) -> DefectStep:
        return DefectStep(
            account_id=1, defect_id=1, step=name, content='{"version": "2.0"}', person_id=BEA, at=5,
            undone_at=undone_at,
        )  # fmt: skip

    defect = DefectTable(account_id=1, title="Crash", person_id=BEA, at=0)
    with small_store(place, defect, step("fixed", undone_at=9), step("reproduced")) as reader:
        (found,) = hot_defects.read_defect_steps(reader)
    assert (found.step, found.content, found.login) == ("reproduced", {"version": "2.0"}, "bea")


def test_the_other_requests_about_the_defect_of_a_thread_are_counted(place: Database) -> None:
    rows: tuple[Any, ...] = (
        *(DefectTable(account_id=1, title=title, person_id=ANA, at=0) for title in ("Crash", "Typo")),
        *(entry(number, defect_id=1) for number in (7, 8, 9)), entry(10, defect_id=2), entry(11), entry(12),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        counts = [hot_thread.count_requests_of_defect(reader, number) for number in (7, 10, 11, 99)]
    assert counts == [2, 0, 0, 0]
