"""The statistics: hours that count, the score's window, and figures that lead to their threads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import Status, answer_due
from bizcare_tui.domain.statistics import (
    Figure,
    RequestSummary,
    business_hours,
    by_week,
    fixes_in_time,
    group_requests,
    percentile,
    refunds,
    rejections,
    score,
    score_window,
    statistics,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def case(number: int, asked: str, answered: str | None = None, **more: object) -> RequestSummary:
    """A request, its status by its deadline."""
    request, answer = at(asked), at(answered) if answered else None
    due = answer_due(request)
    if answer is None:
        status = Status.PENDING if due > NOW else Status.LATE
    else:
        status = Status.MET if answer < due else Status.MISSED
    values = {"is_obligation": True, "status": status} | more
    return RequestSummary(number, request, due, answer, **values)  # type: ignore[arg-type]


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
        ("2026-11-27 23:30", "2026-11-28 12:00", 0.5),
        ("2026-12-25 09:00", "2026-12-25 17:00", 8),  # a public holiday counts
        ("2026-11-23 09:00:00.250", "2026-11-23 09:00:01", 0.75 / 3600),
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
        ("2020-09-07 12:00", date(2020, 2, 29), date(2020, 8, 31)),  # a leap year
        ("2032-09-06 12:00", date(2032, 2, 29), date(2032, 8, 30)),  # and another
        ("2028-09-05 12:00", date(2028, 2, 28), date(2028, 8, 28)),
        ("2027-01-04 12:00", date(2026, 6, 28), date(2026, 12, 28)),
    ],
)
def test_the_window_of_the_score(today: str, begins: date, ends: date) -> None:
    assert score_window(at(today)) == (begins, ends)


def test_the_score_leads_to_what_was_not_answered() -> None:
    found = score(CASES, NOW)
    assert found.response_rate == Figure(0.5, 2, (7,))
    assert found.response_hours == Figure(1.0, 1, (6,))


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("2026-05-15 23:59", 0),
        ("2026-05-16 00:00", 1),
        ("2026-11-15 23:59", 1),
        ("2026-11-16 00:00", 0),
    ],
)
def test_the_score_counts_from_the_first_instant_of_its_window_to_the_last(asked: str, counts: int) -> None:
    assert score([case(1, asked)], NOW).response_rate.of == counts


def test_a_late_answer_counts_for_the_score_and_targets_and_the_unscored_do_not() -> None:
    found = score(
        [
            case(1, "2026-08-03 09:00", "2026-08-07 09:00"),
            case(2, "2026-08-03 09:00", "2026-08-03 11:00"),
            case(3, "2026-08-03 09:00", is_obligation=False),
            case(4, "2026-08-03 09:00", status=Status.NONE),
        ],
        NOW,
    )
    assert found.response_rate == Figure(1.0, 2, ())
    assert found.response_hours == Figure(49.0, 2, (1, 2))


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


def test_a_week_begins_on_the_wall_clocks_of_the_marketplace() -> None:
    weeks = by_week([case(1, "2026-11-23 00:30"), case(2, "2026-11-22 23:30")], NOW, 2)
    assert [week.asked.thread_ids for week in weeks] == [(2,), (1,)]


def test_a_pending_request_is_neither_in_time_nor_late() -> None:
    (group,) = group_requests([case(1, "2026-11-26 09:00")], lambda each: each.product)
    assert group.asked == Figure(1.0, 1, (1,))
    assert group.in_time == group.median_hours == group.p90_hours == Figure(None, 0)


def test_hours_lead_to_the_twenty_slowest() -> None:
    many = [case(hour, "2026-11-16 00:00", f"2026-11-16 {hour:02}:00") for hour in range(1, 24)]
    (group,) = group_requests(many, lambda each: each.product)
    assert group.median_hours == Figure(12.0, 23, tuple(range(23, 3, -1)))
    assert group.p90_hours.value == 21.0


def test_groups_of_one_size_come_by_name() -> None:
    cases = [case(number, "2026-11-16 09:00", product=name) for number, name in enumerate("cab")]
    assert [group.name for group in group_requests(cases, lambda each: each.product)] == ["a", "b", "c"]


def test_groups_come_with_the_largest_first() -> None:
    products = group_requests(CASES, lambda each: each.product)
    assert [(group.name, group.asked.of) for group in products] == [("Fast", 6), ("Slow", 3)]
    assert products[0].refused == Figure(1.0, 1, (6,))
    assert products[0].refunded == Figure(1.0, 1, (7,))
    assert [group.name for group in statistics(CASES, NOW).persons] == ["", "ana", "tom"]


def test_refusals_by_ground() -> None:
    assert rejections(CASES) == {"modified_code": Figure(1.0, 1, (6,))}
    several = [
        case(1, "2026-11-16 09:00", refused_on=("b", "a")),
        case(2, "2026-11-16 09:00", refused_on=("b", "b")),
    ]
    assert list(rejections(several).items()) == [("b", Figure(2.0, 2, (1, 2))), ("a", Figure(1.0, 1, (1,)))]


def test_refunds() -> None:
    assert refunds(CASES) == Figure(1.0, 1, (7,))
    assert refunds([]) == Figure(0.0, 0)


def test_without_requests_there_are_no_figures() -> None:
    found = statistics([], NOW)
    assert len(found.weeks) == 26
    assert found.score.response_rate == found.score.response_hours == found.fixes == Figure(None, 0)
    assert (found.refusals, found.products, found.languages, found.persons) == ({}, (), (), ())


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


@pytest.mark.parametrize(
    ("share", "found"),
    [(0.0, 1), (0.005, 1), (0.07, 7), (0.071, 8), (0.5, 50), (0.55, 55), (0.9, 90), (1.0, 100)],
)
def test_a_percentile_is_of_the_nearest_rank(share: float, found: int) -> None:
    assert percentile(range(100, 0, -1), share) == found


def test_no_values_have_no_percentile() -> None:
    assert percentile([], 0.5) is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
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


@given(MOMENTS, st.integers(0, 40 * 24))
def test_business_hours_are_the_hours_of_weekdays_counted_one_by_one(start: datetime, hours: int) -> None:
    wall = start.astimezone(PARIS).replace(tzinfo=None)
    steps = [wall + timedelta(hours=step) for step in range(hours)]
    end = wall + timedelta(hours=hours)
    counted = sum(_weekday_share(step) for step in steps)
    assert business_hours(start, end.replace(tzinfo=PARIS)) == pytest.approx(counted, abs=1e-6)


def _weekday_share(begins: datetime) -> float:
    """How much of the hour from here on is on a weekday."""
    ends = begins + timedelta(hours=1)
    before = 1 - ends.minute / 60 if ends.date() != begins.date() else 1.0
    return before * (begins.weekday() < 5) + (1 - before) * (ends.weekday() < 5)


@given(MOMENTS)
def test_every_day_of_a_week_has_the_window_of_its_monday(now: datetime) -> None:
    begins, ends = score_window(now)
    day = now.astimezone(PARIS).date()
    monday = day - timedelta(days=day.weekday())
    assert ends == monday - timedelta(days=7)
    assert score_window(datetime(monday.year, monday.month, monday.day, tzinfo=PARIS)) == (begins, ends)
    assert (ends.year * 12 + ends.month) - (begins.year * 12 + begins.month) == 6
    assert begins.day <= ends.day


@st.composite
def some_cases(draw: st.DrawFn) -> list[RequestSummary]:
    """Requests up to NOW, their status by their deadline."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        asked = NOW - timedelta(minutes=draw(st.integers(0, 300 * 1440)))
        taken = draw(st.none() | st.integers(0, 5 * 1440))
        answer = None if taken is None else asked + timedelta(minutes=taken)
        due = answer_due(asked)
        if answer is None:
            status = Status.PENDING if due > NOW else Status.LATE
        else:
            status = Status.MET if answer < due else Status.MISSED
        found.append(
            RequestSummary(
                thread_id=number,
                request_at=asked,
                due=due,
                answered_at=answer,
                is_obligation=draw(st.booleans()),
                status=draw(st.sampled_from([status, Status.NONE])),
                product=draw(st.sampled_from("ab")),
                refunded=draw(st.booleans()),
                fix_due=draw(st.sampled_from([None, due])),
                fix_at=draw(st.sampled_from([None, answer])),
            )
        )
    return found


@given(some_cases(), st.integers(1, 60))
def test_weeks_hold_each_request_of_their_range_once(cases: list[RequestSummary], weeks: int) -> None:
    found = by_week(cases, NOW, weeks)
    first = datetime.fromisoformat(found[0].name).replace(tzinfo=PARIS)
    in_range = [each.thread_id for each in cases if each.request_at >= first]
    assert len(found) == weeks
    assert sum(week.asked.of for week in found) == len(in_range)
    assert sorted(thread for week in found for thread in week.asked.thread_ids) == in_range


@given(some_cases())
def test_shares_are_of_all_and_lead_to_the_rest(cases: list[RequestSummary]) -> None:
    found = statistics(cases, NOW)
    shares = [found.score.response_rate, found.fixes]
    shares += [group.in_time for group in (*found.weeks, *found.products, *found.persons)]
    for share in shares:
        assert (share.value is None) == (share.of == 0)
        if share.value is not None:
            assert 0 <= share.value <= 1
            assert share.value * share.of == pytest.approx(share.of - len(share.thread_ids))
    assert sum(group.asked.of for group in found.products) == len(cases)
