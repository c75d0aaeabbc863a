"""Dates and times in words, in the language of the interface and the time zone of the Marketplace."""

from __future__ import annotations

from datetime import date, datetime

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import format_date


def moment_in_words(moment: datetime) -> str:
    """Return a moment to the minute, such as "Thu 26 Nov 2026 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")


def short_moment_in_words(moment: datetime) -> str:
    """Return a recent moment to the minute, such as "26 Nov 10:20"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%d %b %H:%M")


def day_in_words(day: date) -> str:
    """Return a day, such as "26 Nov 2026"."""
    return format_date(day, "%d %b %Y")


def near_day_in_words(moment: datetime) -> str:
    """Return the day of a moment that is near, such as "Thu 26 Nov"."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b")


def minute_in_digits(moment: datetime) -> str:
    """Return a moment to the minute in digits, such as "2026-11-26 10:20"."""
    return f"{moment.astimezone(MARKETPLACE_ZONE):%Y-%m-%d %H:%M}"
