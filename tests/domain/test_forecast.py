"""The forecast: until when it reaches, what falls into which day, what is to be expected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.forecast import (
    Due,
    forecast,
    horizon,
    minutes_of_work,
    plain_sentence,
)

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def due(moment: str, thread: int = 1) -> Due:
    return Due(thread, at(moment), is_obligation=True, what="first_answer")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-27 15:00", "2026-12-01 00:00"),  # a Friday
        ("2026-11-28 10:00", "2026-12-01 00:00"),  # Saturday and Sunday: the weekend is under way
        ("2026-11-29 23:59", "2026-12-01 00:00"),
        ("2026-11-30 00:00", "2026-12-08 00:00"),  # a Monday: the weekend still to come
        ("2026-12-01 08:00", "2026-12-08 00:00"),
        ("2026-03-27 15:00", "2026-03-31 00:00"),  # over the beginning of summer time
        ("2026-10-23 15:00", "2026-10-27 00:00"),  # over its end
        ("2026-12-31 15:00", "2027-01-05 00:00"),
    ],
)
def test_it_reaches_to_tuesday_after_the_weekend(now: str, end: str) -> None:
    assert horizon(at(now)) == at(end)


def test_a_friday_in_plain_words() -> None:
    owed = [
        due("2026-11-27 12:00"),
        due("2026-11-27 17:00"),
        *(due(f"2026-11-30 {9 + n:02}:00") for n in range(3)),
    ]
    told = forecast(owed, [], at("2026-11-27 15:00"), known_since=at("2026-11-26 00:00"))
    assert plain_sentence(told, 12.0) == (
        "1 is late now. Due today 1, on Monday 3: 4 before Tuesday 00:00 in all. What else to expect is not"
        " known yet: the store has no week behind it. At 12 minutes each, that is about 60 minutes of work."
    )


def test_nothing_due() -> None:
    told = forecast([], [], at("2026-11-27 15:00"))
    assert plain_sentence(told, 12.0) == (
        "Nothing falls due before Tuesday 00:00. About 0 more are to be expected."
    )


def test_the_same_hours_of_the_last_eight_weeks_are_expected_again() -> None:
    now = at("2026-11-27 15:00")
    # Each Saturday, over the end of summer time; and one on a Thursday, which comes no more until then.
    saturdays = [at("2026-11-21 10:00") - timedelta(weeks=n) for n in range(4)]
    wall = [moment.astimezone(PARIS).replace(hour=10).astimezone(UTC) for moment in saturdays]
    told = forecast([], [*wall, at("2026-11-26 10:00")], now)
    assert told.weeks == 8
    assert told.expected_arrivals == pytest.approx(0.5)
    # What arrives on a Saturday is due before Tuesday 00:00: it is Monday's work.
    assert [round(bucket.expected, 3) for bucket in told.buckets] == [0, 0, 0, 0.5]
    friday = forecast([], [at("2026-11-20 16:00")], now)
    assert [round(bucket.expected, 3) for bucket in friday.buckets] == [0, 0, 0, 0.125]


def test_only_weeks_that_are_known_are_counted() -> None:
    told = forecast([], [at("2026-11-20 16:00")], at("2026-11-27 15:00"), known_since=at("2026-11-12 00:00"))
    assert told.weeks == 2
    assert told.expected_arrivals == pytest.approx(0.5)


def test_minutes_of_work_leave_pauses_out() -> None:
    begun = at("2026-11-27 09:00")
    minutes = [0, 8, 18, 30, 38, 200, 210, 222]
    assert minutes_of_work([begun + timedelta(minutes=each) for each in minutes]) == 10
    assert minutes_of_work([begun]) is None


MOMENTS = st.integers(0, 4 * 366 * 1440).map(lambda each: at("2024-02-01 00:00") + timedelta(minutes=each))


@given(MOMENTS, st.lists(st.integers(-600, 600), max_size=30), st.lists(st.integers(-2000, 10), max_size=30))
def test_every_deadline_is_in_one_place(now: datetime, hours: list[int], past: list[int]) -> None:
    owed = [Due(n, now + timedelta(hours=h), is_obligation=True, what="") for n, h in enumerate(hours)]
    told = forecast(owed, [now + timedelta(hours=h) for h in past], now)
    beyond = [each for each in owed if each.at > told.horizon]
    assert len(told.late) + len(told.due) + len(beyond) == len(owed)
    assert told.buckets[0].begins == now
    assert told.buckets[-1].ends == told.horizon
    for one, other in zip(told.buckets, told.buckets[1:], strict=False):
        assert one.ends == other.begins
    assert told.expected <= told.expected_arrivals + 1e-9
