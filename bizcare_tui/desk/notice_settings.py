"""Read and check the settings for notices, before anything is announced."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bizcare_tui.domain.alerts import Night, parse_lead
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.settings import PROGRAM_SETTINGS, Settings


def notice_lead_times(settings: Settings) -> tuple[timedelta, ...]:
    """Return how long before a deadline notices are given.

    Raises:
        BadSettings: a value of `notify_before` cannot be read.
    """
    try:
        return tuple(parse_lead(text) for text in settings.notify_before)
    except ValueError as error:
        raise BadSettings(f"notify_before: {error}") from None


def quiet_hours(settings: Settings) -> Night | None:
    """Return the hours in which no notices are given; None when the setting `night` is empty.

    Raises:
        BadSettings: the value of `night` cannot be read.
    """
    if not settings.night:
        return None
    start, _dash, end = settings.night.partition("-")
    try:
        return Night(time.fromisoformat(start), time.fromisoformat(end), ZoneInfo(settings.night_zone))
    except ValueError:
        raise BadSettings(
            _("night is {0!r}, which is not a time range.").format(settings.night),
            _("Write it like 22:00-07:00."),
        ) from None


def require_own_program_settings(file: Path, settings: Settings) -> None:
    """Raise an error when the settings name programs to run, and another user could have written them.

    The programs would run with the rights of this user.

    Args:
        file: the settings file.
        settings: the settings read from it.

    Raises:
        BadSettings: another user owns the file, or can write to it.
    """
    program_settings = [name for name in PROGRAM_SETTINGS if getattr(settings, name)]
    if program_settings and not settings.from_own_file:
        raise BadSettings(
            _("{0} names a program to run, and other users can change this file.").format(file),
            _("Run: chmod go-w {0}, or remove {1}.").format(file, ", ".join(program_settings)),
        )
