"""The cover: what the Business Care was when each message was written, from the days left that were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.evidence.case import CoverReading
from bizcare_tui.domain.threads import Cover

# A term of Business Care: a reading tells of no more than the term it falls into.
TERM = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CoverThen:
    """The cover at an instant; `days_left` then, None unless it can be said."""

    state: Cover
    days_left: int | None = None


def cover_at(
    at: datetime,
    readings: Sequence[CoverReading],
    *,
    purchased: date | None = None,
    refunded_on: date | None = None,
) -> CoverThen:
    """The cover at an instant, from what was told at other ones; unknown where that cannot be said.

    A reading reaches back to the beginning of its term, and forward to its end, after which the cover may
    have been renewed. Before the purchase, and once the purchase is refunded, there is none.

    Source: PrestaShop partner documentation, legal and compliance (12 months, renewed tacitly); partner help
    centre (a refund ends the Business Care).
    """
    day = marketplace_date(at)
    if (purchased is not None and day < purchased) or (refunded_on is not None and day >= refunded_on):
        return CoverThen(Cover.NONE)
    later = sorted((each for each in readings if each.at >= at), key=lambda each: each.at)
    earlier = sorted((each for each in readings if each.at < at), key=lambda each: each.at, reverse=True)
    for reading in later:
        if (told := _told_backwards(day, reading)) is not None:
            return told
    for reading in earlier:
        if (told := _told_forwards(day, reading)) is not None:
            return told
    return CoverThen(Cover.UNKNOWN)


def _told_backwards(day: date, reading: CoverReading) -> CoverThen | None:
    """What a later reading says of a day; None where it says nothing."""
    if reading.days_left is None:
        return CoverThen(Cover.NONE)
    end = marketplace_date(reading.at) + timedelta(days=reading.days_left)
    if day > end:
        return CoverThen(Cover.EXPIRED, (end - day).days)
    return CoverThen(Cover.ACTIVE, (end - day).days) if day > end - TERM else None


def _told_forwards(day: date, reading: CoverReading) -> CoverThen | None:
    """What an earlier reading says of a day; None after its end, as the cover may have been renewed."""
    if reading.days_left is None:
        return None
    end = marketplace_date(reading.at) + timedelta(days=reading.days_left)
    return CoverThen(Cover.ACTIVE, (end - day).days) if day <= end else None
