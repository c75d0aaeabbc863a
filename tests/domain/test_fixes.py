"""The clock of a fix: 30 calendar days, the date to submit by, the other reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status, is_weekday
from bizcare_tui.domain.fixes import fix_clock
from bizcare_tui.domain.reviews import submit_by

requests = st.datetimes(
    datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MARKETPLACE_ZONE)


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("request_at", "due", "submit", "other"),
    [
        ("2026-11-27 15:00", "2026-12-27 15:00:00", "2026-12-11", "2027-01-08 15:00:00"),
        ("2026-11-28 10:00", "2026-12-28 10:00:00", "2026-12-11", "2027-01-08 10:00:00"),
        ("2026-11-29 10:00", "2026-12-29 10:00:00", "2026-12-14", "2027-01-08 10:00:00"),
        ("2026-11-30 00:00", "2026-12-30 00:00:00", "2026-12-15", "2027-01-11 00:00:00"),
        # Summer time begins on 29 March 2026, at 02:00, and ends on 25 October, at 03:00.
        ("2026-02-27 02:30", "2026-03-29 03:30:00", "2026-03-13", "2026-04-10 02:30:00"),
        ("2026-09-25 02:30", "2026-10-25 02:30:00", "2026-10-09", "2026-11-06 02:30:00"),
        ("2028-01-30 12:00", "2028-02-29 12:00:00", "2028-02-14", "2028-03-10 12:00:00"),
        ("2026-12-15 09:00", "2027-01-14 09:00:00", "2026-12-30", "2027-01-26 09:00:00"),
    ],
)
def test_a_fix_is_due_after_thirty_days_on_the_wall_clock(
    request_at: str, due: str, submit: str, other: str
) -> None:
    clock = fix_clock(paris(request_at))
    assert wall(clock.due) == due
    assert clock.submit_by == date.fromisoformat(submit)
    assert wall(clock.other_reading) == other


@pytest.mark.parametrize(
    ("request_at", "due"),
    [
        ("2026-03-10 12:00", "2026-04-09 12:00:00"),
        ("2026-03-15 00:15", "2026-04-14 00:15:00"),
        ("2026-10-10 23:45", "2026-11-09 23:45:00"),
    ],
)
def test_the_hour_of_a_fix_stays_the_same_when_the_clocks_change(request_at: str, due: str) -> None:
    assert wall(fix_clock(paris(request_at).astimezone(UTC)).due) == due


def test_of_an_hour_that_comes_twice_the_earlier_is_the_deadline() -> None:
    clock = fix_clock(paris("2026-09-25 02:30"))
    assert clock.due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_deadline_itself_is_in_time() -> None:
    due = fix_clock(paris("2026-11-27 15:00")).due
    for at, status in ((due, Status.MET), (due + timedelta(seconds=1), Status.MISSED)):
        clock = fix_clock(paris("2026-11-27 15:00"), at)
        assert clock.status(at) is status
    running = fix_clock(paris("2026-11-27 15:00"))
    assert running.status(due) is Status.PENDING
    assert running.status(due + timedelta(seconds=1)) is Status.LATE


@given(requests)
def test_ten_full_weekdays_lie_between_submission_and_deadline_and_no_later_day_has_them(
    request: datetime,
) -> None:
    due = fix_clock(request).due
    last = due.astimezone(MARKETPLACE_ZONE).date()
    day = submit_by(due)

    def between(first: date) -> int:
        days = (first + timedelta(days=n) for n in range(1, (last - first).days))
        return sum(map(is_weekday, days))

    assert is_weekday(day)
    assert between(day) == 10 or (between(day) > 10 and not is_weekday(day + timedelta(days=1)))
    later = day + timedelta(days=1)
    while not is_weekday(later):
        later += timedelta(days=1)
    assert between(later) < 10


@given(requests, requests)
def test_a_later_request_is_never_due_earlier(a: datetime, b: datetime) -> None:
    one, other = fix_clock(min(a, b)), fix_clock(max(a, b))
    # On the wall clock: in the hour that comes twice, the earlier is meant.
    assert wall(one.due)[:13] <= wall(other.due)[:13] or one.due <= other.due
    assert one.submit_by <= other.submit_by


@given(requests)
def test_the_other_reading_counts_thirty_weekdays(request: datetime) -> None:
    clock = fix_clock(request)
    first = request.astimezone(MARKETPLACE_ZONE).date()
    last = clock.other_reading.astimezone(MARKETPLACE_ZONE).date()
    assert sum(is_weekday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1)) == 30
    assert is_weekday(last)
