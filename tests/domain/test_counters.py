"""The counters of what is late, due and missed, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bizcare_tui.domain.counters import Counters, in_words
from bizcare_tui.domain.thread_status import Urgency

# A Saturday afternoon in Paris.
NOW = datetime(2026, 11, 28, 15, tzinfo=UTC)
MONDAY_18 = datetime(2026, 11, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counters", "full", "brief"),
    [
        (
            Counters(late=3, due=9, missed=2, soon_due=9, due_before=MONDAY_18),
            "3 LATE · 9 due before Mon 18:00 · 2 goals missed",
            "3 LATE · 9 due · 2 missed",
        ),
        (Counters(missed=1), "1 goal missed", "1 missed"),
        (
            Counters(late=1, due=12, soon_due=9, due_before=MONDAY_18),
            "1 LATE · 12 due, 9 before Mon 18:00",
            "1 LATE · 12 due",
        ),
        (
            Counters(due=1, soon_due=1, due_before=datetime(2026, 12, 7, 17, tzinfo=UTC)),
            "1 due before Mon 07 Dec 18:00",
            "1 due",
        ),
        (Counters(due=4), "4 due", "4 due"),
        (
            Counters(late=1, due=4, snoozed=2, closed=1),
            "1 LATE · 4 due · of these 2 snoozed, 1 closed",
            "1 LATE · 4 due · 2 snoozed, 1 closed",
        ),
        (Counters(missed=1, snoozed=1), "1 goal missed · of these 1 snoozed", "1 missed · 1 snoozed"),
        (Counters(late=1, closed=1), "1 LATE · of these 1 closed", "1 LATE · 1 closed"),
        (Counters(goals=5), "", ""),
        (Counters(), "", ""),
    ],
)
def test_the_counters_come_with_the_most_urgent_first(counters: Counters, full: str, brief: str) -> None:
    assert in_words(counters, NOW) == full
    assert in_words(counters, NOW, brief=True) == brief


def test_every_urgency_is_counted_under_its_own_name() -> None:
    found = Counters.of([Urgency.LATE, None, Urgency.GOAL, Urgency.LATE, Urgency.DUE, Urgency.MISSED])
    assert (found.late, found.due, found.missed, found.goals) == (2, 1, 1, 1)
