"""Recording the acts of people on threads, undoing them, and deriving the triage."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fixed_time import NOW
from logins import logged_in_as
from small_store import add_rows, entry, message, thread
from sqlmodel import select

from bizcare_tui.domain.triage import Snoozed, Triage
from bizcare_tui.domain.verbs import VerbContent
from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.domain.verbs.snooze import Snooze
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.store import acts, batching
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import ActTable, History, InboxEntry, NoteMention

LATER = int((NOW + timedelta(days=2)).timestamp())


@pytest.fixture
def threads(store: Store) -> Store:
    """A store with three threads, the first of which has a message."""
    add_rows(store, *(thread(each) for each in (7, 8, 9)), *(entry(each) for each in (7, 8, 9)))
    add_rows(store, message(7, 1, "It crashes"))
    return store


def record(store: Store, *wanted: tuple[int, VerbContent]) -> int:
    with store.transaction() as session:
        return acts.record_acts(session, 1, wanted, now=NOW)


def test_an_act_knows_the_last_message_of_its_thread(threads: Store) -> None:
    first = record(threads, (7, AddNote("Asked")), (8, AddNote("Called")))
    with threads.transaction() as session:
        stored = {act.thread_id: act for act in session.exec(select(ActTable))}
        assert (stored[7].known_message_id, stored[8].known_message_id) == (1, 0)
        assert {act.batch for act in stored.values()} == {first}
        assert first == min(act.id or 0 for act in stored.values())


def test_one_unknown_thread_refuses_all_acts_of_a_verb(threads: Store) -> None:
    with pytest.raises(UnknownThread):
        record(threads, (7, AddNote("Asked")), (99, AddNote("Asked")))
    with threads.transaction() as session:
        assert session.exec(select(ActTable)).all() == []
        assert session.exec(select(History)).all() == []
        assert acts.record_acts(session, 1, [], now=NOW) == 0


def test_several_acts_on_one_thread_are_undone_together(threads: Store) -> None:
    first = record(
        threads, (7, SetAuthor(1, "seller")), (7, SetAuthor(2, "seller")), (7, SetAuthor(1, "seller"))
    )
    with threads.transaction() as session:
        assert acts.triage_by_thread(session, 1, [7])[7].authors == {1: ("seller", None), 2: ("seller", None)}
        assert [act.batch for act in session.exec(select(ActTable))] == [first, first]
        assert acts.undo_acts(session, 1, first, NOW) == {7: SetAuthor}
        assert 7 not in acts.triage_by_thread(session, 1, [7])


def test_a_note_mentions_each_person_once(threads: Store) -> None:
    record(threads, (7, AddNote("@bea, @bea: see what @cleo'; DROP TABLE mention; -- wrote")))
    with threads.transaction() as session:
        assert sorted(session.exec(select(NoteMention.login))) == ["bea", "cleo"]


def test_a_verb_on_many_threads_is_undone_with_any_of_its_acts(threads: Store) -> None:
    record(threads, (7, ChangeTags(add=("before",))))
    first = record(threads, *((each, ChangeTags(add=("later",))) for each in (7, 8, 9)))
    record(threads, (9, AddNote("After it")))
    with threads.transaction() as session:
        assert acts.undo_acts(session, 1, first + 1, NOW) == dict.fromkeys((7, 8, 9), ChangeTags)
    with threads.transaction() as session:
        found = acts.triage_by_thread(session, 1, [7, 8, 9])
        assert {thread_id: triage.tags for thread_id, triage in found.items()} == {7: ["before"], 9: []}
        assert [note.text for note in found[9].notes] == ["After it"]
        with pytest.raises(NotPossible, match="already been undone"):
            acts.undo_acts(session, 1, first, NOW)
        undone = [
            json.loads(each or "")["act"]
            for each in session.exec(select(History.payload).where(History.kind == "undo"))
        ]
    assert undone == [first, first + 1, first + 2]


def test_only_the_person_who_acted_can_undo_it(threads: Store) -> None:
    first = record(threads, (7, AddNote("Ana's")))
    with logged_in_as("bea"), threads.transaction() as session:
        for act_id in (first, 999):
            with pytest.raises(NotPossible, match="your own"):
                acts.undo_acts(session, 1, act_id, NOW)


def test_the_last_assignment_that_was_not_undone_counts(
    threads: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 2)
    record(threads, (7, Assign("bea")), (8, Assign("ana")))
    record(threads, (8, Assign(None)))
    last = record(threads, (7, Assign("ana")))
    with threads.transaction() as session:
        assert acts.assignees(session, 1, [7, 8, 9]) == {7: "ana", 8: None, 9: None}
        acts.undo_acts(session, 1, last, NOW)
        assert acts.assignees(session, 1, [7]) == {7: "bea"}


@pytest.mark.parametrize("content", ["", "not JSON", "[]", '{"to": 7}', '{"to": {"x": 1}}'])
def test_an_unreadable_assignment_of_another_program_assigns_nobody(threads: Store, content: str) -> None:
    first = record(threads, (7, Assign("bea")))
    with threads.transaction() as session:
        session.get_one(ActTable, first).content = content
    with threads.transaction() as session:
        assert acts.assignees(session, 1, [7]) == {7: None}
        assert acts.triage_by_thread(session, 1, [7])[7].assignee is None


@pytest.mark.parametrize(
    ("messages", "until"),
    [
        ([], LATER),
        ([(5, "customer")], LATER),
        ([(6, "seller")], LATER),
        ([(6, "customer")], None),
        ([(6, "unknown")], None),
        ([(6, "seller"), (7, "marketplace")], None),
    ],
)
def test_only_a_message_of_others_after_it_ends_a_snooze(
    messages: list[tuple[int, str]], until: int | None
) -> None:
    assert acts.snoozed_until(Triage(snoozed=Snoozed(LATER, 5)), messages) == until


def test_a_thread_that_is_not_snoozed_needs_no_waking() -> None:
    assert acts.snoozed_until(Triage(), [(6, "customer")]) is None


def test_the_labels_of_inbox_rows_follow_their_acts_and_those_alone(threads: Store) -> None:
    record(threads, (7, ChangeTags(add=("later", "shop"))), (8, ChangeTags(add=("urgent",))))
    record(threads, (7, Snooze(LATER)), (8, Snooze(LATER)))
    record(threads, (8, Assign("bea")))
    add_rows(threads, message(8, 9, "Any news?"))
    with threads.transaction() as session:
        session.get_one(InboxEntry, (1, 9)).tags = " old "
    with threads.transaction() as session:
        acts.update_label_columns(session, 1, [7, 8, 9])
    with threads.transaction() as session:
        rows = session.exec(select(InboxEntry)).all()
        labels = {row.thread_id: (row.tags, row.assignee, row.snoozed_until) for row in rows}
    assert labels == {
        7: (" later shop ", None, LATER),
        8: (" urgent ", "bea", None),
        9: ("", None, None),
    }
