"""What a decision about authors changes, in numbers and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bizcare_tui.domain.author_effect import AuthorEffect, ThreadClocks, effect_in_words, effect_of
from bizcare_tui.domain.thread_status import Owed, rank_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING_OWED = rank_of(None, None, NOW, is_obligation=False)


def owing(due: datetime, *, is_obligation: bool = True) -> ThreadClocks:
    """Return the clocks of a thread that owes a first answer, or a follow-up if that is no obligation."""
    owed = Owed.FIRST_ANSWER if is_obligation else Owed.FOLLOW_UP
    rank = rank_of(owed, due, NOW, is_obligation=is_obligation)
    if is_obligation:
        return ThreadClocks(rank, scored=True, first_due=due)
    return ThreadClocks(rank, scored=True, first_due=due, first_at=due - HOUR, follow_up_due=due)


def answered(before: ThreadClocks, at: datetime) -> ThreadClocks:
    return replace(before, rank=NOTHING_OWED, first_at=before.first_at or at, follow_up_due=None)


LATE, DUE = owing(NOW - HOUR), owing(NOW + HOUR)
MISSED = owing(NOW - HOUR, is_obligation=False)
ANSWERED_LATE = replace(answered(LATE, NOW), rank=NOTHING_OWED)


@pytest.mark.parametrize(
    ("before", "after", "effect", "words"),
    [
        (LATE, LATE, AuthorEffect(), "no deadline changes"),
        (
            LATE,
            answered(LATE, NOW),
            AuthorEffect(answered=1, late=-1),
            "1 first answer becomes answered · 1 late less",
        ),
        (
            DUE,
            answered(DUE, NOW),
            AuthorEffect(answered=1, in_time=1, due=-1),
            "1 first answer becomes answered · 1 due less",
        ),
        (
            ANSWERED_LATE,
            replace(ANSWERED_LATE, first_at=NOW - 2 * HOUR),
            AuthorEffect(in_time=1),
            "1 first answer was in time",
        ),
        (
            MISSED,
            answered(MISSED, NOW),
            AuthorEffect(follow_ups=-1, missed=-1),
            "1 missed goal less · 1 follow-up ends",
        ),
        (
            answered(LATE, NOW),
            LATE,
            AuthorEffect(answered=-1, late=1),
            "1 first answer is owed again · 1 late more",
        ),
    ],
)
def test_the_effect_on_one_thread(
    before: ThreadClocks, after: ThreadClocks, effect: AuthorEffect, words: str
) -> None:
    assert effect_of([(before, after)], NOW) == effect
    assert effect_in_words(effect) == words
    assert effect.changes_clocks is (before != after)


def test_the_effects_on_several_threads_are_added() -> None:
    changes = [(LATE, answered(LATE, NOW)), (DUE, answered(DUE, NOW)), (DUE, DUE)]
    effect = effect_of(changes, NOW)
    assert effect == AuthorEffect(answered=2, in_time=1, late=-1, due=-1)
    assert effect_in_words(effect) == "2 first answers become answered · 1 late less · 1 due less"
    assert effect_of([], NOW) == AuthorEffect()


def test_a_first_answer_that_is_not_scored_counts_as_none() -> None:
    before = replace(DUE, scored=False)
    assert not effect_of([(before, replace(before, first_at=NOW))], NOW).changes_clocks
