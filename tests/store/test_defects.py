"""Storing defects and their steps, and what all requests about a defect share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, thread
from sqlmodel import col, select

from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.errors import NotPossible
from bizcare_tui.store import defects, history, history_proof
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Thread

AT = int(NOW.timestamp())
TITLE = "Crash'; DROP TABLE defect; -- 😀"


@pytest.fixture
def requests(store: Store) -> Store:
    """A store with a defect, and two requests about it: for line 8.1 since 200, for line 9.0 since 100."""
    with store.transaction() as session:
        number = defects.open_defect(session, 1, TITLE, 3, NOW).id
    add_rows(
        store,
        *(thread(each, stale=False) for each in (7, 8, 9)),
        entry(7, defect_id=number, fix_line="8.1", first_start=200, fix_start=100),
        entry(8, defect_id=number, fix_line="9.0", first_start=100, fix_start=100),
        entry(9),
    )
    return store


def record(store: Store, step: DefectStepKind, at: int | None = None, **content: object) -> int:
    when = None if at is None else NOW + timedelta(seconds=at)
    with store.transaction() as session:
        defect = defects.get_defect(session, 1, 1)
        return defects.record_step(session, defect, step, content, now=NOW, at=when)


def stale(store: Store) -> list[int]:
    with store.transaction() as session:
        return sorted(session.exec(select(Thread.id).where(col(Thread.stale))))


def test_a_defect_is_found_in_its_account_alone(requests: Store) -> None:
    with requests.transaction() as session:
        assert defects.get_defect(session, 1, 1).title == TITLE
        for account_id, number in ((2, 1), (1, 2)):
            with pytest.raises(NotPossible, match=f"no defect {number}"):
                defects.get_defect(session, account_id, number)


def test_steps_are_in_the_order_in_which_they_were_recorded(requests: Store) -> None:
    record(requests, DefectStepKind.FIXED, note="in cart.php")
    record(requests, DefectStepKind.REPRODUCED, at=-3600)
    with requests.transaction() as session:
        found = defects.steps_by_defect(session, 1, [1, 2])
        assert found.keys() == {1}
        assert [(each.step, each.at, each.by) for each in found[1]] == [
            (DefectStepKind.FIXED, NOW, "ana"),
            (DefectStepKind.REPRODUCED, NOW - timedelta(hours=1), "ana"),
        ]
        assert found[1][0].content == {"note": "in cart.php"}


def test_a_step_is_undone_once_and_its_requests_are_computed_again(requests: Store) -> None:
    number = record(requests, DefectStepKind.FIXED)
    assert stale(requests) == [7, 8]
    with requests.transaction() as session:
        for each in session.exec(select(Thread)):
            each.stale = False
        defects.undo_step(session, 1, number, NOW)
        assert defects.steps_by_defect(session, 1, [1]) == {}
        for account_id, step in ((1, number), (2, number), (1, 99)):
            with pytest.raises(NotPossible, match="already been undone"):
                defects.undo_step(session, account_id, step, NOW)
    assert stale(requests) == [7, 8]


def test_steps_and_their_undoing_match_the_history(requests: Store) -> None:
    number = record(requests, DefectStepKind.PUBLISHED, version="2.4", branches=["8.1"])
    with requests.transaction() as session:
        defects.undo_step(session, 1, number, NOW)
    with requests.transaction() as session:
        proven = history_proof.ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert list(history_proof.row_differences(session, proven, lambda *_step: None)) == []


def test_requests_share_the_earliest_start_and_all_lines(requests: Store) -> None:
    with requests.transaction() as session:
        shared = defects.shared_fix_data(session, 1, [1, 5])
        assert (shared[1].start, shared[1].lines) == (100, frozenset({"8.1", "9.0"}))
        assert (shared[5].start, shared[5].lines) == (None, frozenset())
        without = defects.shared_fix_data(session, 1, [1], but=[8])[1]
        assert (without.start, without.lines) == (200, frozenset({"8.1"}))
        assert (without.with_request(150, "").start, without.with_request(300, "").start) == (150, 200)
        assert without.with_request(150, "1.7").lines == {"8.1", "1.7"}
        assert defects.shared_fix_data(session, 1, []) == {}


def test_a_patch_of_one_line_is_published_for_that_line(requests: Store) -> None:
    record(requests, DefectStepKind.PUBLISHED, version="2.4", branches=["8.1"])
    record(requests, DefectStepKind.BRANCH, thread=8, branches=["8.1"])
    with requests.transaction() as session:
        shared = defects.shared_fix_data(session, 1, [1])[1]
    assert (shared.published_at("8.1"), shared.published_at("9.0")) == (NOW, None)
    assert (shared.stated_line(8), shared.stated_line(7)) == ("8.1", "")


def test_requests_whose_fix_clock_differs_are_computed_again(requests: Store) -> None:
    with requests.transaction() as session:
        defects.mark_outdated_requests_stale(session, 1, [1])
    assert stale(requests) == []
    add_rows(requests, thread(10, stale=False), entry(10, defect_id=1, fix_line="9.0", first_start=50))
    with requests.transaction() as session:
        defects.mark_outdated_requests_stale(session, 1, [])
    assert stale(requests) == []
    with requests.transaction() as session:
        defects.mark_outdated_requests_stale(session, 1, [1])
    # The new one starts the clock earlier; as a notice, it has no clock of its own.
    assert stale(requests) == [7, 8]


def test_a_publication_makes_only_the_requests_of_its_line_outdated(requests: Store) -> None:
    record(requests, DefectStepKind.PUBLISHED, version="2.4", branches=["8.1"])
    with requests.transaction() as session:
        for each in session.exec(select(Thread)):
            each.stale = False
    with requests.transaction() as session:
        defects.mark_outdated_requests_stale(session, 1, [1])
    assert stale(requests) == [7]
