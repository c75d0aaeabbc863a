"""What must be answered by when, until Tuesday 00:00 after the weekend, and what is to be expected besides.

Days and hours are those of the Marketplace's wall clocks; instants are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import median

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, answer_due, day_begins, from_wall, marketplace_date
from bizcare_tui.i18n import _, ngettext

WEEKS = 8
_TUESDAY = 1
# Longer, and the person did something else in between.
_PAUSE = timedelta(minutes=45)
_ENOUGH_GAPS = 5


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed in a thread, with its deadline; `what` is as in `standing.Owed`."""

    thread_id: int
    at: datetime
    is_obligation: bool
    what: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """What falls due after `begins` and until `ends`; `expected` more, from requests yet to arrive.

    What is due before midnight belongs to the day that then ends: it must be there before that instant.
    """

    begins: datetime
    ends: datetime
    due: tuple[Due, ...]
    expected: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is late, and what falls due on each day until the horizon.

    `expected_arrivals` are the requests to be expected until then, the mean of the same hours of
    `weeks` weeks past, which are 0 where none is known.
    """

    now: datetime
    horizon: datetime
    late: tuple[Due, ...]
    buckets: tuple[Bucket, ...]
    expected_arrivals: float
    weeks: int

    @property
    def due(self) -> tuple[Due, ...]:
        """All that falls due from now on until the horizon."""
        return tuple(due for bucket in self.buckets for due in bucket.due)

    @property
    def expected(self) -> float:
        """How many deadlines until the horizon are to be expected from requests yet to arrive."""
        return sum(bucket.expected for bucket in self.buckets)


def horizon(now: datetime) -> datetime:
    """Tuesday 00:00 after the weekend that is still to come, or under way."""
    today = marketplace_date(now)
    sunday = today + timedelta(days=6 - today.weekday())
    return day_begins(sunday + timedelta(days=1 + _TUESDAY))


def forecast(
    owed: Sequence[Due],
    arrivals: Sequence[datetime],
    now: datetime,
    *,
    known_since: datetime | None = None,
) -> Forecast:
    """What falls due until the horizon.

    `arrivals` are the instants of customers' requests of the past. To be expected is what came in the
    same hours of the last eight weeks, of those weeks that lie after `known_since`.
    """
    end = horizon(now)
    edges = _edges(now, end)
    expected, arriving, weeks = _expected(arrivals, now, edges, known_since)
    owed = sorted(owed, key=lambda due: (due.at, due.thread_id))
    buckets = tuple(
        Bucket(begins, ends, tuple(due for due in owed if begins < due.at <= ends), more)
        for begins, ends, more in zip(edges, edges[1:], expected, strict=False)
    )
    return Forecast(now, end, tuple(due for due in owed if due.at <= now), buckets, arriving, weeks)


def minutes_of_work(answers: Sequence[datetime]) -> float | None:
    """How many minutes an answer takes: the median gap between answers one after another.

    Gaps of 45 minutes and more are pauses. None where fewer than five gaps are known.
    """
    ordered = sorted(answers)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    worked = [gap.total_seconds() / 60 for gap in gaps if timedelta(0) < gap < _PAUSE]
    return median(worked) if len(worked) >= _ENOUGH_GAPS else None


def plain_sentence(told: Forecast, minutes_each: float | None) -> str:
    """The forecast in a plain sentence or two: what is late, due when, expected, and how much work it is."""
    parts = []
    if told.late:
        parts.append(
            ngettext("{n} is late now.", "{n} are late now.", len(told.late)).format(n=len(told.late))
        )
    more = round(told.expected)
    known = _falling_due(told)
    if told.weeks:
        parts.append(_("{known}; {expected}.").format(known=known, expected=_more(more)))
    else:
        parts.append(_("{known}.").format(known=known))
        parts.append(_("What else to expect is not known yet: the store has no week behind it."))
    count = len(told.late) + len(told.due) + more
    if minutes_each is not None and count:
        parts.append(_work(count, max(minutes_each, 1.0)))
    return " ".join(parts)


def _falling_due(told: Forecast) -> str:
    count = len(told.due)
    if not count:
        if told.late:
            return _("Nothing else is due before Tuesday 00:00")
        return _("Nothing is due before Tuesday 00:00")
    days = [_on_day(bucket, told.now) for bucket in told.buckets if bucket.due]
    total = ngettext("{n} before Tuesday 00:00 in all", "{n} before Tuesday 00:00 in all", count)
    return _("Due {days}: {total}").format(days=", ".join(days), total=total.format(n=count))


def _more(count: int) -> str:
    if not count:
        return _("hardly any more are expected")
    return ngettext("about {n} more is expected", "about {n} more are expected", count).format(n=count)


def _work(count: int, minutes_each: float) -> str:
    each = round(minutes_each)
    told = ngettext(
        "At {each} minute each, that is about {hours} of work.",
        "At {each} minutes each, that is about {hours} of work.",
        each,
    )
    return told.format(each=each, hours=_hours(count * minutes_each))


def _on_day(bucket: Bucket, now: datetime) -> str:
    day = marketplace_date(bucket.begins)
    if day == marketplace_date(now):
        return _("today {n}").format(n=len(bucket.due))
    return _("on {day} {n}").format(day=_DAYS[day.weekday()], n=len(bucket.due))


_DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def _hours(minutes: float) -> str:
    if minutes < 90:
        return ngettext("{n} minute", "{n} minutes", round(minutes)).format(n=round(minutes))
    return _("{n:g} h").format(n=round(minutes / 60 * 2) / 2)


def _edges(now: datetime, end: datetime) -> list[datetime]:
    """Where one day ends and the next begins, from now to the end."""
    edges, day = [now], marketplace_date(now)
    while edges[-1] < end:
        day += timedelta(days=1)
        edges.append(min(day_begins(day), end))
    return edges


def _expected(
    arrivals: Sequence[datetime], now: datetime, edges: Sequence[datetime], known_since: datetime | None
) -> tuple[list[float], float, int]:
    """For each day how many deadlines are to be expected; how many arrivals; of how many weeks."""
    end = edges[-1]
    # The first week back whose same hours lie wholly in the past.
    first = next(weeks for weeks in range(1, 4) if _shifted(end, -weeks) <= now)
    shifts = [
        weeks
        for weeks in range(first, first + WEEKS)
        if known_since is None or _shifted(now, -weeks) >= known_since
    ]
    expected, arriving = [0.0] * (len(edges) - 1), 0
    for weeks in shifts:
        begins, ends = _shifted(now, -weeks), _shifted(end, -weeks)
        for arrival in arrivals:
            if not begins <= arrival < ends:
                continue
            arriving += 1
            due = answer_due(_shifted(arrival, weeks))
            place = _place(due, edges)
            if place is not None:
                expected[place] += 1
    count = max(len(shifts), 1)
    return [each / count for each in expected], arriving / count, len(shifts)


def _place(moment: datetime, edges: Sequence[datetime]) -> int | None:
    for place, (begins, ends) in enumerate(pairwise(edges)):
        if begins < moment <= ends:
            return place
    return None


def _shifted(moment: datetime, weeks: int) -> datetime:
    """The instant so many weeks on at which the wall clocks show the same."""
    local = moment.astimezone(MARKETPLACE_ZONE)
    day = local.date() + timedelta(weeks=weeks)
    clock = time(local.hour, local.minute, local.second, local.microsecond)
    return from_wall(datetime.combine(day, clock))
