"""The morning brief: what became late, is due, arrived or needs a look, each with its threads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizcare_tui.domain.clock import day_begins, is_weekday, marketplace_date, utc_from_local
from bizcare_tui.domain.dates import coming_moment_in_words, full_day_in_words, near_day_in_words
from bizcare_tui.i18n import _, ngettext

# What arrived earlier than this before a brief is no news.
_LONGEST = timedelta(days=14)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class BriefKind(StrEnum):
    """What a line of the brief counts, in the order of the lines."""

    BECAME_LATE = "became_late"
    LATE_BEFORE = "late_before"
    DUE = "due"
    AUTHORS = "authors"
    REPLIES = "replies"
    FIXES = "fixes"
    REFUNDS = "refunds"
    ARRIVED = "arrived"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class BriefPeriod:
    """The days of a brief: it is for `day`, and says what is new from `since` on."""

    day: date
    since: date

    @property
    def until(self) -> date:
        """The last day whose deadlines the brief names: before a weekend the next weekday, else `day`."""
        until = self.day
        while not is_weekday(until) or (until == self.day and not is_weekday(until + _DAY)):
            until += _DAY
        return until

    def queries(self) -> dict[BriefKind, str]:
        """Return the query of the threads of each kind of line, in the order of the lines."""
        late_since, arrived = f"{self.since}..{self.day}", f"{self.since}..{self.day}"
        return {
            BriefKind.BECAME_LATE: f"is:late due:{late_since}",
            BriefKind.LATE_BEFORE: f"is:late -due:{late_since}",
            BriefKind.DUE: f"is:due -is:goal -is:late due:{self.day}..{self.until}",
            BriefKind.AUTHORS: "has:unknown",
            BriefKind.REPLIES: "has:problem",
            BriefKind.FIXES: f"is:fix fix:{self.day}..{self.day + _WEEK - _DAY}",
            BriefKind.REFUNDS: "is:refunding",
            BriefKind.ARRIVED: f"date:{arrived} -is:notice -is:closed",
            BriefKind.UNREAD: f"is:unread is:open -date:{arrived} -is:notice",
        }


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A line of the brief: how many threads its query finds, and the first and last deadline of them."""

    kind: BriefKind
    query: str
    count: int
    first_due: datetime | None = None
    last_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """The morning brief of a day; it has only lines that count something."""

    period: BriefPeriod
    lines: tuple[BriefLine, ...]


def brief_period(now: datetime, last_visit: datetime | None) -> BriefPeriod:
    """Return the days of the brief for `now`.

    What is new is counted from the last weekday before, or from the last visit on if that was earlier.
    """
    day = marketplace_date(now)
    since = day - _DAY
    while not is_weekday(since):
        since -= _DAY
    if last_visit is not None:
        since = min(since, max(marketplace_date(last_visit), day - _LONGEST))
    return BriefPeriod(day, since)


def next_brief_at(now: datetime, at: time | None, zone: ZoneInfo) -> datetime:
    """Return when the brief of a new day is shown next in an app that was left open.

    Args:
        now: the present time.
        at: the time of day of the brief, in `zone`; None for the beginning of the Marketplace's day.
        zone: the zone of `at`.
    """
    if at is None:
        return day_begins(marketplace_date(now) + _DAY)
    today = now.astimezone(zone).date()
    moment = utc_from_local(datetime.combine(today, at), zone)
    return moment if moment > now else utc_from_local(datetime.combine(today + _DAY, at), zone)


def title(brief: Brief) -> str:
    """Return the title of a brief."""
    return _("Morning brief, {day}").format(day=full_day_in_words(brief.period.day))


def line_in_words(line: BriefLine, period: BriefPeriod, now: datetime) -> str:
    """Return a line as a sentence without its full stop, such as "3 became LATE since Thu 26 Nov"."""
    words = _words(line.kind, line.count)
    if line.kind is BriefKind.DUE and line.first_due is not None and line.last_due is not None:
        first, last = (coming_moment_in_words(each, now) for each in (line.first_due, line.last_due))
        words = (
            _("{n} due before {last}") if first == last else _("{n} due before {last}, the first at {first}")
        )
        return words.format(n=line.count, first=first, last=last)
    since, week_end = near_day_in_words(period.since), near_day_in_words(period.day + _WEEK - _DAY)
    return words.format(n=line.count, since=since, until=week_end)


def brief_text(brief: Brief, now: datetime) -> str:
    """Return all lines of a brief, one below the other."""
    return "".join(f"{line_in_words(line, brief.period, now)}\n" for line in brief.lines)


def subject(brief: Brief, now: datetime) -> str:
    """Return the first lines of a brief in one line, for the subject of a mail."""
    return " · ".join(line_in_words(line, brief.period, now) for line in brief.lines[:3])


def without_empty(lines: Iterable[BriefLine]) -> tuple[BriefLine, ...]:
    """Return the lines that count something."""
    return tuple(line for line in lines if line.count)


def _words(kind: BriefKind, count: int) -> str:
    """Return the words of a kind of line, with placeholders for the number and the days."""
    return {
        BriefKind.BECAME_LATE: ngettext(
            "{n} became LATE since {since}", "{n} became LATE since {since}", count
        ),
        BriefKind.LATE_BEFORE: ngettext("{n} LATE for longer", "{n} LATE for longer", count),
        BriefKind.DUE: _("{n} due"),
        BriefKind.AUTHORS: ngettext(
            "{n} deadline depends on who wrote a message",
            "{n} deadlines depend on who wrote a message",
            count,
        ),
        BriefKind.REPLIES: ngettext(
            "{n} reply needs you: held, failed or not confirmed",
            "{n} replies need you: held, failed or not confirmed",
            count,
        ),
        BriefKind.FIXES: ngettext("{n} fix to publish by {until}", "{n} fixes to publish by {until}", count),
        BriefKind.REFUNDS: ngettext(
            "{n} agreed refund is not in the orders yet",
            "{n} agreed refunds are not in the orders yet",
            count,
        ),
        BriefKind.ARRIVED: ngettext("{n} new request since {since}", "{n} new requests since {since}", count),
        BriefKind.UNREAD: ngettext(
            "{n} older request with a new message", "{n} older requests with a new message", count
        ),
    }[kind]
