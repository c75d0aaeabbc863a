"""Whose turn it is in a thread, and what is owed next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bizcare_tui.domain.clock import first_answer
from bizcare_tui.domain.standing import Owed, Standing, stand
from bizcare_tui.domain.threads import Author, Decided, Outcome, Qualification, State, Turn

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
AUTHORS = {"c": Author.CUSTOMER, "s": Author.SELLER, "?": Author.UNKNOWN, "m": Author.MARKETPLACE}


def standing(
    written: str,
    baseline: datetime | None = None,
    tag: str = "aftersale",
    decided: Decided | None = None,
) -> Standing:
    """Of a thread with a message an hour: c(ustomer), s(eller), a(utomatic), m(arketplace) or ? unknown."""
    turns = [
        Turn(MONDAY + timedelta(hours=hour), AUTHORS.get(who, Author.SELLER), who == "a")
        for hour, who in enumerate(written)
    ]
    qualification = Qualification(tag)
    clock = first_answer(
        turns, received_at=MONDAY, qualification=qualification, purchased_at=None, baseline=baseline
    )
    return stand(
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
def test_before_the_baseline_nothing_is_owed_but_turns_are_told(written: str, state: State) -> None:
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
