"""Durations in words."""

from __future__ import annotations

from datetime import timedelta

from bizcare_tui.i18n import _, ngettext


def format_duration(length: timedelta) -> str:
    """Return a duration in at most two units: "2d 3h", "3h 05" or "45 min"."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 10 * 1440:
        return _("{0}d").format(minutes // 1440)
    if minutes >= 1440:
        return _("{0}d {1}h").format(minutes // 1440, minutes // 60 % 24)
    return f"{minutes // 60}h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def work_in_words(minutes: float) -> str:
    """Return how long work takes, to the minute, or from 90 minutes on to half an hour."""
    if minutes < 90:
        return ngettext("{n} minute", "{n} minutes", round(minutes)).format(n=round(minutes))
    return _("{n:g} h").format(n=round(minutes / 60 * 2) / 2)
