"""Notices before deadlines: which notices to give now, each once and never during the seller's night.

Instants are in UTC; notices show them in the Marketplace's time zone.

The rules:

- Each deadline is announced at each lead time that is set (for example 2 hours before, 30 minutes before, at
  the deadline). Nothing is announced during the night.
- In the last two hours before a night, every round announces what the night would hide, if it was not
  announced before: a deadline or a lead time that falls into the night, and a deadline within an hour after
  the night, because a round that runs once an hour may come too late in the morning. On Friday evening this
  applies to everything up to the end of Monday's night.
- Whatever the lead times, a round that may be the last one before a deadline announces it.
- A late obligation is announced until it is one business day late.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bizcare_tui.domain.clock import answer_due, is_weekday, utc_from_local, weekdays_later
from bizcare_tui.domain.counters import Counters, in_words
from bizcare_tui.domain.dates import near_moment_in_words
from bizcare_tui.domain.durations import format_duration
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import Owed, Urgency, urgency_at
from bizcare_tui.i18n import _, ngettext

Key = tuple[int, int, int]
"""Identifies a notice: the thread id, its deadline in seconds since 1970, the lead time in seconds."""

# In this time before the night, every round announces what the night would hide. At one round per hour, at
# least one falls into it, and the person can still act.
EVENING = timedelta(hours=2)
# The longest supported time between two rounds: `watch --once` run hourly.
LONGEST_PAUSE = timedelta(hours=1)
# Replaces the lead time in the key of a notice that was given because no later round might come in time.
# Other negative numbers are for notices given before a night: minus the ordinal of the day it begins on.
_LAST_CHANCE = -1
_FRIDAY = 4
_MAX_TOPIC = 120
_LEAD = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*(?:m|min)?)?")


@dataclass(frozen=True, slots=True)
class Night:
    """The hours of each day in which no notices are given; equal times mean that there is no night."""

    begins: time
    ends: time
    zone: ZoneInfo

    def holds(self, now: datetime) -> bool:
        """Return whether it is night now."""
        clock = now.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def next_begin(self, now: datetime) -> datetime:
        """Return when the next night begins."""
        return self._next(self.begins, now)

    def end_after(self, moment: datetime) -> datetime:
        """Return when the night ends that is in progress at `moment` or begins then."""
        return self._next(self.ends, moment)

    def _next(self, clock: time, after: datetime) -> datetime:
        day = after.astimezone(self.zone).date()
        found = utc_from_local(datetime.combine(day, clock), self.zone)
        return (
            found
            if found > after
            else utc_from_local(datetime.combine(day + timedelta(days=1), clock), self.zone)
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """A deadline of a thread.

    `topic` is safe to show, in one line; `what` is a value of `Owed`.
    """

    thread_id: int
    topic: str
    due: datetime
    is_obligation: bool
    what: str

    def urgency(self, now: datetime) -> Urgency | None:
        """Return the urgency of the deadline now."""
        return urgency_at(Owed(self.what), self.due, now, is_obligation=self.is_obligation)


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice of a deadline.

    `keys` identify all the notices that this one covers; none of them is given again later.
    """

    pending: Pending
    keys: tuple[Key, ...]

    @property
    def thread_id(self) -> int:
        """The id of the thread with the deadline."""
        return self.pending.thread_id

    @property
    def topic(self) -> str:
        """The topic of that thread."""
        return self.pending.topic

    def sentence(self, now: datetime) -> str:
        """Return the notice as one line of text."""
        left = self.pending.due - now
        head = {
            Urgency.LATE: _("LATE since {0}"),
            Urgency.MISSED: _("Goal missed since {0}"),
            Urgency.GOAL: _("Our own goal in {0}"),
        }.get(self.pending.urgency(now) or Urgency.DUE, _("Due in {0}"))
        return _("{head}: {thread}, {topic} ({due})").format(
            head=head.format(format_duration(abs(left))),
            thread=self.pending.thread_id,
            topic=self.pending.topic[:_MAX_TOPIC],
            due=near_moment_in_words(self.pending.due),
        )


@dataclass(frozen=True, slots=True)
class ReplyProblem:
    """A reply that needs a person: it failed, was held, or may not have arrived.

    `topic` and `error` are safe to show, in one line each.
    """

    thread_id: int
    topic: str
    reply_id: int
    state: ReplyState
    error: str

    def sentence(self, _now: datetime) -> str:
        """Return the notice as one line of text."""
        head = {
            ReplyState.FAILED: _("Reply failed"),
            ReplyState.HELD: _("Reply held"),
            ReplyState.UNKNOWN: _("Reply may not have arrived"),
        }.get(self.state, _("Reply"))
        return _("{head}: {thread}, {topic} ({error})").format(
            head=head,
            thread=self.thread_id,
            topic=self.topic[:_MAX_TOPIC],
            error=self.error or self.state,
        )


Announcement = Alert | ReplyProblem
"""What a person is notified of."""


def parse_lead(text: str) -> timedelta:
    """Parse a lead time before a deadline: `2h`, `30m`, `1h30`, `90` (minutes), or `due` (at the deadline).

    Raises:
        ValueError: the text cannot be parsed; the message is written for the user.
    """
    wanted = text.strip().lower()
    if wanted == "due":
        return timedelta(0)
    found = _LEAD.fullmatch(wanted)
    if not wanted or found is None or not any(found.groups()):
        raise ValueError(_("{0!r} is not a duration. Write 2h, 30m or due.").format(text[:20]))
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def alerts(
    pending: Iterable[Pending],
    leads: Sequence[timedelta],
    announced: Collection[Key],
    now: datetime,
    night: Night | None = None,
    *,
    every: timedelta = timedelta(0),
) -> list[Alert]:
    """Return the notices to give now, the next deadline first; the module docstring states the rules.

    Each deadline is announced once per lead time. When several lead times have been reached, it is announced
    once, for the nearest of them.

    Args:
        announced: the keys of the notices given before.
        every: the longest time until the next call.
    """
    if night is not None and night.begins == night.ends:
        night = None
    if not leads or (night is not None and night.holds(now)):
        return []
    announced_deadlines = {key[:2] for key in announced}
    next_round = _next_round(now, night, every)
    hidden = None if night is None else _hidden_span(night, now)
    found = []
    for each in pending:
        if now >= answer_due(each.due):
            continue  # one business day late: no longer announced
        keys = [_key(each, int(lead.total_seconds())) for lead in leads if each.due - lead <= now]
        if hidden is not None and _is_hidden(each, leads, hidden, now):
            keys.append(_key(each, -hidden.night_of.toordinal()))
        elif not keys and _key(each, 0)[:2] not in announced_deadlines and each.due <= next_round:
            keys.append(_key(each, _LAST_CHANCE))
        alert = Alert(each, tuple(keys))
        if _is_news(alert, announced):
            found.append(alert)
    return sorted(found, key=lambda alert: (alert.pending.due, alert.pending.thread_id))


def digest_day(now: datetime, at: time, zone: ZoneInfo) -> date:
    """Return the weekday of the latest digest whose time has come.

    Args:
        at: the time of day at which digests are mailed, in `zone`.
    """
    local = now.astimezone(zone)
    day = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    while not is_weekday(day):
        day -= timedelta(days=1)
    return day


def digest_horizon(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant up to which a weekday's digest lists deadlines: a business day past the next digest.

    A person who reads only the digest learns of each deadline at least one business day before it, if it
    was known by then. For example, Friday's digest lists what is due until Tuesday.
    """
    return utc_from_local(weekdays_later(datetime.combine(day, at), 2), zone)


def digest(notices: Sequence[Alert], now: datetime, problems: Sequence[ReplyProblem] = ()) -> tuple[str, str]:
    """Return the subject and text of a mail that lists the replies that need a person, then the notices."""
    counters = Counters.of(alert.pending.urgency(now) for alert in notices)
    parts = []
    if problems:
        count = len(problems)
        parts.append(ngettext("{n} reply needs you", "{n} replies need you", count).format(n=count))
    parts.append(in_words(counters, now))
    if goals := counters.goals:
        parts.append(ngettext("{n} goal of our own", "{n} goals of our own", goals).format(n=goals))
    subject = " · ".join(part for part in parts if part)
    announcements: list[Announcement] = [*problems, *notices]
    return f"bizcare: {subject}", "".join(f"{each.sentence(now)}\n" for each in announcements)


@dataclass(frozen=True, slots=True)
class _Hidden:
    """The period that the coming night hides, and the day on which that night begins."""

    begins: datetime
    ends: datetime
    night_of: date


def _hidden_span(night: Night, now: datetime) -> _Hidden | None:
    """Return the period that the coming night hides; None until two hours before the night."""
    begins = night.next_begin(now)
    if now < begins - EVENING:
        return None
    ends = night.end_after(begins)
    today = now.astimezone(night.zone).date()
    if today.weekday() == _FRIDAY:
        monday = utc_from_local(datetime.combine(today + timedelta(days=3), time()), night.zone)
        ends = max(ends, night.end_after(monday) if night.holds(monday) else monday)
    return _Hidden(begins, ends, begins.astimezone(night.zone).date())


def _is_hidden(each: Pending, leads: Sequence[timedelta], hidden: _Hidden, now: datetime) -> bool:
    """Return whether a future deadline, or one of its lead times, falls into the hidden period."""
    if each.due <= now:
        return False
    in_the_night = any(hidden.begins <= each.due - lead < hidden.ends for lead in leads)
    return in_the_night or hidden.begins <= each.due <= hidden.ends + LONGEST_PAUSE


def _next_round(now: datetime, night: Night | None, every: timedelta) -> datetime:
    """Return the latest instant at which the next round outside the night may run."""
    if night is None or now + every < night.next_begin(now):
        return now + every
    return night.end_after(night.next_begin(now)) + every


def _is_news(alert: Alert, announced: Collection[Key]) -> bool:
    """Return whether the nearest lead time reached, or a notice before a night, was not announced yet."""
    nearest = min((key for key in alert.keys if key[2] >= 0), key=lambda key: key[2], default=None)
    is_early = any(key[2] < 0 and key not in announced for key in alert.keys)
    return is_early or (nearest is not None and nearest not in announced)


def _key(each: Pending, lead: int) -> Key:
    return each.thread_id, int(each.due.timestamp()), lead
