"""Whose turn it is in a thread, and what is owed next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import first_answer
from bizcare_tui.domain.fixes import fix_clock
from bizcare_tui.domain.thread_status import (
    OBLIGATIONS_BELOW,
    RANK_OF_NO_DEBT,
    Owed,
    RankGroup,
    ThreadStatus,
    Urgency,
    derive_status,
    group_of,
    rank_of,
    urgency_at,
    urgency_of,
)
from bizcare_tui.domain.threads import Author, Decided, Outcome, Qualification, State, Turn

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
AUTHORS = {"c": Author.CUSTOMER, "s": Author.SELLER, "?": Author.UNKNOWN, "m": Author.MARKETPLACE}


def standing(
    written: str,
    baseline: datetime | None = None,
    tag: str = "aftersale",
    decided: Decided | None = None,
) -> ThreadStatus:
    """Of a thread with a message an hour: c(ustomer), s(eller), a(utomatic), m(arketplace) or ? unknown."""
    turns = [
        Turn(MONDAY + timedelta(hours=hour), AUTHORS.get(who, Author.SELLER), who == "a")
        for hour, who in enumerate(written)
    ]
    qualification = Qualification(tag)
    clock = first_answer(
        turns, received_at=MONDAY, qualification=qualification, purchased_at=None, baseline=baseline
    )
    return derive_status(
        turns, clock, opened_at=MONDAY, qualification=qualification, baseline=baseline, decided=decided
    )


@pytest.mark.parametrize(
    ("written", "state", "owed"),
    [
        ("", State.NEW, Owed.FIRST_ANSWER),
        ("c", State.NEW, Owed.FIRST_ANSWER),
        ("ccc", State.NEW, Owed.FIRST_ANSWER),
        ("c?", State.NEW, Owed.FIRST_ANSWER),
        ("ca", State.NEW, Owed.FIRST_ANSWER),
        ("cs", State.WAITING, None),
        ("csm", State.WAITING, None),
        ("css", State.WAITING, None),
        ("csc", State.OPEN, Owed.FOLLOW_UP),
        ("cs?", State.OPEN, Owed.FOLLOW_UP),
        ("csca", State.OPEN, Owed.FOLLOW_UP),
        ("cscs", State.WAITING, None),
    ],
)
def test_the_last_word_tells_whose_turn_it_is(written: str, state: State, owed: Owed | None) -> None:
    found = standing(written)
    assert (found.state, found.owed) == (state, owed)
    assert (found.due is None) == (owed is None)


@pytest.mark.parametrize(("written", "state"), [("c", State.NEW), ("cs", State.WAITING), ("csc", State.OPEN)])
def test_before_the_baseline_nothing_is_owed_but_turns_are_shown(written: str, state: State) -> None:
    found = standing(written, baseline=MONDAY + timedelta(days=30))
    assert (found.state, found.owed, found.due) == (state, None, None)


def test_a_notice_owes_nothing() -> None:
    found = standing("c", tag="notice")
    assert (found.owed, found.due) == (None, None)


def test_what_falls_due_first_ranks_first_and_what_owes_nothing_last() -> None:
    owing, owing_later, quiet = standing("c"), standing("csc"), standing("cs")
    assert owing.rank < owing_later.rank < quiet.rank


HOUR_ONE = MONDAY + timedelta(hours=1)
LATER = MONDAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("written", "decided", "state", "outcome", "owed"),
    [
        ("cs", Decided(HOUR_ONE, Outcome.REJECTED), State.CLOSED, Outcome.REJECTED, None),
        ("csm", Decided(HOUR_ONE, Outcome.REJECTED), State.CLOSED, Outcome.REJECTED, None),
        ("csc", Decided(HOUR_ONE, Outcome.REJECTED), State.OPEN, None, Owed.FOLLOW_UP),
        ("cscs", Decided(HOUR_ONE, Outcome.REJECTED), State.WAITING, None, None),
        ("cs", Decided(HOUR_ONE, expected_by=LATER), State.REFUNDING, None, None),
        ("cs", Decided(HOUR_ONE, expected_by=LATER, is_overdue=True), State.REFUNDING, None, Owed.REFUND),
        ("csc", Decided(HOUR_ONE, expected_by=LATER), State.REFUNDING, None, Owed.FOLLOW_UP),
        ("c", Decided(HOUR_ONE, expected_by=LATER), State.REFUNDING, None, Owed.FIRST_ANSWER),
        ("cs", Decided(LATER, Outcome.REFUNDED), State.CLOSED, Outcome.REFUNDED, None),
    ],
)
def test_what_was_decided_closes_until_the_customer_writes_again(
    written: str, decided: Decided, state: State, outcome: Outcome | None, owed: Owed | None
) -> None:
    found = standing(written, decided=decided)
    assert (found.state, found.outcome, found.owed) == (state, outcome, owed)


# --- the order of the inbox, and what is late ------------------------------------------------------

FRIDAY = MONDAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("written", "tag", "is_late_then"),
    [
        ("c", "aftersale", Urgency.LATE),
        ("c", "presale", Urgency.MISSED),
        ("csc", "aftersale", Urgency.MISSED),
    ],
)
def test_late_is_an_obligation_and_a_goal_is_missed(written: str, tag: str, is_late_then: Urgency) -> None:
    found = standing(written, tag=tag)
    before = {Urgency.LATE: Urgency.DUE, Urgency.MISSED: Urgency.GOAL}[is_late_then]
    assert found.due is not None
    assert urgency_of(found.rank, found.due - timedelta(seconds=1)) is before
    assert urgency_of(found.rank, found.due) is is_late_then
    assert urgency_of(standing("cs").rank, FRIDAY) is None


def test_what_was_asked_before_the_baseline_is_a_goal() -> None:
    found = standing("c", baseline=MONDAY + timedelta(hours=2))
    assert found.owed is Owed.FIRST_ANSWER
    assert urgency_of(found.rank, FRIDAY) is Urgency.MISSED


def test_a_goal_is_never_listed_above_an_obligation_however_long_it_is_missed() -> None:
    late = stand_at(FRIDAY, "c")
    due = stand_at(FRIDAY + timedelta(days=300), "c")
    missed = standing("c", tag="presale")
    goal = stand_at(FRIDAY, "csc")
    ranks = [late.rank, due.rank, missed.rank, goal.rank, standing("cs").rank]
    assert ranks == sorted(ranks)


def stand_at(begun: datetime, written: str) -> ThreadStatus:
    turns = [Turn(begun + timedelta(hours=hour), AUTHORS[who]) for hour, who in enumerate(written)]
    clock = first_answer(turns, received_at=begun, qualification=Qualification.AFTERSALE)
    return derive_status(turns, clock, opened_at=begun, qualification=Qualification.AFTERSALE, baseline=None)


@pytest.mark.parametrize(
    ("fix_begun", "owed"),
    [(MONDAY, Owed.FIX), (MONDAY - timedelta(days=40), Owed.FIX)],
    ids=["due in weeks", "late"],
)
def test_a_goal_does_not_hide_the_obligation_of_a_fix(fix_begun: datetime, owed: Owed) -> None:
    turns = [Turn(MONDAY + timedelta(hours=hour), AUTHORS[who]) for hour, who in enumerate("csc")]
    clock = first_answer(turns, received_at=MONDAY, qualification=Qualification.AFTERSALE)
    found = derive_status(
        turns,
        clock,
        opened_at=MONDAY,
        qualification=Qualification.AFTERSALE,
        baseline=None,
        fix=fix_clock(fix_begun),
    )
    assert (found.owed, found.due) == (owed, fix_clock(fix_begun).due)
    assert found.follow_up is not None  # still known, and shown beside it


def test_a_fix_is_in_time_at_its_deadline_and_late_after_it() -> None:
    due = fix_clock(MONDAY).due
    assert urgency_at(Owed.FIX, due, due, is_obligation=True) is Urgency.DUE
    assert urgency_at(Owed.FIX, due, due + timedelta(seconds=1), is_obligation=True) is Urgency.LATE


def test_an_overdue_refund_is_not_hidden_by_a_goal() -> None:
    decided = Decided(HOUR_ONE, expected_by=LATER, is_overdue=True)
    found = standing("csc", decided=decided)
    assert (found.owed, urgency_of(found.rank, LATER)) == (Owed.REFUND, Urgency.LATE)


@given(
    owed=st.sampled_from(Owed),
    due=st.datetimes(timezones=st.just(UTC)),
    other=st.datetimes(timezones=st.just(UTC)),
    now=st.datetimes(timezones=st.just(UTC)),
)
def test_the_bands_of_ranks_never_meet(owed: Owed, due: datetime, other: datetime, now: datetime) -> None:
    obligation = rank_of(owed, due, now, is_obligation=True)
    goal = rank_of(owed, other, now, is_obligation=False)
    nothing = rank_of(None, None, other, is_obligation=False)
    assert obligation < OBLIGATIONS_BELOW < goal < RANK_OF_NO_DEBT < nothing
    assert urgency_of(obligation, now) in (Urgency.LATE, Urgency.DUE)
    assert urgency_of(goal, now) in (Urgency.MISSED, Urgency.GOAL)
    assert urgency_of(nothing, now) is None


@pytest.mark.parametrize(
    ("owed", "is_obligation", "group"),
    [
        (Owed.FIRST_ANSWER, True, RankGroup.OBLIGATIONS),
        (Owed.FIX, True, RankGroup.OBLIGATIONS),
        (Owed.FIRST_ANSWER, False, RankGroup.GOALS),
        (Owed.FOLLOW_UP, False, RankGroup.GOALS),
        (None, False, RankGroup.NOTHING_OWED),
    ],
)
def test_the_rank_says_in_which_group_of_the_inbox_a_thread_is(
    owed: Owed | None, is_obligation: bool, group: RankGroup
) -> None:
    for moment in (MONDAY, MONDAY - timedelta(days=9000), MONDAY + timedelta(days=9000)):
        assert group_of(rank_of(owed, moment, moment, is_obligation=is_obligation)) is group
