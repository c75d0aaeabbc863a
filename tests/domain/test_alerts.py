"""Notices before deadlines come in time, once, and not at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bizcare_tui.domain.alerts import (
    Key,
    Night,
    Pending,
    alerts,
    digest,
    digest_day,
    digest_horizon,
    parse_lead,
)

PARIS = ZoneInfo("Europe/Paris")
LEADS = (timedelta(hours=2), timedelta(minutes=30), timedelta(0))
NIGHT = Night(time(22), time(7), PARIS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def pending(due: str, thread: int = 7) -> Pending:
    return Pending(thread, "The cart fails", at(due), is_obligation=True, what="first_answer")


def run(due: str, moments: list[str], night: Night | None = None) -> list[str]:
    """The moments at which a deadline is announced."""
    reported: set[Key] = set()
    rung = []
    for moment in moments:
        for alert in alerts([pending(due)], LEADS, reported, at(moment), night):
            reported.update(alert.keys)
            rung.append(moment)
    return rung


def test_each_lead_is_notified_once() -> None:
    moments = [f"2026-11-26 {12 + quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in range(16)]
    assert run("2026-11-26 15:00", moments) == ["2026-11-26 13:00", "2026-11-26 14:30", "2026-11-26 15:00"]


def test_a_late_start_tells_once_by_the_nearest_lead() -> None:
    assert run("2026-11-26 15:00", ["2026-11-26 14:45", "2026-11-26 14:50"]) == ["2026-11-26 14:45"]


def test_what_is_late_is_news_for_one_business_day() -> None:
    assert run("2026-11-26 15:00", ["2026-11-27 15:00", "2026-12-27 15:00"]) == []
    assert run("2026-11-26 15:00", ["2026-11-27 14:59"]) == ["2026-11-27 14:59"]
    assert run("2026-11-27 20:00", ["2026-11-30 09:00"]) == ["2026-11-30 09:00"]


@pytest.mark.parametrize(
    ("due", "first"),
    [
        # Thursday 22:00 to Friday 07:00: the deadline, or a lead of it, falls into the night.
        ("2026-11-26 22:00", "2026-11-26 20:00"),
        ("2026-11-27 00:00", "2026-11-26 20:00"),
        ("2026-11-27 03:00", "2026-11-26 20:00"),
        ("2026-11-27 07:01", "2026-11-26 20:00"),
        ("2026-11-27 07:10", "2026-11-26 20:00"),
        ("2026-11-27 08:15", "2026-11-26 20:00"),
        ("2026-11-27 08:59", "2026-11-26 20:00"),
        ("2026-11-27 09:00", "2026-11-27 07:00"),
        # The weekend before Monday 30th.
        ("2026-11-30 00:00", "2026-11-27 20:00"),
        ("2026-11-30 07:10", "2026-11-27 20:00"),
        ("2026-11-30 09:00", "2026-11-30 07:00"),
        # What was asked at the weekend is due on Tuesday at midnight.
        ("2026-12-01 00:00", "2026-11-30 20:00"),
        # The clocks go back on 25 October and forward on 28 March.
        ("2026-10-26 07:30", "2026-10-23 20:00"),
        ("2027-03-29 07:30", "2027-03-26 20:00"),
    ],
)
def test_what_the_night_would_hide_is_announced_in_the_evening(due: str, first: str) -> None:
    midnight = datetime.fromisoformat(due[:10])
    each_quarter = [midnight + timedelta(minutes=n) for n in range(-4 * 24 * 60, 24 * 60, 15)]
    moments = [f"{moment:%Y-%m-%d %H:%M}" for moment in each_quarter]
    assert run(due, moments, NIGHT)[0] == first


@pytest.mark.parametrize("minute", range(0, 60, 7))
def test_a_round_each_hour_announces_before_the_night_what_no_later_one_could(minute: int) -> None:
    moments = [f"2026-11-{26 + (9 + n) // 24} {(9 + n) % 24:02}:{minute:02}" for n in range(26)]
    for due in ("2026-11-26 22:00", "2026-11-27 02:00", "2026-11-27 07:01", "2026-11-27 07:59"):
        assert run(due, moments, NIGHT)[0] < "2026-11-26 22:00"


def test_a_deadline_in_the_night_is_announced_again_when_it_is_late() -> None:
    moments = ["2026-11-26 20:00", "2026-11-26 21:00", "2026-11-26 23:00", "2026-11-27 07:00",
               "2026-11-27 07:05"]  # fmt: skip
    assert run("2026-11-27 03:00", moments, NIGHT) == ["2026-11-26 20:00", "2026-11-27 07:00"]


def test_friday_and_sunday_evening_both_announce_monday_morning() -> None:
    moments = ["2026-11-27 20:30", "2026-11-27 21:30", "2026-11-28 21:00", "2026-11-29 21:00",
               "2026-11-30 07:00"]  # fmt: skip
    rung = run("2026-11-30 07:30", moments, NIGHT)
    assert rung == ["2026-11-27 20:30", "2026-11-29 21:00", "2026-11-30 07:00"]


def test_a_morning_beyond_the_leads_waits_for_the_morning() -> None:
    moments = ["2026-11-26 21:45", "2026-11-27 06:30", "2026-11-27 07:00", "2026-11-27 07:45"]
    assert run("2026-11-27 09:10", moments, NIGHT) == ["2026-11-27 07:45"]


def test_the_last_round_before_a_deadline_announces_it_whatever_the_leads() -> None:
    late_lead = [timedelta(minutes=5)]
    hour = timedelta(hours=1)
    asked = [pending("2026-11-26 15:30")]
    assert alerts(asked, late_lead, (), at("2026-11-26 14:29"), NIGHT, every=hour) == []
    (alert,) = alerts(asked, late_lead, (), at("2026-11-26 14:30"), NIGHT, every=hour)
    assert alerts(asked, late_lead, alert.keys, at("2026-11-26 15:00"), NIGHT, every=hour) == []
    assert alerts(asked, late_lead, alert.keys, at("2026-11-26 15:25"), NIGHT, every=hour)


def test_without_leads_nothing_is_announced() -> None:
    asked = [pending("2026-11-26 15:00")]
    assert alerts(asked, (), (), at("2026-11-26 14:59"), NIGHT, every=timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("now", "day", "until"),
    [
        ("2026-11-26 08:00", "2026-11-26", "2026-11-30 08:00"),
        ("2026-11-26 07:59", "2026-11-25", "2026-11-27 08:00"),
        ("2026-11-27 08:00", "2026-11-27", "2026-12-01 08:00"),
        ("2026-11-28 12:00", "2026-11-27", "2026-12-01 08:00"),
        ("2026-11-30 07:59", "2026-11-27", "2026-12-01 08:00"),
        ("2026-10-23 09:00", "2026-10-23", "2026-10-27 08:00"),
    ],
)
def test_a_digest_looks_one_business_day_past_the_next(now: str, day: str, until: str) -> None:
    found = digest_day(at(now), time(8), PARIS)
    assert found == date.fromisoformat(day)
    assert digest_horizon(found, time(8), PARIS) == at(until)


@pytest.mark.parametrize(
    ("moment", "is_night"),
    [
        ("2026-11-26 21:59", False), ("2026-11-26 22:00", True), ("2026-11-27 06:59", True),
        ("2026-11-27 07:00", False), ("2026-10-25 02:30", True), ("2026-03-29 03:30", True),
    ],
)  # fmt: skip
def test_the_night_goes_over_midnight(moment: str, is_night: bool) -> None:
    assert NIGHT.holds(at(moment)) is is_night
    assert not Night(time(0), time(0), PARIS).holds(at(moment))


def test_the_night_is_that_of_the_seller() -> None:
    new_york = Night(time(22), time(7), ZoneInfo("America/New_York"))
    assert new_york.holds(at("2026-11-26 12:59"))
    assert not new_york.holds(at("2026-11-26 13:00"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2h", 120), ("30m", 30), ("30 min", 30), ("1h30", 90), ("90", 90), ("due", 0), ("0", 0)],
)
def test_leads_are_read(text: str, minutes: int) -> None:
    assert parse_lead(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "h", "soon", "-2h", "2d"])
def test_what_is_no_lead_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_lead(text)


def test_a_notice_and_a_mail() -> None:
    found = alerts([pending("2026-11-26 15:00")], LEADS, (), at("2026-11-26 13:00"))
    assert found[0].sentence(at("2026-11-26 13:00")) == "Due in 2h 00: 7, The cart fails (Thu 26 Nov 15:00)"
    assert found[0].sentence(at("2026-11-26 15:10")).startswith("LATE since 10 min: 7,")
    subject, text = digest(found, at("2026-11-26 13:00"))
    assert subject == "bizcare: 1 due"
    assert text.count("\n") == 1


@st.composite
def nights(draw: st.DrawFn) -> Night | None:
    """A night that leaves at least an hour and a half of the day, or none."""
    if draw(st.booleans()):
        return None
    begins = draw(st.integers(0, 24 * 60 - 1))
    length = draw(st.integers(0, 24 * 60 - 90))
    ends = (begins + length) % (24 * 60)
    zone = draw(st.sampled_from(("Europe/Paris", "America/New_York", "Asia/Tokyo")))
    return Night(time(*divmod(begins, 60)), time(*divmod(ends, 60)), ZoneInfo(zone))


@settings(max_examples=150, deadline=None)
@given(
    night=nights(),
    leads=st.lists(st.integers(0, 50 * 60).map(lambda n: timedelta(minutes=n)), min_size=1, max_size=3),
    every=st.integers(1, 60),
    day=st.integers(0, 13),
    minute=st.integers(0, 24 * 60),
    more=st.lists(st.integers(0, 59), min_size=1, max_size=5),
)
def test_each_deadline_is_announced_before_it_passes(
    night: Night | None, leads: list[timedelta], every: int, day: int, minute: int, more: list[int]
) -> None:
    due = at("2026-10-19 00:00") + timedelta(days=day, minutes=minute)
    asked = [Pending(7, "t", due, is_obligation=True, what="first_answer")]
    reported: set[Key] = set()
    now = due - timedelta(days=3) + timedelta(minutes=more[0])
    rung = []
    for number in range(100_000):
        for alert in alerts(asked, leads, reported, now, night, every=timedelta(minutes=every)):
            assert night is None or not night.holds(now)
            assert not set(alert.keys) <= reported
            reported.update(alert.keys)
            rung.append(now)
        # Rounds come at most `every` minutes apart, often sooner.
        now += timedelta(minutes=max(1, every - more[number % len(more)] % every))
        if now >= due:
            break
    assert rung


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40 * 60), min_size=1, max_size=6))
def test_through_a_day_none_comes_twice_and_none_at_night(minutes: list[int]) -> None:
    begun = at("2026-10-24 06:00")
    things = [
        Pending(n, "t", begun + timedelta(minutes=m), is_obligation=True, what="first_answer")
        for n, m in enumerate(minutes)
    ]
    reported: set[Key] = set()
    count: dict[int, int] = {}
    for minute in range(0, 48 * 60, 5):
        now = begun + timedelta(minutes=minute)
        for alert in alerts(things, LEADS, reported, now, NIGHT):
            assert not NIGHT.holds(now)
            assert not set(alert.keys) <= reported
            reported.update(alert.keys)
            count[alert.pending.thread_id] = count.get(alert.pending.thread_id, 0) + 1
    # Each lead, the evening before, and Friday's evening.
    assert max(count.values(), default=0) <= len(LEADS) + 2
    assert set(count) == set(range(len(things)))
