"""Dates in words: the Marketplace's day and time, whatever the zone of the moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bizcare_tui.domain import dates

LATE_IN_THE_EVENING = datetime(2026, 11, 25, 23, 20, 5, tzinfo=UTC)  # 00:20 on the next day in Paris
PACKAGE = Path(dates.__file__).parents[1]


@pytest.mark.parametrize(
    ("in_words", "text"),
    [
        (dates.moment_in_words, "Thu 26 Nov 2026 00:20"),
        (dates.past_moment_in_words, "26 Nov 2026 00:20"),
        (dates.near_moment_in_words, "Thu 26 Nov 00:20"),
        (dates.short_moment_in_words, "26 Nov 00:20"),
        (dates.weekday_time_in_words, "Thu 00:20"),
        (dates.time_in_digits, "00:20"),
        (dates.minute_in_digits, "2026-11-26 00:20"),
        (dates.zoned_minute_in_digits, "2026-11-26 00:20 CET"),
        (dates.exact_moment_in_digits, "Thu 2026-11-26 00:20:05 +0100"),
    ],
)
def test_a_moment_is_shown_on_the_clock_of_the_marketplace(
    in_words: Callable[[datetime], str], text: str
) -> None:
    assert in_words(LATE_IN_THE_EVENING) == text


@pytest.mark.parametrize(
    ("in_words", "text"),
    [
        (dates.day_in_words, "26 Nov 2026"),
        (dates.full_day_in_words, "Thu 26 Nov 2026"),
        (dates.near_day_in_words, "Thu 26 Nov"),
        (dates.short_day_in_words, "26 Nov"),
        (dates.day_in_digits, "Thu 2026-11-26"),
    ],
)
def test_a_day_is_shown_as_it_is(in_words: Callable[[date], str], text: str) -> None:
    assert in_words(date(2026, 11, 26)) == text


def test_dates_are_put_into_words_in_one_place() -> None:
    imported = re.compile(r"^from bizcare_tui\.i18n import .*\bformat_date\b", re.MULTILINE)
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if imported.search(file.read_text(encoding="utf-8"))
    }
    assert users == {"domain/dates.py"}, "take the date from domain/dates.py"
