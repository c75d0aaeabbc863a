"""The author sweep: groups of messages, what a decision changes, and undoing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW
from unattributed_account import ANSWERED, DUE, ENDINGS, LATE, unattributed_desk

from bizcare_tui.desk import author_sweep
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.author_effect import AuthorEffect
from bizcare_tui.domain.author_groups import AuthorGroup
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.reads import authors


@pytest.fixture
def desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with unattributed_desk(monkeypatch) as opened:
        yield opened


def groups(desk: Desk) -> dict[str, AuthorGroup]:
    return {each.ending: each for each in desk.verbs.author_sweep.read().groups}


def test_messages_of_open_threads_are_grouped_with_the_clocks_that_they_touch(desk: Desk) -> None:
    found = groups(desk)
    assert list(found) == ENDINGS
    ana = found["Ana\nNordlys"]
    assert sorted(each.thread_id for each in ana.messages) == [LATE, DUE, ANSWERED, ANSWERED]
    assert (ana.clocks, found["Merci"].clocks, found["Luis"].clocks) == (3, 2, 1)
    assert ana.messages[0].topic == "The cart fails 3"


def test_the_effect_is_what_the_decision_changes_and_one_undo_takes_it_back(desk: Desk) -> None:
    sweep, before = desk.verbs.author_sweep, desk.statistics.counters()
    assert (before.late, before.due) == (1, 2)
    ours = groups(desk)["Ana\nNordlys"].messages
    effect = sweep.effect(ours, Author.SELLER)
    assert effect == AuthorEffect(answered=3, in_time=2, late=-1, due=-2, follow_ups=2)
    assert not sweep.effect(ours, Author.CUSTOMER).changes_clocks
    assert desk.statistics.counters() == before
    result = desk.verbs.authors(ours, Author.SELLER)
    assert sorted(result.thread_ids) == [LATE, DUE, ANSWERED]
    after = desk.statistics.counters()
    assert (after.late - before.late, after.due - before.due) == (effect.late, effect.due)
    assert list(groups(desk)) == ENDINGS[1:]
    last = desk.verbs.last()
    assert last is not None
    assert (last.id, last.threads) == (result.act_id, 3)
    assert sorted(desk.verbs.undo(last.id)) == [LATE, DUE, ANSWERED]
    assert desk.statistics.counters() == before
    assert list(groups(desk)) == ENDINGS


def test_single_messages_can_be_decided(desk: Desk) -> None:
    newest, *others = groups(desk)["Ana\nNordlys"].messages
    desk.verbs.authors([newest], Author.CUSTOMER)
    assert groups(desk)["Ana\nNordlys"].messages == tuple(others)


def test_an_accepted_signature_leaves_only_what_repeats_an_earlier_message(desk: Desk) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), ["Ana\nNordlys"], mark_older_read=False)
    assert list(groups(desk)) == ENDINGS[1:]


def test_at_most_so_many_are_read_and_all_are_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(author_sweep, "MAX_MESSAGES", 2)
    found = desk.verbs.author_sweep.read()
    assert (sum(len(each.messages) for each in found.groups), found.total) == (2, 7)


def test_without_a_store_there_is_no_message() -> None:
    assert Desk().verbs.author_sweep.read().groups == ()


def test_messages_are_read_page_by_page_those_of_the_wanted_thread_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "_FIRST_THREADS", 1)
    monkeypatch.setattr(authors, "_MOST_THREADS", 1)
    reader = desk.verbs.author_sweep.new_reader()
    first, *others = reader.pages(first_thread=DUE)
    assert not first.is_complete
    assert {message.thread_id for group in first.groups for message in group.messages} >= {DUE}
    assert [each.is_complete for each in others] == [False] * (len(others) - 1) + [True]
    assert [each.read for each in others] == sorted(each.read for each in others)
    assert others[-1] == desk.verbs.author_sweep.read()


def test_what_was_decided_is_kept_in_its_group(desk: Desk) -> None:
    ana = groups(desk)["Ana\nNordlys"]
    desk.verbs.authors(ana.messages[:3], Author.SELLER)
    *_, found = desk.verbs.author_sweep.new_reader().pages(ana.messages[:3])
    assert {each.ending: len(each.messages) for each in found.groups}["Ana\nNordlys"] == 4
    assert (found.read, found.total, found.hidden) == (4, 4, 0)


def test_a_query_finds_the_threads_whose_running_deadlines_depend_on_an_author(desk: Desk) -> None:
    def found() -> set[int]:
        return set(desk.inbox.thread_ids(parse_query("has:unknown")))

    touched = [each for group in groups(desk).values() for each in group.messages]
    assert found() == {LATE, DUE, ANSWERED}
    assert found() == {
        each.thread_id for each in touched if each.touches_follow_up or each.touches_first_answer
    }
    desk.verbs.authors(groups(desk)["Ana\nNordlys"].messages, Author.CUSTOMER)
    assert found() == {LATE, DUE}
    for thread_id in (LATE, DUE):
        messages = [each for each in touched if each.thread_id == thread_id]
        desk.verbs.authors(messages, Author.SELLER)
    assert found() == set()
