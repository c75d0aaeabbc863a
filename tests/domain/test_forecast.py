"""The forecast: until when it reaches, what falls into which day, what is to be expected."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.absences import Absence, presence_on
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.counters import horizon
from bizcare_tui.domain.forecast import (
    Due,
    absence_sentence,
    forecast,
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
    summary = forecast(owed, [], at("2026-11-27 15:00"), known_since=at("2026-11-26 00:00"))
    assert plain_sentence(summary, 12.0) == (
        "1 is late now. Due today 1, on Monday 3: 4 in total before Tuesday 00:00. No estimate of further"
        " messages yet: the store has less than a week of data. At 12 minutes each, that is about 60 minutes"
        " of work."
    )


@pytest.mark.parametrize(
    ("owed", "arrived", "minutes", "sentence"),
    [
        ([], 0, 12.0, "Nothing is due before Tuesday 00:00; hardly any more are expected."),
        ([], 6, None, "Nothing is due before Tuesday 00:00; about 6 more are expected."),
        (
            ["2026-11-27 09:00"],
            0,
            1.0,
            "1 is late now. Nothing else is due before Tuesday 00:00; hardly any more are expected."
            " At 1 minute each, that is about 1 minute of work.",
        ),
        (
            ["2026-11-27 17:00"] * 3 + ["2026-11-30 12:00"] * 12,
            6,
            9.0,
            "Due today 3, on Monday 12: 15 in total before Tuesday 00:00; about 6 more are expected."
            " At 9 minutes each, that is about 3 h of work.",
        ),
        (
            ["2026-12-01 00:00"],
            1,
            0.1,
            "Due on Monday 1: 1 in total before Tuesday 00:00; about 1 more is expected."
            " At 1 minute each, that is about 2 minutes of work.",
        ),
        (["2026-12-01 00:01"], 0, 9.0, "Nothing is due before Tuesday 00:00; hardly any more are expected."),
    ],
    ids=["nothing", "nothing known", "late", "Friday", "at the horizon", "beyond it"],
)
def test_in_plain_words(owed: list[str], arrived: int, minutes: float | None, sentence: str) -> None:
    # What came on Saturday a week ago, the one week that is known, comes again tomorrow.
    summary = forecast(
        [due(each) for each in owed],
        [at("2026-11-21 10:00")] * arrived,
        at("2026-11-27 15:00"),
        known_since=at("2026-11-20 15:00"),
    )
    assert plain_sentence(summary, minutes) == sentence


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-11-27 15:00", ["11-27 15:00", "11-28 00:00", "11-29 00:00", "11-30 00:00"]),
        ("2026-11-28 10:00", ["11-28 10:00", "11-29 00:00", "11-30 00:00"]),
        ("2026-11-29 23:59", ["11-29 23:59", "11-30 00:00"]),
        ("2026-11-30 00:00", [f"{day} 00:00" for day in ("11-30", *(f"12-0{n}" for n in range(1, 8)))]),
        ("2026-03-28 12:00", ["03-28 12:00", "03-29 00:00", "03-30 00:00"]),
        ("2026-10-24 12:00", ["10-24 12:00", "10-25 00:00", "10-26 00:00"]),
        ("2026-12-31 15:00", ["12-31 15:00", *(f"2027-01-0{n} 00:00" for n in range(1, 5))]),
    ],
)
def test_a_bucket_for_each_day(now: str, days: list[str]) -> None:
    summary = forecast([], [], at(now))
    begins = [at(day if day.startswith("2027") else f"2026-{day}") for day in days]
    assert [bucket.begins for bucket in summary.buckets] == begins
    assert [bucket.ends for bucket in summary.buckets] == [*begins[1:], summary.horizon]


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        ("2026-11-27 14:59", "late"),
        ("2026-11-27 15:00", "late"),  # an answer at the deadline itself is late
        ("2026-11-27 15:01", "11-27"),
        ("2026-11-28 00:00", "11-27"),  # to be there before midnight: the work of the day that ends
        ("2026-11-30 00:00", "11-29"),
        ("2026-12-01 00:00", "11-30"),  # all that came in at the weekend
        ("2026-12-01 00:01", ""),
    ],
)
def test_a_deadline_belongs_to_the_day_that_ends_with_it(moment: str, place: str) -> None:
    summary = forecast([due(moment)], [], at("2026-11-27 15:00"))
    found = ["late"] if summary.late else []
    found += [f"{bucket.begins.astimezone(PARIS):%m-%d}" for bucket in summary.buckets if bucket.due]
    assert found == ([place] if place else [])


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        ("2026-11-27 14:59", "late"),
        ("2026-11-27 15:00", "11-27"),  # a fix at its deadline is in time
        ("2026-11-28 00:00", "11-28"),
        ("2026-12-01 00:00", ""),
    ],
)
def test_a_fix_is_in_time_at_its_deadline_itself(moment: str, place: str) -> None:
    summary = forecast([Due(1, at(moment), is_obligation=True, what="fix")], [], at("2026-11-27 15:00"))
    found = ["late"] if summary.late else []
    found += [f"{bucket.begins.astimezone(PARIS):%m-%d}" for bucket in summary.buckets if bucket.due]
    assert found == ([place] if place else [])


def test_the_same_hours_of_the_last_eight_weeks_are_expected_again() -> None:
    now = at("2026-11-27 15:00")
    # Each Saturday, over the end of summer time; and one on a Thursday, which comes no more until then.
    saturdays = [at("2026-11-21 10:00") - timedelta(weeks=n) for n in range(4)]
    wall = [moment.astimezone(PARIS).replace(hour=10).astimezone(UTC) for moment in saturdays]
    summary = forecast([], [*wall, at("2026-11-26 10:00")], now)
    assert summary.weeks == 8
    assert summary.expected_arrivals == pytest.approx(0.5)
    # What arrives on a Saturday is due before Tuesday 00:00: it is Monday's work.
    assert [round(bucket.expected, 3) for bucket in summary.buckets] == [0, 0, 0, 0.5]
    friday = forecast([], [at("2026-11-20 16:00")], now)
    assert [round(bucket.expected, 3) for bucket in friday.buckets] == [0, 0, 0, 0.125]


@pytest.mark.parametrize(
    ("now", "arrived", "counts"),
    [
        ("2026-11-27 15:00", "2026-11-20 14:59", False),
        ("2026-11-27 15:00", "2026-11-20 15:00", True),
        ("2026-11-27 15:00", "2026-11-23 23:59", True),
        ("2026-11-27 15:00", "2026-11-24 00:00", False),
        ("2026-11-27 15:00", "2026-10-02 15:00", True),  # eight weeks back, on summer time
        ("2026-11-27 15:00", "2026-10-02 14:59", False),
        ("2026-11-27 15:00", "2026-09-25 16:00", False),  # nine weeks back
        ("2026-03-30 09:00", "2026-03-16 09:00", True),  # a Monday reaches over a week: from two weeks back
        ("2026-03-30 09:00", "2026-01-26 09:00", True),  # to nine
        ("2026-03-30 09:00", "2026-01-26 08:59", False),
        ("2026-10-26 00:00", "2026-10-12 00:00", True),
        ("2026-10-26 00:00", "2026-10-20 12:00", False),  # a week back is not over yet
        ("2026-12-31 15:00", "2026-12-24 15:00", True),
        ("2026-12-31 15:00", "2026-11-05 15:00", True),
    ],
)
def test_which_hours_are_looked_back_at(now: str, arrived: str, counts: bool) -> None:
    summary = forecast([], [at(arrived)], at(now))
    assert summary.weeks == 8
    # From a Monday the window is longer than a week, and an arrival may lie in two of the past ones.
    assert (summary.expected_arrivals >= 0.125) is counts


@pytest.mark.parametrize(
    ("now", "arrived", "day"),
    [
        ("2026-03-27 09:00", "2026-03-20 10:00", "03-30"),  # into the week that ends on summer time
        ("2026-03-27 09:00", "2026-03-22 02:30", "03-30"),  # an hour that does not come on the 29th
        ("2026-10-23 09:00", "2026-10-16 10:00", "10-26"),
        ("2026-10-23 09:00", "2026-10-18 02:30", "10-26"),  # one that comes twice on the 25th
        ("2026-12-31 09:00", "2026-12-24 10:00", "01-01"),
    ],
)
def test_expected_hours_are_those_of_the_wall_clock(now: str, arrived: str, day: str) -> None:
    summary = forecast([], [at(arrived)], at(now))
    places = {f"{b.begins.astimezone(PARIS):%m-%d}": b.expected for b in summary.buckets if b.expected}
    assert places == {day: 0.125}


@pytest.mark.parametrize(
    ("known_since", "weeks"),
    [
        ("2026-11-12 00:00", 2),
        ("2026-11-20 15:00", 1),
        ("2026-11-20 15:01", 0),
        ("2026-10-02 15:00", 8),  # over the end of summer time
        ("2026-10-02 15:01", 7),
        ("2020-01-01 00:00", 8),
    ],
)
def test_only_weeks_that_are_known_are_counted(known_since: str, weeks: int) -> None:
    summary = forecast([], [at("2026-11-20 16:00")], at("2026-11-27 15:00"), known_since=at(known_since))
    assert summary.weeks == weeks
    assert summary.expected_arrivals == (1 / weeks if weeks else 0)
    assert summary.expected == summary.expected_arrivals


@pytest.mark.parametrize(
    ("minutes", "each"),
    [
        ([0, 8, 18, 30, 38, 200, 210, 222], 10),
        ([222, 0, 18, 8, 30, 210, 38, 200], 10),  # in any order
        ([0, 10, 20, 30, 40, 50], 10),
        ([0, 10, 20, 30, 40], None),  # four gaps
        ([0, 45, 90, 135, 180, 225], None),  # pauses, all of them
        ([0, 44, 88, 132, 176, 220], 44),
        ([0], None),
        ([], None),
    ],
)
def test_minutes_of_work_leave_pauses_out(minutes: list[int], each: float | None) -> None:
    begun = at("2026-11-27 09:00")
    assert minutes_of_work([begun + timedelta(minutes=minute) for minute in minutes]) == each


MOMENTS = st.integers(0, 4 * 366 * 1440).map(lambda each: at("2024-02-01 00:00") + timedelta(minutes=each))


@given(MOMENTS, st.lists(st.integers(-600, 600), max_size=30), st.lists(st.integers(-2000, 10), max_size=30))
def test_every_deadline_is_in_one_place(now: datetime, hours: list[int], past: list[int]) -> None:
    owed = [
        Due(n, now + timedelta(hours=h), is_obligation=True, what="fix" if n % 2 else "first_answer")
        for n, h in enumerate(hours)
    ]
    summary = forecast(owed, [now + timedelta(hours=h) for h in past], now)
    beyond = [each for each in owed if each.late_at > summary.horizon]
    placed = [*summary.late, *summary.due, *beyond]
    assert sorted(each.thread_id for each in placed) == list(range(len(owed)))
    assert summary.buckets[0].begins == now
    assert summary.buckets[-1].ends == summary.horizon
    for one, other in pairwise(summary.buckets):
        assert one.ends == other.begins
        assert other.begins.astimezone(PARIS).time() == time.min
    for bucket in summary.buckets:
        assert all(bucket.begins < each.late_at <= bucket.ends for each in bucket.due)
    assert summary.expected == pytest.approx(sum(bucket.expected for bucket in summary.buckets))
    assert summary.expected <= summary.expected_arrivals + 1e-9


def test_absent_persons_are_named_and_a_day_without_anybody_is_marked() -> None:
    summary = forecast([due("2026-11-27 12:00")], [], at("2026-11-26 10:00"))
    days = [marketplace_date(bucket.begins) for bucket in summary.buckets]
    absences = [Absence(1, "ana", days[0], days[1])]
    of_two = [presence_on(("ana", "bea"), absences, day) for day in days]
    assert absence_sentence(summary, of_two) == "Absent: ana (today, Friday)."
    alone = [presence_on(("ana",), absences, day) for day in days]
    assert absence_sentence(summary, alone).endswith("Nobody is present on Friday, and 1 is due.")
    everyone = [presence_on(("ana",), [], day) for day in days]
    assert absence_sentence(summary, everyone) == ""
