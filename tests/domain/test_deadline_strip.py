"""The next 24 business hours as cells: which deadline is in which, and where days begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import answer_due
from bizcare_tui.domain.deadline_strip import StripMark, deadline_strip

PARIS = ZoneInfo("Europe/Paris")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda each: each.replace(microsecond=0, tzinfo=UTC)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "deadline", "cell"),
    [
        ("2026-11-26 10:00", "2026-11-26 10:30", 0),
        ("2026-11-26 10:00", "2026-11-26 11:00", 1),
        ("2026-11-26 10:00", "2026-11-27 00:00", 14),
        ("2026-11-26 10:00", "2026-11-27 09:59", 23),
        ("2026-11-26 10:00", "2026-11-27 10:00", 23),
        ("2026-11-26 10:00", "2026-11-27 10:01", None),
        ("2026-11-26 10:00", "2026-11-26 10:00", None),  # over: late
        ("2026-11-27 15:00", "2026-11-30 00:00", 9),  # over the weekend
        ("2026-11-27 15:00", "2026-11-29 12:00", 9),  # a fix that is due on Sunday
        ("2026-11-27 15:00", "2026-11-30 14:59", 23),
        ("2026-11-28 10:00", "2026-11-30 05:00", 5),  # at the weekend, from Monday on
        ("2026-11-28 10:00", "2026-12-01 00:00", 23),
        ("2026-03-27 15:00", "2026-03-30 02:30", 11),  # summer time begins on that Sunday
        ("2026-10-23 15:00", "2026-10-26 02:30", 11),  # and ends
    ],
)
def test_a_deadline_is_in_the_cell_of_its_business_hour(now: str, deadline: str, cell: int | None) -> None:
    strip = deadline_strip([at(deadline)], 0, at(now), 24)
    assert [index for index, each in enumerate(strip.cells) if each.due] == ([] if cell is None else [cell])


@pytest.mark.parametrize(
    ("now", "marks"),
    [
        ("2026-11-26 10:00", {2: "HOUR", 8: "HOUR", 14: "DAY", 20: "HOUR"}),
        ("2026-11-26 00:00", {6: "HOUR", 12: "HOUR", 18: "HOUR"}),
        ("2026-11-27 15:00", {3: "HOUR", 9: "WEEK", 15: "HOUR", 21: "HOUR"}),
        ("2026-11-28 10:00", {0: "WEEK", 6: "HOUR", 12: "HOUR", 18: "HOUR"}),
    ],
)
def test_hours_days_and_the_weekend_are_marked(now: str, marks: dict[int, str]) -> None:
    cells = deadline_strip([], 0, at(now), 24).cells
    found = {index: cell.mark.name for index, cell in enumerate(cells) if cell.mark is not StripMark.NOTHING}
    assert found == marks
    assert all((cell.begins is None) == (cell.mark is StripMark.NOTHING) for cell in cells)


def test_the_deadline_under_the_cursor_is_marked() -> None:
    now = at("2026-11-26 10:00")
    deadlines = [now + timedelta(hours=2), now + timedelta(hours=2, minutes=5)]
    strip = deadline_strip(deadlines, 3, now, 24, marked=deadlines[0])
    assert [(each.due, each.is_marked) for each in strip.cells if each.due] == [(2, True)]
    assert (strip.late, strip.is_late_marked) == (3, False)
    assert deadline_strip(deadlines, 3, now, 24, marked=now).is_late_marked
    # One that was not among the first ones read is there all the same.
    alone = deadline_strip([], 0, now, 24, marked=now + timedelta(hours=5))
    assert [(index, each.due) for index, each in enumerate(alone.cells) if each.is_marked] == [(5, 1)]


@given(MOMENTS, st.lists(st.integers(0, 5 * 86_400), max_size=20), st.integers(1, 200))
def test_every_deadline_in_the_strip_is_in_one_cell_and_in_order(
    now: datetime, seconds: list[int], width: int
) -> None:
    deadlines = sorted(now + timedelta(seconds=each) for each in seconds)
    strip = deadline_strip(deadlines, 0, now, width)
    assert len(strip.cells) == width
    assert strip.ends == answer_due(now)
    within = [each for each in deadlines if now < each <= strip.ends]
    assert sum(cell.due for cell in strip.cells) == len(within)
    cells = [
        next(index for index, cell in enumerate(deadline_strip([each], 0, now, width).cells) if cell.due)
        for each in within
    ]
    assert cells == sorted(cells)
