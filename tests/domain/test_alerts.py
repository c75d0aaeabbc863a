"""Notices before deadlines come in time, once, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bizcare_tui.domain.alerts import Key, Night, Pending, alerts, digest, parse_lead

PARIS = ZoneInfo("Europe/Paris")
LEADS = (timedelta(hours=2), timedelta(minutes=30), timedelta(0))
NIGHT = Night(time(22), time(7), PARIS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def pending(due: str, thread: int = 7) -> Pending:
    return Pending(thread, "The cart fails", at(due), is_obligation=True, what="first_answer")


def run(due: str, moments: list[str], night: Night | None = None) -> list[str]:
    """The moments at which something is told of a deadline."""
    told: set[Key] = set()
    rung = []
    for moment in moments:
        for alert in alerts([pending(due)], LEADS, told, at(moment), night):
            told.update(alert.keys)
            rung.append(moment)
    return rung


def test_each_lead_is_told_once() -> None:
    moments = [f"2026-11-26 {12 + quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in range(16)]
    assert run("2026-11-26 15:00", moments) == ["2026-11-26 13:00", "2026-11-26 14:30", "2026-11-26 15:00"]


def test_a_late_start_tells_once_by_the_nearest_lead() -> None:
    assert run("2026-11-26 15:00", ["2026-11-26 14:45", "2026-11-26 14:50"]) == ["2026-11-26 14:45"]


def test_old_news_is_not_told() -> None:
    assert run("2026-11-26 15:00", ["2026-11-27 15:00", "2026-12-27 15:00"]) == []
    assert run("2026-11-26 15:00", ["2026-11-27 14:59"]) == ["2026-11-27 14:59"]


def test_what_falls_due_at_night_is_told_before_it() -> None:
    moments = ["2026-11-26 20:00", "2026-11-26 21:29", "2026-11-26 21:30", "2026-11-26 21:45",
               "2026-11-26 23:00", "2026-11-27 03:00", "2026-11-27 07:00", "2026-11-27 07:01"]  # fmt: skip
    assert run("2026-11-27 03:00", moments, NIGHT) == ["2026-11-26 21:30", "2026-11-27 07:00"]


def test_a_deadline_of_the_morning_waits_for_the_morning() -> None:
    moments = ["2026-11-26 21:45", "2026-11-27 06:30", "2026-11-27 07:00", "2026-11-27 07:45"]
    assert run("2026-11-27 08:15", moments, NIGHT) == ["2026-11-27 07:00", "2026-11-27 07:45"]


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
    with pytest.raises(ValueError, match="no span of time"):
        parse_lead(text)


def test_a_notice_and_a_mail() -> None:
    found = alerts([pending("2026-11-26 15:00")], LEADS, (), at("2026-11-26 13:00"))
    assert found[0].sentence(at("2026-11-26 13:00")) == "Due in 2 h 00: 7, The cart fails (Thu 26 Nov 15:00)"
    assert found[0].sentence(at("2026-11-26 15:10")).startswith("LATE since 10 min: 7,")
    subject, text = digest(found, at("2026-11-26 13:00"))
    assert subject == "bizcare: 1 answer falls due"
    assert text.count("\n") == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40 * 60), min_size=1, max_size=6))
def test_through_a_day_none_comes_twice_and_none_at_night(minutes: list[int]) -> None:
    begun = at("2026-10-24 06:00")
    things = [
        Pending(n, "t", begun + timedelta(minutes=m), is_obligation=True, what="")
        for n, m in enumerate(minutes)
    ]
    told: set[Key] = set()
    count: dict[int, int] = {}
    for minute in range(0, 48 * 60, 5):
        now = begun + timedelta(minutes=minute)
        for alert in alerts(things, LEADS, told, now, NIGHT):
            assert not NIGHT.holds(now)
            assert not set(alert.keys) <= told
            told.update(alert.keys)
            count[alert.pending.thread_id] = count.get(alert.pending.thread_id, 0) + 1
    assert max(count.values(), default=0) <= len(LEADS) + 1
    assert set(count) == set(range(len(things)))
