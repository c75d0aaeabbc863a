"""Which clock counts: a wrong one silences no alarm and records nothing for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.machine_clock import (
    CONFIRMED_AFTER,
    FOLLOWED,
    ClockDifference,
    deadline_time,
    record_time,
    seen_since,
)

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOT_YET, FOR_LONG = timedelta(0), CONFIRMED_AFTER
YESTERDAY, TOMORROW = NOW - DAY, NOW + DAY


@pytest.mark.parametrize(
    ("ahead", "seen_for", "newest", "deadlines", "records"),
    [
        # Nothing to speak of, and a little: the Marketplace's clock.
        (timedelta(seconds=30), NOT_YET, YESTERDAY, timedelta(0), timedelta(0)),
        (timedelta(minutes=4), NOT_YET, YESTERDAY, -timedelta(minutes=4), -timedelta(minutes=4)),
        (-timedelta(minutes=4), NOT_YET, YESTERDAY, timedelta(minutes=4), timedelta(minutes=4)),
        # A header that is 8 days or 26 years old: this machine's, however long it is seen.
        (8 * DAY, NOT_YET, YESTERDAY, timedelta(0), timedelta(0)),
        (8 * DAY, FOR_LONG, YESTERDAY, timedelta(0), timedelta(0)),
        (26 * 365 * DAY, FOR_LONG, None, timedelta(0), timedelta(0)),
        # This machine is two hours ahead, or the header is old: alarms come early, not late.
        (2 * HOUR, FOR_LONG, YESTERDAY, timedelta(0), timedelta(0)),
        # This machine is two hours behind, or the header is ahead: alarms go by the header, records do not.
        (-2 * HOUR, NOT_YET, YESTERDAY, 2 * HOUR, timedelta(0)),
        (-2 * HOUR, FOR_LONG, YESTERDAY, 2 * HOUR, timedelta(0)),
        # One answer from the far future raises no alarms; one that stays does.
        (-8 * DAY, NOT_YET, YESTERDAY, timedelta(0), timedelta(0)),
        (-8 * DAY, FOR_LONG, YESTERDAY, 8 * DAY, timedelta(0)),
        # This machine is before the newest message: it is wrong, and the Marketplace says the time.
        (-2 * DAY, NOT_YET, TOMORROW, 2 * DAY, timedelta(0)),
        (-2 * DAY, FOR_LONG, TOMORROW, 2 * DAY, 2 * DAY),
        # Both are before the newest message: nothing is proven.
        (8 * DAY, FOR_LONG, TOMORROW, timedelta(0), timedelta(0)),
    ],
)
def test_which_clock_counts(
    ahead: timedelta, seen_for: timedelta, newest: datetime | None, deadlines: timedelta, records: timedelta
) -> None:
    difference = ClockDifference(ahead, seen_for)
    assert deadline_time(NOW, difference, newest) == NOW + deadlines
    assert record_time(NOW, difference, newest) == NOW + records


differences = st.builds(
    ClockDifference,
    st.timedeltas(min_value=-400 * DAY, max_value=400 * DAY),
    st.timedeltas(min_value=timedelta(0), max_value=DAY),
)
newest = st.none() | st.datetimes(
    datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)  # noqa: DTZ001 - the zone is given
)  # fmt: skip


@given(differences, newest)
def test_no_header_silences_an_alarm_for_longer_than_a_small_difference(
    difference: ClockDifference, last: datetime | None
) -> None:
    assert deadline_time(NOW, difference, last) >= NOW - FOLLOWED


@given(differences, newest)
def test_deadlines_never_go_by_an_earlier_time_than_records(
    difference: ClockDifference, last: datetime | None
) -> None:
    assert deadline_time(NOW, difference, last) >= record_time(NOW, difference, last)


@given(differences)
def test_a_plausible_machine_records_by_its_own_clock(difference: ClockDifference) -> None:
    assert abs(record_time(NOW, difference, YESTERDAY) - NOW) <= FOLLOWED


@given(differences, newest)
def test_where_the_marketplace_is_right_alarms_come_in_time_within_a_day_at_once(
    difference: ClockDifference, last: datetime | None
) -> None:
    if -difference.ahead <= DAY:
        assert deadline_time(NOW, difference, last) >= NOW - difference.ahead - FOLLOWED


def test_a_difference_is_confirmed_by_syncs_that_agree() -> None:
    since = seen_since(None, None, -2 * HOUR, NOW)
    assert since == NOW
    later = NOW + timedelta(minutes=20)
    about = -2 * HOUR + timedelta(seconds=90)
    assert seen_since(-2 * HOUR, since, about, later) == NOW
    assert seen_since(-2 * HOUR, since, timedelta(0), later) == later
    assert seen_since(-2 * HOUR, later, about, NOW) == NOW, "since an instant that has not come is since now"
