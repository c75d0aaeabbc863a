"""The order of focus mode, and what it says about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.focus import (
    FocusQueue,
    Obligation,
    end_in_words,
    end_of_business_day,
    extended_horizon,
    following_in_words,
    heading,
    set_aside_in_words,
)

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # a Friday, 10:00 in the Marketplace
LATER_TODAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 29, 23, 8, tzinfo=UTC)
NEXT_WEEK = datetime(2026, 12, 4, 11, 0, tzinfo=UTC)


def obligation(thread_id: int, due: datetime = LATER_TODAY) -> Obligation:
    """An obligation of a thread; threads with the same deadline are in the order of their numbers."""
    return Obligation(thread_id, int(due.timestamp()), due, "TrueVoice", "No stars")


def queue(
    *thread_ids: int, late: int = 0, set_aside: int = 0, following: Obligation | None = None
) -> FocusQueue:
    """A queue of these threads, of which the first are late."""
    soon = len(thread_ids) + set_aside - late
    counters = Counters(late=late, due=soon, soon_due=soon, due_before=LATER_TODAY if soon else None)
    return FocusQueue(tuple(map(obligation, thread_ids)), counters, set_aside, following)


def test_tickets_follow_one_another_in_their_order() -> None:
    found = queue(1, 2, 3)
    first = found.after(None)
    assert first is not None
    assert [first.thread_id, found.after(first)] == [1, obligation(2)]
    assert found.after(obligation(3)) is None
    assert found.before(obligation(2)) == obligation(1)
    assert found.before(obligation(1)) is None
    assert found.before(None) == obligation(3)


def test_a_finished_ticket_still_is_a_place_in_the_order() -> None:
    assert queue(1, 3).after(obligation(2)) == obligation(3)
    assert queue(1, 3).before(obligation(2)) == obligation(1)
    assert queue(1).after(obligation(2)) is None


@pytest.mark.parametrize(
    ("found", "thread_id", "said"),
    [
        (queue(1, 2, 3), 3, "3 of 3 before 18:00"),
        (queue(1, 2, 3, late=1), 1, "1 of 3 before 18:00"),
        (queue(1, 2, late=2), 2, "2 of 2, all LATE"),
        (queue(1, 2, set_aside=4), 2, "2 of 2 before 18:00"),
        (queue(1, 2), 9, "not among what is due · 2 tickets to do"),
    ],
)
def test_the_heading_says_the_place(found: FocusQueue, thread_id: int, said: str) -> None:
    assert heading(found, thread_id, NOW) == said


def test_a_longer_queue_than_is_shown_is_counted_whole() -> None:
    counters = Counters(late=700, soon_due=20, due_before=LATER_TODAY)
    long = FocusQueue((obligation(1), obligation(2)), counters, set_aside=5)
    assert heading(long, 2, NOW) == "2 of 715 before 18:00"


@pytest.mark.parametrize(
    ("found", "end", "following"),
    [
        (queue(), "Nothing is due.", ""),
        (
            queue(following=obligation(7, MONDAY)),
            "Nothing is due until Mon 00:08.",
            "Next: Mon 00:08, TrueVoice · No stars",
        ),
        (
            queue(following=obligation(7, NEXT_WEEK)),
            "Nothing is due until Fri 04 Dec 12:00.",
            "Next: Fri 04 Dec 12:00, TrueVoice · No stars",
        ),
        (queue(1), "1 ticket was skipped.", ""),
        (queue(1, 2, following=obligation(7, MONDAY)), "2 tickets were skipped.", None),
    ],
)
def test_the_end_says_what_is_left_and_what_comes_next(
    found: FocusQueue, end: str, following: str | None
) -> None:
    assert end_in_words(found, NOW) == end
    assert following is None or following_in_words(found, NOW) == following


def test_what_is_not_shown_is_counted() -> None:
    assert set_aside_in_words(queue(1)) == ""
    assert set_aside_in_words(queue(1, set_aside=2)) == "2 snoozed or on their way"


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (NOW, datetime(2026, 11, 27, 23, 0, tzinfo=UTC)),
        # The days on which the clocks change have 23 and 25 hours.
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_business_day_ends_at_midnight_of_the_marketplace(now: datetime, ends: datetime) -> None:
    assert end_of_business_day(now) == ends


@pytest.mark.parametrize("due", [LATER_TODAY, MONDAY, end_of_business_day(NOW), end_of_business_day(MONDAY)])
def test_an_extended_horizon_includes_what_follows(due: datetime) -> None:
    horizon = extended_horizon(obligation(7, due))
    assert horizon > due
    assert horizon <= max(end_of_business_day(due), due)
