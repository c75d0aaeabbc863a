"""Dates and times in words, in the language of the interface and the time zone of the Marketplace.

All texts of the app and of the commands take their dates from here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import format_date

# Within this time the name of a weekday is unambiguous.
_WEEKDAY_ONLY_WITHIN = timedelta(days=6)

# --- moments -------------------------------------------------------------------------------------


def moment_in_words(moment: datetime) -> str:
    """Return a moment to the minute, such as "Thu 26 Nov 2026 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


def past_moment_in_words(moment: datetime) -> str:
    """Return a moment whose weekday does not matter, to the minute, such as "26 Nov 2026 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%d %b %Y %H:%M")


def near_moment_in_words(moment: datetime) -> str:
    """Return a moment that is near, to the minute, such as "Thu 26 Nov 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M")


def short_moment_in_words(moment: datetime) -> str:
    """Return a recent moment to the minute, such as "26 Nov 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%d %b %H:%M")


def weekday_time_in_words(moment: datetime) -> str:
    """Return a moment within the week to the minute, such as "Thu 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %H:%M")


def coming_moment_in_words(moment: datetime, now: datetime) -> str:
    """Return a moment as shortly as is clear at `now`: "18:00", "Mon 00:08", "Mon 30 Nov 00:08"."""
    day, today = moment.astimezone(MARKETPLACE_ZONE).date(), now.astimezone(MARKETPLACE_ZONE).date()
    if day == today:
        return time_in_digits(moment)
    is_within_week = timedelta() < day - today <= _WEEKDAY_ONLY_WITHIN
    return weekday_time_in_words(moment) if is_within_week else near_moment_in_words(moment)


def weekday_in_words(moment: datetime) -> str:
    """Return the weekday of a moment, such as "Thu"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a")


def time_in_digits(moment: datetime) -> str:
    """Return the time of a moment to the minute, such as "10:20"."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%H:%M}"


def minute_in_digits(moment: datetime) -> str:
    """Return a moment to the minute in digits, such as "2026-11-26 10:20"."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M}"


def zoned_minute_in_digits(moment: datetime) -> str:
    """Return a moment to the minute in digits with the name of the zone, such as "2026-11-26 10:20 CET"."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M %Z}"


def exact_moment_in_digits(moment: datetime) -> str:
    """Return a moment to the second with its offset, such as "Thu 2026-11-26 10:20:05 +0100"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %Y-%m-%d %H:%M:%S %z")


# --- days ----------------------------------------------------------------------------------------


def day_in_words(day: date) -> str:
    """Return a day, such as "26 Nov 2026"."""
    return format_date(day, "%d %b %Y")


def full_day_in_words(day: date) -> str:
    """Return a day with its weekday, such as "Thu 26 Nov 2026"."""
    return format_date(day, "%a %d %b %Y")


def near_day_in_words(day: date) -> str:
    """Return a day that is near, such as "Thu 26 Nov"."""
    return format_date(day, "%a %d %b")


def short_day_in_words(day: date) -> str:
    """Return a recent day, such as "26 Nov"."""
    return format_date(day, "%d %b")


def day_in_digits(day: date) -> str:
    """Return a day in digits with its weekday, such as "Thu 2026-11-26"."""
    return format_date(day, "%a %Y-%m-%d")
