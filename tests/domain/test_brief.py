"""The days of the morning brief, and its words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bizcare_tui.domain.brief import (
    Brief,
    BriefKind,
    BriefLine,
    BriefPeriod,
    brief_period,
    brief_text,
    line_in_words,
    next_brief_at,
    subject,
    title,
    without_empty,
)
from bizcare_tui.domain.query import parse

THURSDAY = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)
PERIOD = BriefPeriod(date(2026, 11, 26), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("now", "last_visit", "since"),
    [
        ("2026-11-26T07:30", None, "2026-11-25"),
        ("2026-11-26T07:30", "2026-11-26T06:00", "2026-11-25"),
        ("2026-11-26T07:30", "2026-11-23T16:00", "2026-11-23"),
        # After a weekend, what arrived on Friday and since then is new.
        ("2026-11-30T07:30", None, "2026-11-27"),
        ("2026-11-30T07:30", "2026-11-29T20:00", "2026-11-27"),
        # After half a year, not everything is new.
        ("2026-11-26T07:30", "2026-05-01T08:00", "2026-11-12"),
        # The day is that of the Marketplace.
        ("2026-11-25T23:30", None, "2026-11-25"),
    ],
)
def test_what_is_new_is_counted_from_the_last_weekday_or_visit(
    now: str, last_visit: str | None, since: str
) -> None:
    visited = datetime.fromisoformat(last_visit).replace(tzinfo=UTC) if last_visit else None
    assert str(brief_period(datetime.fromisoformat(now).replace(tzinfo=UTC), visited).since) == since


@pytest.mark.parametrize(
    ("day", "until"),
    [("2026-11-26", "2026-11-26"), ("2026-11-27", "2026-11-30"), ("2026-11-28", "2026-11-30"),
     ("2026-11-29", "2026-11-30"), ("2026-11-30", "2026-11-30")],
)  # fmt: skip
def test_before_a_weekend_the_brief_names_what_is_due_after_it(day: str, until: str) -> None:
    assert str(BriefPeriod(date.fromisoformat(day), date(2026, 11, 25)).until) == until


def test_every_line_has_a_query_that_can_be_read() -> None:
    queries = PERIOD.queries()
    assert list(queries) == list(BriefKind)
    for query in queries.values():
        assert parse(query)


def line(kind: BriefKind, count: int, *dues: datetime) -> BriefLine:
    """A line with its first and last deadline."""
    return BriefLine(kind, "", count, min(dues, default=None), max(dues, default=None))


AT_NOON, AT_FOUR = datetime(2026, 11, 26, 11, tzinfo=UTC), datetime(2026, 11, 26, 15, tzinfo=UTC)
ON_MONDAY = datetime(2026, 11, 29, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (line(BriefKind.BECAME_LATE, 3), "3 became LATE since Wed 25 Nov"),
        (line(BriefKind.LATE_BEFORE, 1), "1 LATE for longer"),
        (line(BriefKind.DUE, 1, AT_NOON), "1 due before 12:00"),
        (line(BriefKind.DUE, 4, AT_NOON, AT_FOUR), "4 due before 16:00, the first at 12:00"),
        (line(BriefKind.DUE, 4, AT_NOON, ON_MONDAY), "4 due before Mon 00:08, the first at 12:00"),
        (line(BriefKind.DUE, 2), "2 due"),
        (line(BriefKind.FIXES, 1), "1 fix to publish by Wed 02 Dec"),
        (line(BriefKind.REPLIES, 2), "2 replies need you: held, failed or not confirmed"),
        (line(BriefKind.REFUNDS, 1), "1 agreed refund is not in the orders yet"),
        (line(BriefKind.ARRIVED, 5), "5 new requests since Wed 25 Nov"),
        (line(BriefKind.UNREAD, 1), "1 older request with a new message"),
    ],
)
def test_a_line_in_words(shown: BriefLine, words: str) -> None:
    assert line_in_words(shown, PERIOD, THURSDAY) == words


def test_the_whole_brief() -> None:
    lines = without_empty([line(kind, index % 3) for index, kind in enumerate(BriefKind, 1)])
    brief = Brief(PERIOD, lines)
    assert all(each.count for each in lines)
    assert title(brief) == "Morning brief, Thu 26 Nov 2026"
    assert brief_text(brief, THURSDAY).count("\n") == len(lines) == 6
    assert subject(brief, THURSDAY).count(" · ") == 2


@pytest.mark.parametrize(
    ("now", "at", "zone", "expected"),
    [
        # Without an hour, the Marketplace's day begins it.
        ("2026-11-26T07:30", "", "America/New_York", "2026-11-26T23:00"),
        ("2026-11-26T23:00", "", "Europe/Paris", "2026-11-27T23:00"),
        ("2026-11-26T06:30", "08:00", "Europe/Paris", "2026-11-26T07:00"),
        ("2026-11-26T07:00", "08:00", "Europe/Paris", "2026-11-27T07:00"),
        ("2026-11-26T07:00", "08:00", "America/New_York", "2026-11-26T13:00"),
        # An hour that the clocks skip comes an hour later.
        ("2026-03-28T12:00", "02:30", "Europe/Paris", "2026-03-29T01:30"),
    ],
)
def test_an_app_that_was_left_open_shows_the_next_brief_at_its_hour(
    now: str, at: str, zone: str, expected: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_brief_at(moment, time.fromisoformat(at) if at else None, ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
