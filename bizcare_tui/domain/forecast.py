"""The forecast: what is due until Tuesday 00:00 after the weekend, and how many more requests to expect.

Days and hours are in the Marketplace's time zone; instants are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from bizcare_tui.domain.absences import Presence
from bizcare_tui.domain.clock import (
    MARKETPLACE_ZONE,
    answer_due,
    day_begins,
    marketplace_date,
    utc_from_local,
)
from bizcare_tui.domain.counters import horizon
from bizcare_tui.domain.durations import work_in_words
from bizcare_tui.domain.thread_status import Owed, Urgency, first_late_second, urgency_at
from bizcare_tui.i18n import N_, _, ngettext

WEEKS = 8
# After a longer gap, the person did something else in between.
_PAUSE = timedelta(minutes=45)
_MIN_GAPS = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a thread; `what` is a value of `Owed`."""

    thread_id: int
    at: datetime
    is_obligation: bool
    what: str

    @property
    def late_at(self) -> datetime:
        """The first second at which the deadline is over."""
        return datetime.fromtimestamp(first_late_second(Owed(self.what), self.at), UTC)

    def urgency(self, now: datetime) -> Urgency | None:
        """Return the urgency of the deadline now."""
        return urgency_at(Owed(self.what), self.at, now, is_obligation=self.is_obligation)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The deadlines that are over after `begins`, at the latest at `ends`.

    An answer that is due at midnight belongs to the day that ends then, because it must arrive before it.
    `expected` is the mean number of further deadlines from future requests.
    """

    begins: datetime
    ends: datetime
    due: tuple[Due, ...]
    expected: float

    @property
    def obligations(self) -> tuple[Due, ...]:
        """The obligations among the deadlines; the others are our own goals."""
        return tuple(due for due in self.due if due.is_obligation)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is late or missed, and what is due on each day until the horizon.

    `late` are obligations, `missed` are our own goals. `expected_arrivals` is the number of requests to
    expect until the horizon: the mean of the same hours in `weeks` past weeks. `weeks` is 0 if no past week
    is known.
    """

    now: datetime
    horizon: datetime
    late: tuple[Due, ...]
    missed: tuple[Due, ...]
    buckets: tuple[Bucket, ...]
    expected_arrivals: float
    weeks: int

    @property
    def due(self) -> tuple[Due, ...]:
        """All deadlines from now until the horizon."""
        return tuple(due for bucket in self.buckets for due in bucket.due)

    @property
    def expected(self) -> float:
        """How many deadlines until the horizon to expect from requests that have not arrived yet."""
        return sum(bucket.expected for bucket in self.buckets)


def forecast(
    owed: Sequence[Due],
    arrivals: Sequence[datetime],
    now: datetime,
    *,
    known_since: datetime | None = None,
) -> Forecast:
    """Return the forecast until the horizon.

    `arrivals` are the instants of past customer requests. The number to expect is the mean of what arrived in
    the same hours of the last eight weeks; weeks that begin before `known_since` do not count.
    """
    end = horizon(now)
    edges = _day_boundaries(now, end)
    expected, arriving, weeks = _expected(arrivals, now, edges, known_since)
    owed = sorted(owed, key=lambda due: (due.at, due.thread_id))
    buckets = tuple(
        Bucket(begins, ends, tuple(due for due in owed if begins < due.late_at <= ends), more)
        for begins, ends, more in zip(edges, edges[1:], expected, strict=False)
    )
    late, missed = (
        tuple(due for due in owed if due.urgency(now) is urgency)
        for urgency in (Urgency.LATE, Urgency.MISSED)
    )
    return Forecast(now, end, late, missed, buckets, arriving, weeks)


def minutes_of_work(answers: Sequence[datetime]) -> float | None:
    """Return how many minutes an answer takes: the median time between successive answers.

    Gaps of 45 minutes and more are pauses and do not count. The result is None if there are fewer than five
    other gaps.
    """
    ordered = sorted(answers)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    worked = [gap.total_seconds() / 60 for gap in gaps if timedelta(0) < gap < _PAUSE]
    return median(worked) if len(worked) >= _MIN_GAPS else None


def plain_sentence(outlook: Forecast, minutes_each: float | None) -> str:
    """Return the forecast in a few sentences: what is late, missed, due and expected, and the work."""
    parts = []
    if late := len(outlook.late):
        parts.append(ngettext("{n} is late now.", "{n} are late now.", late).format(n=late))
    if missed := len(outlook.missed):
        parts.append(
            ngettext("{n} of our own goals was missed.", "{n} of our own goals were missed.", missed).format(
                n=missed
            )
        )
    more = round(outlook.expected)
    known = _due_in_words(outlook)
    if outlook.weeks:
        parts.append(_("{known}; {expected}.").format(known=known, expected=_expected_in_words(more)))
    else:
        parts.append(_("{known}.").format(known=known))
        parts.append(_("No estimate of further messages yet: the store has less than a week of data."))
    if goals := sum(not due.is_obligation for due in outlook.due):
        parts.append(
            ngettext("Also {n} goal of our own.", "Also {n} goals of our own.", goals).format(n=goals)
        )
    count = late + missed + len(outlook.due) + more
    if minutes_each is not None and count:
        parts.append(_work_in_words(count, max(minutes_each, 1.0)))
    return " ".join(parts)


def absence_sentence(outlook: Forecast, presences: Sequence[Presence]) -> str:
    """Return who is absent on which days, and when nobody is present though something is due; may be empty.

    Args:
        presences: the presence on the day of each bucket, in the same order.
    """
    days: dict[str, list[str]] = {}
    for presence in presences:
        for login in presence.absent:
            days.setdefault(login, []).append(_day_name(presence.day, outlook.now))
    absent = [_("{who} ({days})").format(who=login, days=", ".join(names)) for login, names in days.items()]
    parts = [_("Absent: {0}.").format(", ".join(absent))] if absent else []
    for bucket, presence in zip(outlook.buckets, presences, strict=True):
        if bucket.due and not presence.present:
            count = len(bucket.due)
            text = ngettext(
                "Nobody is present on {day}, and {n} is due.",
                "Nobody is present on {day}, and {n} are due.",
                count,
            )
            parts.append(text.format(day=_day_name(presence.day, outlook.now), n=count))
    return " ".join(parts)


def _day_name(day: date, now: datetime) -> str:
    return _("today") if day == marketplace_date(now) else _(_DAYS[day.weekday()])


def _due_in_words(outlook: Forecast) -> str:
    count = sum(due.is_obligation for due in outlook.due)
    if not count:
        if outlook.late:
            return _("Nothing else is due before Tuesday 00:00")
        return _("Nothing is due before Tuesday 00:00")
    days = [_day_in_words(bucket, outlook.now) for bucket in outlook.buckets if bucket.obligations]
    total = ngettext("{n} in total before Tuesday 00:00", "{n} in total before Tuesday 00:00", count)
    return _("Due {days}: {total}").format(days=", ".join(days), total=total.format(n=count))


def _expected_in_words(count: int) -> str:
    if not count:
        return _("hardly any more are expected")
    return ngettext("about {n} more is expected", "about {n} more are expected", count).format(n=count)


def _work_in_words(count: int, minutes_each: float) -> str:
    each = round(minutes_each)
    text = ngettext(
        "At {each} minute each, that is about {hours} of work.",
        "At {each} minutes each, that is about {hours} of work.",
        each,
    )
    return text.format(each=each, hours=work_in_words(count * minutes_each))


def _day_in_words(bucket: Bucket, now: datetime) -> str:
    day = marketplace_date(bucket.begins)
    if day == marketplace_date(now):
        return _("today {n}").format(n=len(bucket.obligations))
    return _("on {day} {n}").format(day=_(_DAYS[day.weekday()]), n=len(bucket.obligations))


_DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")
)  # fmt: skip


def _day_boundaries(now: datetime, end: datetime) -> list[datetime]:
    """Return the boundaries of the days from now to `end`, both included."""
    edges, day = [now], marketplace_date(now)
    while edges[-1] < end:
        day += timedelta(days=1)
        edges.append(min(day_begins(day), end))
    return edges


def _expected(
    arrivals: Sequence[datetime], now: datetime, edges: Sequence[datetime], known_since: datetime | None
) -> tuple[list[float], float, int]:
    """Return the expected deadlines of each day, the expected arrivals, and the number of weeks averaged."""
    end = edges[-1]
    # The most recent past week in which the same hours are over.
    first = next(weeks for weeks in range(1, 4) if _shift_weeks(end, -weeks) <= now)
    shifts = [
        weeks
        for weeks in range(first, first + WEEKS)
        if known_since is None or _shift_weeks(now, -weeks) >= known_since
    ]
    expected, arriving = [0.0] * (len(edges) - 1), 0
    for weeks in shifts:
        begins, ends = _shift_weeks(now, -weeks), _shift_weeks(end, -weeks)
        for arrival in arrivals:
            if not begins <= arrival < ends:
                continue
            arriving += 1
            due = answer_due(_shift_weeks(arrival, weeks))
            index = _bucket_index(due, edges)
            if index is not None:
                expected[index] += 1
    count = max(len(shifts), 1)
    return [each / count for each in expected], arriving / count, len(shifts)


def _bucket_index(moment: datetime, edges: Sequence[datetime]) -> int | None:
    for index, (begins, ends) in enumerate(pairwise(edges)):
        if begins < moment <= ends:
            return index
    return None


def _shift_weeks(moment: datetime, weeks: int) -> datetime:
    """Return the instant so many weeks later at the same local time of the Marketplace."""
    local = moment.astimezone(MARKETPLACE_ZONE)
    day = local.date() + timedelta(weeks=weeks)
    clock = time(local.hour, local.minute, local.second, local.microsecond)
    return utc_from_local(datetime.combine(day, clock))
