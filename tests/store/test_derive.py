"""Deriving stale threads: in batches, the same each time, and only what changed is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW
from small_store import add_rows, message, thread
from sqlmodel import col, select

from bizcare_tui.domain.verbs.fix import AttachDefect
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.store import account_settings, acts, defects, derive, stale_threads
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import InboxEntry, Message, Thread

AT = int(NOW.timestamp())
HOUR = 3600


@pytest.fixture
def threads(store: Store) -> Store:
    """A store with three threads that nobody answered, one an hour older than the next."""
    for number in (7, 8, 9):
        at = AT - (10 - number) * HOUR
        add_rows(
            store,
            thread(number, tag="aftersale", digest="x", added_at=at),
            message(number, at, f"Problem {number}", author="unknown"),
        )
    return store


def recompute(store: Store, *, names: tuple[str, ...] = (), later: float = 0) -> list[int]:
    now = NOW + timedelta(seconds=later)
    return list(derive.recompute_all_stale(store.transaction, 1, names, lambda: now, "sync"))


def entries(store: Store) -> dict[int, InboxEntry]:
    with store.transaction() as session:
        session.expire_on_commit = False
        return {row.thread_id: row for row in session.exec(select(InboxEntry))}


def test_stale_threads_are_derived_in_batches_until_none_is_left(
    threads: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "BATCH_SIZE", 2)
    assert recompute(threads) == [2, 3]
    assert recompute(threads) == []
    rows = entries(threads)
    assert sorted(rows, key=lambda each: rows[each].rank) == [7, 8, 9]
    assert {row.owed for row in rows.values()} == {"first_answer"}


def test_only_stale_threads_are_derived(threads: Store) -> None:
    recompute(threads)
    add_rows(threads, *(message(each, AT, "Any news?", author="unknown") for each in (7, 8)))
    with threads.transaction() as session:
        stale_threads.mark_stale(session, 1, [8])
    recompute(threads)
    assert {number: row.messages for number, row in entries(threads).items()} == {7: 1, 8: 2, 9: 1}


def test_a_seller_is_recognized_by_name_and_by_accepted_signature(threads: Store) -> None:
    add_rows(threads, message(7, AT - HOUR, "Try this", author="unknown", reported_name="Nordlys"))
    add_rows(threads, message(8, AT - HOUR, "Please send us the log.\n\nBest regards\nTom of Nordlys"))
    recompute(threads)
    assert {row.state for row in entries(threads).values()} == {"new"}
    with threads.transaction() as session:
        account_settings.accept_signatures(session, 1, ["Best regards\nTom of Nordlys"], NOW)
    recompute(threads, names=("nordlys",))
    assert {number: row.state for number, row in entries(threads).items()} == {
        7: "waiting", 8: "waiting", 9: "new",
    }  # fmt: skip


def test_messages_of_one_second_are_read_in_the_order_of_the_marketplace(threads: Store) -> None:
    add_rows(
        threads,
        message(7, AT - HOUR, "Still broken", author="unknown", reported_role="customer", remote_id=12),
        message(7, AT - HOUR, "Try this", author="unknown", reported_role="seller", remote_id=11),
    )
    recompute(threads)
    assert entries(threads)[7].state == "open"


def test_a_row_that_another_program_changed_is_found_and_nothing_is_written(threads: Store) -> None:
    recompute(threads)
    assert derive.find_differing_threads(threads, (), NOW) == []
    with threads.transaction() as session:
        session.get_one(InboxEntry, (1, 8)).first_due += HOUR
        session.delete(session.get_one(InboxEntry, (1, 9)))
    before = entries(threads)[8].first_due
    assert derive.find_differing_threads(threads, (), NOW) == [8, 9]
    assert entries(threads)[8].first_due == before
    with threads.transaction() as session:
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == []
        stale_threads.mark_stale(session, 1, [8])
    assert derive.find_differing_threads(threads, (), NOW) == [9]


def test_a_passed_deadline_alone_is_no_difference(threads: Store) -> None:
    recompute(threads)
    assert derive.find_differing_threads(threads, (), NOW + timedelta(days=9)) == []


def test_the_baseline_and_the_seller_come_from_the_account(threads: Store) -> None:
    with threads.transaction() as session:
        account = get_account(session, "", 0)
        account_settings.set_baseline(session, account, NOW - timedelta(hours=2), NOW)
        account_settings.accept_signatures(session, 1, ["Tom"], NOW)
        found = derive.derivation_settings(session, account, ("Nordlys",))
    assert (found.baseline, found.seller.names, found.seller.signatures) == (
        NOW - timedelta(hours=2), ("Nordlys",), ("Tom",),
    )  # fmt: skip
    recompute(threads)
    assert {number: row.scored for number, row in entries(threads).items()} == {7: False, 8: True, 9: True}


def test_requests_about_a_defect_have_the_clock_of_the_earliest(threads: Store) -> None:
    recompute(threads)
    with threads.transaction() as session:
        defects.open_defect(session, 1, "Crash", None, NOW)
        acts.record_acts(session, 1, [(8, AttachDefect(1)), (9, AttachDefect(1))], now=NOW)
        stale_threads.mark_stale(session, 1, [8, 9])
    recompute(threads)
    assert {row.fix_start for row in entries(threads).values()} == {None, AT - 2 * HOUR}
    with threads.transaction() as session:
        acts.undo_acts(session, 1, 1, NOW)
        acts.record_acts(session, 1, [(9, AttachDefect(1))], now=NOW)
        stale_threads.mark_stale(session, 1, [8])
    # The request that leaves has the others computed again, in a second batch.
    recompute(threads)
    assert {number: row.fix_start for number, row in entries(threads).items()}[8] is None
    assert derive.find_differing_threads(threads, (), NOW) == []


def test_an_index_entry_is_written_again_only_when_its_words_change(threads: Store) -> None:
    recompute(threads)
    before = {number: (row.search_id, row.words_key) for number, row in entries(threads).items()}
    with threads.transaction() as session:
        acts.record_acts(session, 1, [(8, AddNote("Zoë rang"))], now=NOW)
        stale_threads.mark_all_stale(session, 1)
    recompute(threads)
    after = {number: (row.search_id, row.words_key) for number, row in entries(threads).items()}
    assert {number for number in after if after[number] != before[number]} == {8}
    assert after[8][0] == before[8][0]


def test_authors_are_written_with_the_thread(threads: Store) -> None:
    recompute(threads)
    with threads.transaction() as session:
        authors = session.exec(select(Message.author, Message.author_by)).all()
    assert set(authors) == {("customer", "first_message")}
