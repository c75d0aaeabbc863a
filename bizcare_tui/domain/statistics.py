"""How support goes: answers in time, by week, product, language and person; fixes, refusals, refunds.

Every figure knows the threads it leads to. Days and weeks are those of the Marketplace's calendar.
"""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, SATURDAY, Status, is_weekday, marketplace_date

SCORE_MONTHS = 6
WEEKS = 26

_JUDGED = (Status.MET, Status.MISSED, Status.LATE)
_SLOWEST = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the statistics see it. `person` is who answered first, empty where not known.

    `refused_on` are the grounds it was refused on; `fix_due` and `fix_at` the deadline of its patch, and
    when that was published.
    """

    thread_id: int
    request_at: datetime
    due: datetime
    answered_at: datetime | None
    is_obligation: bool
    status: Status
    product: str = ""
    language: str = ""
    person: str = ""
    refused_on: tuple[str, ...] = ()
    refunded: bool = False
    fix_due: datetime | None = None
    fix_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `of` cases, None where there are none, with the threads one wants to look at for it."""

    value: float | None
    of: int
    thread_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """How the requests of a week, a product, a language or a person went.

    `in_time` is the share of scored obligations answered in time, of those answered or overdue, and leads
    to those that were not; hours are business hours to the first answer of what is scored, obligation or
    target, and lead to the slowest.
    """

    name: str
    asked: Figure
    in_time: Figure
    median_hours: Figure
    p90_hours: Figure
    refused: Figure
    refunded: Figure


@dataclass(frozen=True, slots=True)
class Score:
    """What the Marketplace's score of support looks at: from the day `begins` on, before the day `ends`.

    `response_rate` is the share answered at all, and leads to those that were not; `response_hours` is the
    mean of the business hours to the first answer, and leads to the slowest.
    """

    begins: date
    ends: date
    response_rate: Figure
    response_hours: Figure


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it. Weeks go from the oldest to the present one, named by their Monday."""

    weeks: tuple[Group, ...]
    score: Score
    fixes: Figure
    refusals: dict[str, Figure]
    refunds: Figure
    products: tuple[Group, ...]
    languages: tuple[Group, ...]
    persons: tuple[Group, ...]


def statistics(cases: Sequence[Case], now: datetime, weeks: int = WEEKS) -> Statistics:
    """The statistics of these requests."""
    return Statistics(
        weeks=by_week(cases, now, weeks),
        score=score(cases, now),
        fixes=fixes_in_time(cases, now),
        refusals=refusals(cases),
        refunds=refunds(cases),
        products=by(cases, lambda case: case.product),
        languages=by(cases, lambda case: case.language),
        persons=by((case for case in cases if case.answered_at), lambda case: case.person),
    )


def by(cases: Iterable[Case], key: Callable[[Case], str]) -> tuple[Group, ...]:
    """The requests in groups, the largest first."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    found = [_group(name, members) for name, members in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.asked.of, group.name)))


def by_week(cases: Iterable[Case], now: datetime, weeks: int = WEEKS) -> tuple[Group, ...]:
    """The requests of the last weeks by the week in which they were asked, the oldest first.

    The present week is included, and so are those without requests; each is named by its Monday.
    """
    last = monday(marketplace_date(now))
    groups: dict[date, list[Case]] = {last - timedelta(weeks=back): [] for back in range(weeks - 1, -1, -1)}
    for case in cases:
        week = monday(marketplace_date(case.request_at))
        if week in groups:
            groups[week].append(case)
    return tuple(_group(week.isoformat(), members) for week, members in groups.items())


def score(cases: Iterable[Case], now: datetime) -> Score:
    """What the Marketplace's score of support looks at now, of the scored obligations asked in its window."""
    begins, ends = score_window(now)
    asked = [
        case
        for case in cases
        if case.is_obligation
        and case.status is not Status.NONE
        and begins <= marketplace_date(case.request_at) < ends
    ]
    unanswered = tuple(case.thread_id for case in asked if case.answered_at is None)
    rate = 1 - len(unanswered) / len(asked) if asked else None
    hours = _hours(asked)
    mean = math.fsum(taken for taken, _thread in hours) / len(hours) if hours else None
    return Score(
        begins, ends, Figure(rate, len(asked), unanswered), Figure(mean, len(hours), _slowest(hours))
    )


def score_window(now: datetime) -> tuple[date, date]:
    """The first day of the score's window, and the first day after it.

    Six months without the latest week, recomputed on Mondays: read as ending a week before this
    week's Monday. Source: partner help centre, the support-quality score.
    """
    ends = monday(marketplace_date(now)) - timedelta(weeks=1)
    return _months_before(ends, SCORE_MONTHS), ends


def fixes_in_time(cases: Iterable[Case], now: datetime) -> Figure:
    """The share of patches published by their deadline, of those published or overdue; leads to the rest."""
    settled = [case for case in cases if case.fix_due and (case.fix_at or case.fix_due < now)]
    late = tuple(
        case.thread_id
        for case in settled
        if case.fix_at is None or (case.fix_due is not None and case.fix_at > case.fix_due)
    )
    return Figure(1 - len(late) / len(settled) if settled else None, len(settled), late)


def refusals(cases: Iterable[Case]) -> dict[str, Figure]:
    """How many requests were refused on each ground, the most frequent first."""
    found: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        for ground in dict.fromkeys(case.refused_on):
            found[ground].append(case.thread_id)
    ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return {ground: _counted(threads) for ground, threads in ordered}


def refunds(cases: Iterable[Case]) -> Figure:
    """How many requests ended in a refund."""
    return _counted(case.thread_id for case in cases if case.refunded)


def business_hours(start: datetime, end: datetime) -> float:
    """The hours of Monday to Friday, 00:00 to 24:00 on the wall clock, between two instants; 0 if none."""
    if end <= start:
        return 0.0
    return max(_weekday_hours(end) - _weekday_hours(start), 0.0)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that this share (0 to 1) of the values does not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    # 0.07 * 100 is a little more than 7, and must not become the eighth.
    rank = math.ceil(round(share * len(ordered), 9))
    return ordered[max(rank, 1) - 1]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _weekday_hours(moment: datetime) -> float:
    """The hours of weekdays since some Monday long ago, on the wall clock."""
    local = moment.astimezone(MARKETPLACE_ZONE)
    weeks, day = divmod(local.toordinal() - 1, 7)
    hours = (weeks * SATURDAY + min(day, SATURDAY)) * 24.0
    if is_weekday(local.date()):
        hours += local.hour + local.minute / 60 + (local.second + local.microsecond / 1e6) / 3600
    return hours


def _group(name: str, cases: Sequence[Case]) -> Group:
    judged = [case for case in cases if case.is_obligation and case.status in _JUDGED]
    late = tuple(case.thread_id for case in judged if case.status is not Status.MET)
    hours = _hours(cases)
    taken = [each for each, _thread in hours]
    slowest = _slowest(hours)
    return Group(
        name=name,
        asked=_counted(case.thread_id for case in cases),
        in_time=Figure(1 - len(late) / len(judged) if judged else None, len(judged), late),
        median_hours=Figure(percentile(taken, 0.5), len(taken), slowest),
        p90_hours=Figure(percentile(taken, 0.9), len(taken), slowest),
        refused=_counted(case.thread_id for case in cases if case.refused_on),
        refunded=refunds(cases),
    )


def _hours(cases: Iterable[Case]) -> list[tuple[float, int]]:
    """The business hours to each scored answer with its thread, the quickest first."""
    return sorted(
        (business_hours(case.request_at, case.answered_at), case.thread_id)
        for case in cases
        if case.answered_at is not None and case.status is not Status.NONE
    )


def _slowest(hours: Sequence[tuple[float, int]]) -> tuple[int, ...]:
    """The threads of the slowest, of hours with the quickest first."""
    return tuple(thread_id for _taken, thread_id in reversed(hours[-_SLOWEST:]))


def _counted(thread_ids: Iterable[int]) -> Figure:
    found = tuple(thread_ids)
    return Figure(float(len(found)), len(found), found)


def _months_before(day: date, months: int) -> date:
    """So many calendar months before, clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
