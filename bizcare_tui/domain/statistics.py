"""Support statistics: answers in time by week, product, language and person; fixes, rejections, refunds.

Every figure has the ids of the threads to list for it. Days and weeks are in the Marketplace's time zone.
"""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, SATURDAY, Status, is_weekday, marketplace_date
from bizcare_tui.domain.forecast import Due
from bizcare_tui.domain.thread_status import Urgency

SCORE_MONTHS = 6
WEEKS = 26

_JUDGED = (Status.MET, Status.MISSED, Status.LATE)
_SLOWEST = 20


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """The data of a request that the statistics need. `person` answered first; empty when unknown.

    `refused_on` are the grounds of its rejection, `fix_due` is the deadline of its patch (None when none
    is owed), and `fix_at` the time when the patch was published.
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
    """A value computed from `of` requests, None without any, and the threads to list for it."""

    value: float | None
    of: int
    thread_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of the requests of a week, a product, a language or a person.

    `in_time` is the share of scored obligations answered in time among those answered or overdue; its
    threads are those not answered in time. Hours are business hours to the first answer of scored requests,
    with an obligation or our own goal; their threads are the slowest.
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
    """The inputs of the Marketplace's support-quality score, from the day `begins` to the day before `ends`.

    `response_rate` is the share of requests that were answered; its threads are the unanswered ones.
    `response_hours` is the mean of the business hours to the first answer; its threads are the slowest.
    """

    begins: date
    ends: date
    response_rate: Figure
    response_hours: Figure


@dataclass(frozen=True, slots=True)
class Statistics:
    """All statistics. Weeks are in order from the oldest to the current one, named by their Monday.

    `late` and `due` are the threads with an obligation, `missed` those with a missed goal of our own.
    """

    late: Figure
    due: Figure
    missed: Figure
    weeks: tuple[Group, ...]
    score: Score
    fixes: Figure
    refusals: dict[str, Figure]
    refunds: Figure
    products: tuple[Group, ...]
    languages: tuple[Group, ...]
    persons: tuple[Group, ...]

    @property
    def has_requests(self) -> bool:
        """Whether there is any request to count."""
        return any(group.asked.of for group in (*self.weeks, *self.products))


def statistics(
    cases: Sequence[RequestSummary], now: datetime, weeks: int = WEEKS, owed: Sequence[Due] = ()
) -> Statistics:
    """Return the statistics of these requests and of the current deadlines (`owed`)."""
    late, due, missed = (
        _counted(each.thread_id for each in owed if each.urgency(now) is urgency)
        for urgency in (Urgency.LATE, Urgency.DUE, Urgency.MISSED)
    )
    return Statistics(
        late=late,
        due=due,
        missed=missed,
        weeks=by_week(cases, now, weeks),
        score=score(cases, now),
        fixes=fixes_in_time(cases, now),
        refusals=rejections(cases),
        refunds=refunds(cases),
        products=group_requests(cases, lambda case: case.product),
        languages=group_requests(cases, lambda case: case.language),
        persons=group_requests((case for case in cases if case.answered_at), lambda case: case.person),
    )


def group_requests(
    cases: Iterable[RequestSummary], key: Callable[[RequestSummary], str]
) -> tuple[Group, ...]:
    """Return the requests in groups by a key, the largest first."""
    groups: dict[str, list[RequestSummary]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    found = [_group(name, members) for name, members in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.asked.of, group.name)))


def by_week(cases: Iterable[RequestSummary], now: datetime, weeks: int = WEEKS) -> tuple[Group, ...]:
    """Return the requests of the last weeks, grouped by the week of the request, the oldest first.

    The current week and weeks without requests are included; each is named by its Monday.
    """
    last = monday(marketplace_date(now))
    groups: dict[date, list[RequestSummary]] = {
        last - timedelta(weeks=back): [] for back in range(weeks - 1, -1, -1)
    }
    for case in cases:
        week = monday(marketplace_date(case.request_at))
        if week in groups:
            groups[week].append(case)
    return tuple(_group(week.isoformat(), members) for week, members in groups.items())


def score(cases: Iterable[RequestSummary], now: datetime) -> Score:
    """Return the inputs of the support-quality score: the scored obligations in its current window."""
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
    mean = math.fsum(each for each, _thread in hours) / len(hours) if hours else None
    return Score(
        begins, ends, Figure(rate, len(asked), unanswered), Figure(mean, len(hours), _slowest(hours))
    )


def score_window(now: datetime) -> tuple[date, date]:
    """Return the first day of the score's window, and the first day after it.

    The window is six months without the latest week, recomputed on Mondays; we take it to end a week before
    this week's Monday. Source: partner help centre, the support-quality score.
    """
    ends = monday(marketplace_date(now)) - timedelta(weeks=1)
    return _months_before(ends, SCORE_MONTHS), ends


def fixes_in_time(cases: Iterable[RequestSummary], now: datetime) -> Figure:
    """Return the share of published or overdue patches that were in time; its threads are the late ones."""
    settled = [case for case in cases if case.fix_due and (case.fix_at or case.fix_due < now)]
    late = tuple(
        case.thread_id
        for case in settled
        if case.fix_at is None or (case.fix_due is not None and case.fix_at > case.fix_due)
    )
    return Figure(1 - len(late) / len(settled) if settled else None, len(settled), late)


def rejections(cases: Iterable[RequestSummary]) -> dict[str, Figure]:
    """Return how many requests were rejected on each ground, the most frequent first."""
    found: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        for ground in dict.fromkeys(case.refused_on):
            found[ground].append(case.thread_id)
    ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return {ground: _counted(threads) for ground, threads in ordered}


def refunds(cases: Iterable[RequestSummary]) -> Figure:
    """Return how many requests ended in a refund."""
    return _counted(case.thread_id for case in cases if case.refunded)


def business_hours(start: datetime, end: datetime) -> float:
    """Return the hours from Monday to Friday, 00:00 to 24:00 local time, between two times; at least 0."""
    if end <= start:
        return 0.0
    return max(_weekday_hours(end) - _weekday_hours(start), 0.0)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the least value that a share (0 to 1) of the values do not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    # 0.07 * 100 is a little more than 7 as a float, and must not select the eighth value.
    rank = math.ceil(round(share * len(ordered), 9))
    return ordered[max(rank, 1) - 1]


def monday(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _weekday_hours(moment: datetime) -> float:
    """Return the weekday hours from a fixed Monday in the past to a time, in local time."""
    local = moment.astimezone(MARKETPLACE_ZONE)
    weeks, day = divmod(local.toordinal() - 1, 7)
    hours = (weeks * SATURDAY + min(day, SATURDAY)) * 24.0
    if is_weekday(local.date()):
        hours += local.hour + local.minute / 60 + (local.second + local.microsecond / 1e6) / 3600
    return hours


def _group(name: str, cases: Sequence[RequestSummary]) -> Group:
    judged = [case for case in cases if case.is_obligation and case.status in _JUDGED]
    late = tuple(case.thread_id for case in judged if case.status is not Status.MET)
    hours = _hours(cases)
    durations = [each for each, _thread in hours]
    slowest = _slowest(hours)
    return Group(
        name=name,
        asked=_counted(case.thread_id for case in cases),
        in_time=Figure(1 - len(late) / len(judged) if judged else None, len(judged), late),
        median_hours=Figure(percentile(durations, 0.5), len(durations), slowest),
        p90_hours=Figure(percentile(durations, 0.9), len(durations), slowest),
        refused=_counted(case.thread_id for case in cases if case.refused_on),
        refunded=refunds(cases),
    )


def _hours(cases: Iterable[RequestSummary]) -> list[tuple[float, int]]:
    """Return the business hours to each scored answer with its thread id, the quickest first."""
    return sorted(
        (business_hours(case.request_at, case.answered_at), case.thread_id)
        for case in cases
        if case.answered_at is not None and case.status is not Status.NONE
    )


def _slowest(hours: Sequence[tuple[float, int]]) -> tuple[int, ...]:
    """Return the thread ids of the slowest answers; `hours` begins with the quickest."""
    return tuple(thread_id for _hours, thread_id in reversed(hours[-_SLOWEST:]))


def _counted(thread_ids: Iterable[int]) -> Figure:
    found = tuple(thread_ids)
    return Figure(float(len(found)), len(found), found)


def _months_before(day: date, months: int) -> date:
    """Return the day `months` calendar months before, limited to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
