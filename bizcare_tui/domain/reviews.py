"""How long PrestaShop takes to review submissions: the known average, and the seller's own reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from bizcare_tui.domain.clock import is_weekday, marketplace_date

AVERAGE_WEEKDAYS = 10
"""The average duration of a review in weekdays; a review may take longer.

Source: partner panel (two weeks on average); PrestaShop partner documentation says 5 to 7 working days.
"""
ENOUGH_REVIEWS = 10
_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """The weekdays that the seller's own reviews took: their count, the median and the 90th percentile."""

    count: int
    median: float
    most: int


def review_time(weekdays: Sequence[int]) -> ReviewTime | None:
    """Return the statistics of the seller's reviews from the weekdays of each; None for fewer than ten."""
    if len(weekdays) < ENOUGH_REVIEWS:
        return None
    ranked = sorted(weekdays)
    # Imported here because it loads slowly, and the app's first frame waits for this module.
    from statistics import median

    return ReviewTime(len(ranked), median(ranked), ranked[ceil(_SHARE * len(ranked)) - 1])


def weekdays_taken(submitted: datetime, ended: datetime) -> int:
    """Return how many weekdays a review took, from the day after submission to the day of the verdict."""
    first, last = marketplace_date(submitted), marketplace_date(ended)
    weeks, rest = divmod(max((last - first).days, 0), 7)
    return weeks * 5 + sum(is_weekday(last - timedelta(days=each)) for each in range(rest))


def submit_by(due: datetime, weekdays: int = AVERAGE_WEEKDAYS) -> date:
    """Return the latest weekday with `weekdays` full weekdays between it and the day of the deadline."""
    day = marketplace_date(due)
    between = 0
    while True:
        day -= timedelta(days=1)
        if is_weekday(day):
            if between == weekdays:
                return day
            between += 1
