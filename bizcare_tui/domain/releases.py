"""Releases of PrestaShop, and until when an update need not support the latest one.

Here a release is a line of versions named by two numbers ("9.1"), or by three before version 8 ("1.7.8").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bizcare_tui.domain.refunds import months_later

GRACE_MONTHS = 6
"""How many months an update need not support the latest PrestaShop.

Source: PrestaShop partner documentation, updates of a product (rejected once that version is six months old).
"""
_STABLE = re.compile(r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3}))?(?:\.\d{1,3})?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATES = ("released_at", "release_date", "released", "published_at", "date")
_MOST = 2_000
FIRST_YEAR, LAST_YEAR = 2007, 2199


@dataclass(frozen=True, slots=True)
class Release:
    """A line of PrestaShop versions and when it was released.

    `released_on` is the day of the release, None when unknown; `seen` is the day on which PrestaShop's list
    first contained it. `source` says where this information comes from.
    """

    line: str
    released_on: date | None
    seen: date
    source: str

    @property
    def required_from(self) -> date:
        """The day from which an update must support it; the latest possible day if `released_on` is None."""
        return months_later(self.released_on or self.seen, GRACE_MONTHS)


def latest(releases: Iterable[Release], today: date) -> Release | None:
    """Return the latest release that is out."""
    out = [each for each in releases if (each.released_on or each.seen) <= today]
    return max(out, key=lambda each: _numbers(each.line), default=None)


def required(releases: Iterable[Release], today: date) -> Release | None:
    """Return the latest release that an update must be compatible with today."""
    return latest([each for each in releases if each.required_from <= today], today)


def read_releases(rows: Any) -> dict[str, date | None]:
    """Return the lines in PrestaShop's list of releases, each with its first date, or None without one.

    The list contains every stable and unstable version of each distribution, unordered and currently
    without dates. The result is empty when `rows` is not such a list.
    """
    if not isinstance(rows, list):
        return {}
    found: dict[str, date | None] = {}
    for row in rows[:_MOST]:
        if not isinstance(row, Mapping) or str(row.get("stability", "stable")).casefold() != "stable":
            continue
        line = _line(str(row.get("version", "")))
        if line is None:
            continue
        dates = [day for day in (found.get(line), _date(row)) if day is not None]
        found[line] = min(dates, default=None)
    return found


def _line(version: str) -> str | None:
    matched = _STABLE.fullmatch(version)
    if matched is None:
        return None
    major, minor, patch = matched.groups()
    if int(major) >= 8:
        return f"{int(major)}.{int(minor)}"
    return f"{int(major)}.{int(minor)}.{int(patch)}" if int(major) == 1 and patch else None


def _date(row: Mapping[str, Any]) -> date | None:
    for name in _DATES:
        matched = _DATE.match(str(row.get(name) or ""))
        if matched is not None:
            try:
                day = date(int(matched[1]), int(matched[2]), int(matched[3]))
            except ValueError:
                continue
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    return None


def _numbers(line: str) -> tuple[int, ...]:
    return tuple(map(int, line.split(".")))
