"""Durations in words."""

from __future__ import annotations

from datetime import timedelta

from bizcare_tui.i18n import _


def format_duration(length: timedelta) -> str:
    """Return a duration in at most two units: "2d 3h", "3h 05" or "45 min"."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 10 * 1440:
        return _("{0}d").format(minutes // 1440)
    if minutes >= 1440:
        return _("{0}d {1}h").format(minutes // 1440, minutes // 60 % 24)
    return f"{minutes // 60}h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"
