"""The next 24 business hours as a row of cells, with the obligations that fall due in them.

Hours are business hours of the Marketplace: Monday to Friday, 00:00 to 24:00. The weekend takes no cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, SATURDAY, answer_due, day_begins

_DAY_SECONDS = 86_400
_MONDAY_BEFORE_ALL = date(1969, 12, 29)
_HOURS_MARKED = (6, 12, 18)


class StripMark(Enum):
    """What begins in a cell."""

    NOTHING = auto()
    HOUR = auto()
    DAY = auto()
    WEEK = auto()
    """The weekend that is left out lies before it."""


@dataclass(frozen=True, slots=True)
class StripCell:
    """A cell: how many obligations fall due in it, whether the marked one does, and what begins in it.

    `begins` is the whole hour or midnight that begins in it; None for `StripMark.NOTHING`.
    """

    due: int = 0
    is_marked: bool = False
    mark: StripMark = StripMark.NOTHING
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadlineStrip:
    """The cells from now until `ends`; `late` obligations are over already, `is_late_marked` one of them."""

    cells: tuple[StripCell, ...]
    ends: datetime
    late: int = 0
    is_late_marked: bool = False


def strip_end(now: datetime) -> datetime:
    """Return the end of the next 24 business hours: the deadline of a request that would arrive now."""
    return answer_due(now)


def deadline_strip(
    deadlines: Iterable[datetime], late: int, now: datetime, width: int, *, marked: datetime | None = None
) -> DeadlineStrip:
    """Return the strip of `width` cells.

    Args:
        deadlines: when obligations are over; those outside the strip are left out.
        late: how many obligations are late.
        now: the present time.
        width: the number of cells, at least 1.
        marked: when the obligation under the cursor is over; None without one.
    """
    ends = strip_end(now)
    begin, due = _business_seconds(now), [0] * width
    for deadline in deadlines:
        if now < deadline <= ends:
            due[_cell(deadline, begin, width)] += 1
    is_late_marked = marked is not None and marked <= now
    marked_cell = None
    if marked is not None and now < marked <= ends:
        marked_cell = _cell(marked, begin, width)
        due[marked_cell] = max(due[marked_cell], 1)
    marks = _marks(now, ends, begin, width)
    cells = tuple(
        StripCell(count, index == marked_cell, *marks.get(index, (StripMark.NOTHING, None)))
        for index, count in enumerate(due)
    )
    return DeadlineStrip(cells, ends, late, is_late_marked)


def _marks(
    now: datetime, ends: datetime, begin: int, width: int
) -> dict[int, tuple[StripMark, datetime | None]]:
    """Return what begins in which cell; a day comes before an hour of it in the same cell."""
    marks: dict[int, tuple[StripMark, datetime | None]] = {}
    day, last = now.astimezone(MARKETPLACE_ZONE).date(), ends.astimezone(MARKETPLACE_ZONE).date()
    while day <= last:
        if day.weekday() < SATURDAY:
            midnight = day_begins(day)
            kind = StripMark.WEEK if day.weekday() == 0 else StripMark.DAY
            begins: Sequence[tuple[StripMark, datetime]] = [
                (kind, midnight),
                *((StripMark.HOUR, midnight + timedelta(hours=hour)) for hour in _HOURS_MARKED),
            ]
            for mark, moment in begins:
                if now < moment < ends:
                    marks.setdefault(_cell(moment, begin, width), (mark, moment))
        day += timedelta(days=1)
    return marks


def _cell(moment: datetime, begin: int, width: int) -> int:
    return min(width - 1, (_business_seconds(moment) - begin) * width // _DAY_SECONDS)


def _business_seconds(moment: datetime) -> int:
    """Return the seconds of business days, by the clocks of the Marketplace, since a Monday long ago.

    Clocks change on Sundays, so that a business day always has 24 hours.
    """
    local = moment.astimezone(MARKETPLACE_ZONE)
    weeks, weekday = divmod((local.date() - _MONDAY_BEFORE_ALL).days, 7)
    if weekday >= SATURDAY:
        return (weeks + 1) * SATURDAY * _DAY_SECONDS
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return (weeks * SATURDAY + weekday) * _DAY_SECONDS + seconds
