"""How long reviews take: counted in weekdays, learned from one's own submissions once there are ten."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.domain.fixes import fix_clock
from bizcare_tui.domain.reviews import ReviewTime, review_time, weekdays_taken


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MARKETPLACE_ZONE)


@pytest.mark.parametrize(
    ("submitted", "ended", "weekdays"),
    [
        ("2026-11-30 09:00", "2026-11-30 18:00", 0),
        ("2026-11-30 09:00", "2026-12-01 08:00", 1),
        ("2026-11-30 09:00", "2026-12-07 09:00", 5),
        ("2026-11-27 18:00", "2026-11-30 09:00", 1),
        ("2026-11-28 10:00", "2026-11-29 10:00", 0),
        ("2026-11-28 10:00", "2026-12-01 10:00", 2),
        ("2026-12-01 10:00", "2026-12-29 10:00", 20),
        ("2026-12-02 10:00", "2026-12-01 10:00", 0),
    ],
)
def test_a_review_is_counted_in_weekdays(submitted: str, ended: str, weekdays: int) -> None:
    assert weekdays_taken(paris(submitted), paris(ended)) == weekdays


def test_nine_reviews_say_nothing_and_ten_do() -> None:
    assert review_time([7] * 9) is None
    assert review_time([3, 4, 4, 5, 5, 6, 6, 7, 13, 30]) == ReviewTime(10, 5.5, 13)


def test_the_day_to_submit_by_goes_by_ones_own_reviews_where_they_are_known() -> None:
    request = paris("2026-11-27 15:00")
    average = fix_clock(request)
    assert (average.submit_by, average.submit_by_average) == (date(2026, 12, 11), date(2026, 12, 11))
    # 27 December is a Sunday: thirteen weekdays from the 9th to the 25th lie between.
    own = fix_clock(request, review=ReviewTime(10, 5.5, 13))
    assert (own.submit_by, own.submit_by_average) == (date(2026, 12, 8), date(2026, 12, 11))
    assert own.due == average.due
