"""Calculate the state of the Business Care at any time from the reported numbers of remaining days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.evidence.evaluation_data import ReportedCover
from bizcare_tui.domain.threads import Cover

# The term of Business Care. A reading says nothing about other terms than the one it falls into.
COVER_TERM = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CoverState:
    """The Business Care at a time, and the days left at that time (None if not known)."""

    state: Cover
    days_left: int | None = None


def cover_at(
    at: datetime,
    readings: Sequence[ReportedCover],
    *,
    purchased: date | None = None,
    refunded_on: date | None = None,
) -> CoverState:
    """Return the Business Care at a time, derived from readings at other times; unknown if not derivable.

    A reading applies from the beginning to the end of its term; after the end, the cover may have been
    renewed. There is no cover before the purchase, nor once the purchase is refunded.

    Source: PrestaShop partner documentation, legal and compliance (12 months, renewed tacitly); partner help
    centre (a refund ends the Business Care).
    """
    day = marketplace_date(at)
    if (purchased is not None and day < purchased) or (refunded_on is not None and day >= refunded_on):
        return CoverState(Cover.NONE)
    later = sorted((each for each in readings if each.at >= at), key=lambda each: each.at)
    earlier = sorted((each for each in readings if each.at < at), key=lambda each: each.at, reverse=True)
    for reading in later:
        if (cover := _cover_from_later(day, reading)) is not None:
            return cover
    for reading in earlier:
        if (cover := _cover_from_earlier(day, reading)) is not None:
            return cover
    return CoverState(Cover.UNKNOWN)


def _cover_from_later(day: date, reading: ReportedCover) -> CoverState | None:
    """Return the cover on a day according to a later reading, or None if the reading does not decide it."""
    if reading.days_left is None:
        return CoverState(Cover.NONE)
    end = marketplace_date(reading.at) + timedelta(days=reading.days_left)
    if day > end:
        return CoverState(Cover.EXPIRED, (end - day).days)
    return CoverState(Cover.ACTIVE, (end - day).days) if day > end - COVER_TERM else None


def _cover_from_earlier(day: date, reading: ReportedCover) -> CoverState | None:
    """Return the cover on a day according to an earlier reading.

    Return None after the end of the term, because the cover may have been renewed.
    """
    if reading.days_left is None:
        return None
    end = marketplace_date(reading.at) + timedelta(days=reading.days_left)
    return CoverState(Cover.ACTIVE, (end - day).days) if day <= end else None
