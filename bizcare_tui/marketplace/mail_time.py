"""Parse the date of a mail: with an offset, with a named time zone, or with neither."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, utc_from_local

_LARGEST_OFFSET = timedelta(hours=15)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC|UT|Z)\s*)?([+-])(\d{1,2}):?(\d{2})?\b", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?")
_COMMENT = re.compile(r"\([^()]*\)")
_REGION = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b")
_NAME = re.compile(r"\b[A-Z]{1,5}\b")
# UTC offsets in hours of zone names used in mail: Europe, the Americas, and unambiguous names elsewhere.
_ZONES = {
    "Z": 0.0, "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "IST": 1.0, "CET": 1.0,
    "MET": 1.0, "MEZ": 1.0, "CEST": 2.0, "MEST": 2.0, "MESZ": 2.0, "EET": 2.0, "SAST": 2.0, "EEST": 3.0,
    "MSK": 3.0, "TRT": 3.0, "JST": 9.0, "KST": 9.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0, "ACST": 9.5,
    "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0,
    "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AST": -4.0, "ADT": -3.0, "BRT": -3.0,
    "ART": -3.0, "HST": -10.0, "AKST": -9.0, "AKDT": -8.0,
}  # fmt: skip


def parse_mail_date(text: str) -> datetime | None:
    """Return the UTC instant of a mail's date; None if it cannot be parsed.

    A date without a zone, or with an unknown one, is in the Marketplace's zone.
    """
    plain = " ".join(_COMMENT.sub(" ", text).split())
    parts = parsedate_tz(plain) or parsedate_tz(text)
    if parts is None or not parts[0]:
        return None
    try:
        wall = datetime(*parts[:6], tzinfo=UTC)
        zone = _zone(plain, text)
        if isinstance(zone, timedelta):
            return wall - zone
        return utc_from_local(wall.replace(tzinfo=None), zone)
    except (ValueError, OverflowError):
        return None


def _zone(plain: str, whole: str) -> timedelta | ZoneInfo:
    """Return the offset or the zone that follows the time of day, or else the one in a comment.

    Raises:
        ValueError: no place on earth has this offset.
    """
    for text in (plain, whole):
        time = _TIME_OF_DAY.search(text)
        suffix = text[time.end() :] if time else ""
        if found := _OFFSET.search(suffix):
            offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
            if offset > _LARGEST_OFFSET:
                raise ValueError(found[0])
            return -offset if found[1] == "-" else offset
        if region := _REGION.search(suffix):
            try:
                return ZoneInfo(region[0])
            except (KeyError, ValueError, OSError):
                continue
        for name in _NAME.findall(suffix.upper()):
            if name in _ZONES:
                return timedelta(hours=_ZONES[name])
    return MARKETPLACE_ZONE
