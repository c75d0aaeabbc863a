"""The times until which a thread can be snoozed: the usual choices, and times typed by a person."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, local_instant, marketplace_date, utc_from_local
from bizcare_tui.i18n import _

BEFORE_DEADLINE = timedelta(hours=1)
MORNING = time(8)
_LONGEST = timedelta(days=366)
_SPAN = re.compile(r"(\d{1,4})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"(?:([^\W\d_]{2,10})\s+)?(\d{1,2})(?::(\d\d)|h)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def snooze_choices(now: datetime, due: datetime | None) -> list[tuple[str, datetime]]:
    """Return the usual times to snooze a thread that is due at `due`, each with its label.

    "&" in a label is in front of the letter that chooses it.
    """
    found = []
    if due is not None and due - BEFORE_DEADLINE > now:
        found.append((_("1 hour before its &deadline"), due - BEFORE_DEADLINE))
    found += [(_("1 &hour"), now + timedelta(hours=1)), (_("3 hour&s"), now + timedelta(hours=3))]
    today = marketplace_date(now)
    tomorrow = today + timedelta(days=1)
    found.append((_("&tomorrow morning"), _at(tomorrow, MORNING)))
    monday = today + timedelta(days=7 - today.weekday())
    if monday != tomorrow:
        found.append((_("&Monday morning"), _at(monday, MORNING)))
    found.append((_("a &week"), _at(today + timedelta(days=7), MORNING)))
    return found


def parse_snooze_time(text: str, now: datetime) -> datetime:
    """Return the time that a person typed: `3h`, `2d`, `fri 14:00`, `9:30`, `2026-12-01 09:00`, `2026-12-01`.

    Raises:
        ValueError: it cannot be parsed, has passed, or is more than a year ahead; the message says which.
    """
    moment = _read(text.strip().lower(), now)
    if moment is None:
        raise ValueError(
            _("{0!r} is not a time. Write 3h, 2d, fri 14:00 or 2026-12-01 09:00.").format(text[:30])
        )
    if moment <= now:
        raise ValueError(_("That time has already passed."))
    if moment - now > _LONGEST:
        raise ValueError(_("That is more than a year ahead."))
    return moment


def _read(text: str, now: datetime) -> datetime | None:
    if found := _SPAN.fullmatch(text):
        span = timedelta(**{_UNITS[found[2]]: int(found[1])})
        # Days and weeks keep the local time of day across a clock change; hours are exact durations.
        return _same_hour_later(now, span) if found[2] in "dw" else now + span
    if found := _CLOCK.fullmatch(text):
        return _next_time(found, now)
    try:
        moment = local_instant(text)
    except ValueError:
        return None
    return _at(marketplace_date(moment), MORNING) if len(text) == len("2026-12-01") else moment


def _next_time(found: re.Match[str], now: datetime) -> datetime | None:
    hour, minute = int(found[2]), int(found[3] or 0)
    if hour > 23 or minute > 59:
        return None
    day = marketplace_date(now)
    if found[1] is None:
        moment = _at(day, time(hour, minute))
        return moment if moment > now else _at(day + timedelta(days=1), time(hour, minute))
    if found[1][:3] not in _DAYS:
        return None
    day += timedelta(days=(_DAYS.index(found[1][:3]) - day.weekday()) % 7)
    moment = _at(day, time(hour, minute))
    return moment if moment > now else _at(day + timedelta(days=7), time(hour, minute))


def _same_hour_later(now: datetime, span: timedelta) -> datetime:
    wall = now.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None)
    return utc_from_local(wall + span)


def _at(day: date, clock: time) -> datetime:
    return utc_from_local(datetime.combine(day, clock))
