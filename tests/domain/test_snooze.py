"""Until when a thread can be snoozed: the choices, and typed times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bizcare_tui.domain.snooze import parse_snooze_time, snooze_choices

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


NOW = at("2026-11-26 10:20")  # a Thursday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90m", "2026-11-26 11:50"), ("3h", "2026-11-26 13:20"), ("2d", "2026-11-28 10:20"),
        ("1w", "2026-12-03 10:20"), ("14:00", "2026-11-26 14:00"), ("9:30", "2026-11-27 09:30"),
        ("fri 14:00", "2026-11-27 14:00"), ("thursday 9h", "2026-12-03 09:00"),
        ("2026-12-01", "2026-12-01 08:00"), ("2026-12-01 09:15", "2026-12-01 09:15"),
    ],
)  # fmt: skip
def test_what_is_typed(text: str, moment: str) -> None:
    assert parse_snooze_time(text, NOW) == at(moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a time"), ("soon", "not a time"), ("25:00", "not a time"), ("xyz 9:00", "not a time"),
        ("2026-11-25 09:00", "passed"), ("2028-01-01", "a year"), ("9999w", "a year"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_snooze_time(text, NOW)


def test_the_choices_are_in_the_future_and_listed_once() -> None:
    offered = snooze_choices(NOW, NOW + timedelta(hours=5))
    assert offered[0][1] == NOW + timedelta(hours=4), "an hour before the deadline comes first"
    assert all(moment > NOW for _name, moment in offered)
    assert len({name for name, _moment in offered}) == len(offered)
    assert snooze_choices(NOW, NOW + timedelta(minutes=30))[0][1] == NOW + timedelta(hours=1)


def test_on_a_sunday_tomorrow_is_monday() -> None:
    names = [name.replace("&", "") for name, _moment in snooze_choices(at("2026-11-29 12:00"), None)]
    assert "tomorrow morning" in names
    assert "Monday morning" not in names


@pytest.mark.parametrize(
    ("now", "text", "moment"),
    [
        ("2026-03-28 10:20", "2d", "2026-03-30 10:20"), ("2026-10-24 10:20", "2d", "2026-10-26 10:20"),
        ("2026-10-24 10:20", "1w", "2026-10-31 10:20"), ("2026-03-27 02:30", "2d", "2026-03-29 03:30"),
        # Hours are hours: 24 of them end an hour later on the wall.
        ("2026-03-28 10:20", "24h", "2026-03-29 11:20"),
    ],
)  # fmt: skip
def test_days_keep_the_hour_over_a_change_of_the_clocks(now: str, text: str, moment: str) -> None:
    assert parse_snooze_time(text, at(now)) == at(moment)
