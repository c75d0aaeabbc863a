"""The cover at the time of a message, computed from the days left at other times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.evidence.cover import CoverState, cover_at
from bizcare_tui.domain.evidence.evaluation_data import ReportedCover
from bizcare_tui.domain.threads import Cover

TOLD = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "days_left", "state", "then"),
    [
        ("2026-11-20", 30, Cover.ACTIVE, 30),
        ("2026-11-10", 30, Cover.ACTIVE, 40),
        ("2026-11-20", 0, Cover.ACTIVE, 0),
        ("2026-11-20", -1, Cover.EXPIRED, -1),
        ("2026-11-10", -5, Cover.ACTIVE, 5),
        ("2026-11-15", -5, Cover.ACTIVE, 0),
        ("2026-11-16", -5, Cover.EXPIRED, -1),
        ("2026-12-20", 30, Cover.ACTIVE, 0),
        ("2026-12-21", 30, Cover.UNKNOWN, None),  # it may have been renewed since
        ("2025-12-20", 30, Cover.UNKNOWN, None),  # another term
        ("2025-12-21", 30, Cover.ACTIVE, 364),
        ("2026-11-01", None, Cover.NONE, None),
    ],
)
def test_one_reading_tells_of_its_term(
    at: str, days_left: int | None, state: Cover, then: int | None
) -> None:
    assert cover_at(day(at), [ReportedCover(TOLD, days_left)]) == CoverState(state, then)


def test_without_a_reading_it_is_unknown_and_before_the_purchase_there_is_none() -> None:
    assert cover_at(TOLD, []) == CoverState(Cover.UNKNOWN)
    reading = [ReportedCover(TOLD, 300)]
    assert cover_at(day("2026-05-01"), reading, purchased=date(2026, 5, 2)).state is Cover.NONE


def test_a_refund_ends_it() -> None:
    reading = [ReportedCover(TOLD, 300)]
    assert cover_at(TOLD, reading, refunded_on=date(2026, 11, 20)).state is Cover.NONE
    assert cover_at(day("2026-11-19"), reading, refunded_on=date(2026, 11, 20)).state is Cover.ACTIVE


def test_a_renewal_does_not_cover_what_came_before_it() -> None:
    readings = [ReportedCover(day("2026-09-01"), -40), ReportedCover(TOLD, 360)]
    assert cover_at(day("2026-08-20"), readings).state is Cover.EXPIRED
    assert cover_at(day("2026-11-18"), readings).state is Cover.ACTIVE


@given(st.integers(-400, 365), st.integers(0, 300))
def test_days_left_pass_one_a_day(days_left: int, before: int) -> None:
    then = cover_at(TOLD - timedelta(days=before), [ReportedCover(TOLD, days_left)])
    assert then.state is Cover.UNKNOWN or then.days_left == days_left + before
