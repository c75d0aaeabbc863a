"""The statistics: hours that count, the score's window, and figures that lead to their threads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import Status, answer_due
from bizcare_tui.domain.statistics import (
    Case,
    Figure,
    business_hours,
    by,
    by_week,
    fixes_in_time,
    percentile,
    refusals,
    score,
    score_window,
    statistics,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def case(number: int, asked: str, answered: str | None = None, **more: object) -> Case:
    """A request, its status by its deadline."""
    request, answer = at(asked), at(answered) if answered else None
    due = answer_due(request)
    if answer is None:
        status = Status.PENDING if due > NOW else Status.LATE
    else:
        status = Status.MET if answer < due else Status.MISSED
    values = {"is_obligation": True, "status": status} | more
    return Case(number, request, due, answer, **values)  # type: ignore[arg-type]


CASES = [
    case(1, "2026-11-16 09:00", "2026-11-16 11:00", product="Fast", language="es", person="ana"),
    case(2, "2026-11-17 09:00", "2026-11-19 09:00", product="Fast", language="fr", person="tom"),
    case(3, "2026-11-20 15:00", "2026-11-23 10:00", product="Slow", language="es", person="ana"),
    case(4, "2026-11-24 09:00", product="Slow", language="es"),
    case(5, "2026-11-26 09:00", product="Slow", language="en"),
    case(6, "2026-08-03 09:00", "2026-08-03 10:00", refused_on=("modified_code",), product="Fast"),
    case(7, "2026-08-04 09:00", None, refunded=True, product="Fast"),
    case(8, "2026-11-18 09:00", "2026-11-18 10:00", is_obligation=False, product="Fast"),
    case(9, "2026-11-18 09:00", "2026-11-18 10:00", status=Status.NONE, product="Fast"),
]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-27 15:00", "2026-11-30 15:00", 24),
        ("2026-11-28 10:00", "2026-11-29 20:00", 0),
        ("2026-11-28 10:00", "2026-11-30 01:30", 1.5),
        ("2026-11-23 09:00", "2026-11-23 09:00", 0),
        ("2026-11-23 09:00", "2026-11-22 09:00", 0),
        ("2026-03-27 15:00", "2026-03-30 15:00", 24),  # summer time begins on the Sunday
        ("2026-10-23 15:00", "2026-10-26 15:00", 24),  # and ends
        ("2024-01-01 00:00", "2026-01-01 00:00", 523 * 24),
    ],
)
def test_business_hours(start: str, end: str, hours: float) -> None:
    assert business_hours(at(start), at(end)) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        ("2026-11-23 00:00", date(2026, 5, 16), date(2026, 11, 16)),
        ("2026-11-29 23:59", date(2026, 5, 16), date(2026, 11, 16)),
        ("2026-11-30 00:00", date(2026, 5, 23), date(2026, 11, 23)),
        ("2026-09-07 12:00", date(2026, 2, 28), date(2026, 8, 31)),
        ("2028-09-05 12:00", date(2028, 2, 28), date(2028, 8, 28)),
    ],
)
def test_the_window_of_the_score(today: str, begins: date, ends: date) -> None:
    assert score_window(at(today)) == (begins, ends)


def test_the_score_leads_to_what_was_not_answered() -> None:
    found = score(CASES, NOW)
    assert found.response_rate == Figure(0.5, 2, (7,))
    assert found.response_hours == Figure(1.0, 1, (6,))


def test_weeks_lead_to_what_was_not_in_time() -> None:
    weeks = by_week(CASES, NOW, 3)
    assert [week.name for week in weeks] == ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert weeks[0].in_time == Figure(None, 0)
    assert weeks[1].asked.of == 5
    assert weeks[1].in_time.value == pytest.approx(2 / 3)
    assert weeks[1].in_time.thread_ids == (2,)
    assert weeks[1].median_hours.value == 2
    assert weeks[1].p90_hours == Figure(48.0, 4, (2, 3, 1, 8))
    assert weeks[2].in_time == Figure(0.0, 1, (4,))


def test_groups_come_with_the_largest_first() -> None:
    products = by(CASES, lambda each: each.product)
    assert [(group.name, group.asked.of) for group in products] == [("Fast", 6), ("Slow", 3)]
    assert products[0].refused == Figure(1.0, 1, (6,))
    assert products[0].refunded == Figure(1.0, 1, (7,))
    assert [group.name for group in statistics(CASES, NOW).persons] == ["", "ana", "tom"]


def test_refusals_by_ground() -> None:
    assert refusals(CASES) == {"modified_code": Figure(1.0, 1, (6,))}


def test_fixes_in_time() -> None:
    due = at("2026-11-20 09:00")
    fixed = [
        case(1, "2026-10-20 09:00", fix_due=due, fix_at=due),
        case(2, "2026-10-20 09:00", fix_due=due, fix_at=due + timedelta(seconds=1)),
        case(3, "2026-10-20 09:00", fix_due=due),
        case(4, "2026-10-20 09:00", fix_due=at("2026-12-20 09:00")),
    ]
    found = fixes_in_time(fixed, NOW)
    assert found.value == pytest.approx(1 / 3)
    assert (found.of, found.thread_ids) == (3, (2, 3))
    assert fixes_in_time([], NOW) == Figure(None, 0)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_values(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found is not None
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


MOMENTS = st.integers(0, 4 * 366 * 1440).map(lambda each: at("2024-01-01 00:00") + timedelta(minutes=each))


@given(MOMENTS, MOMENTS, MOMENTS)
def test_business_hours_add_up(one: datetime, two: datetime, three: datetime) -> None:
    one, two, three = sorted((one, two, three))
    parts = business_hours(one, two) + business_hours(two, three)
    # Where clocks go back on a Sunday nothing is lost: no hour of it counts.
    assert parts == pytest.approx(business_hours(one, three), abs=1e-3)
    assert business_hours(one, three) <= (three - one) / timedelta(hours=1) + 1.001
