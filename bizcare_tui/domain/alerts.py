"""Notices before deadlines: when each is due, that none comes twice, and none in the seller's night.

Instants are in UTC; what is shown of them is on the Marketplace's clocks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, from_wall
from bizcare_tui.i18n import _, dated, ngettext

Key = tuple[int, int, int]
"""What names a notice: the thread, its deadline in seconds since 1970, the lead in seconds."""

# What passed its deadline long ago is no news: a first start over an old store must not ring for all of it.
OLD_NEWS = timedelta(hours=24)
# What falls due in the night is told so long before the night begins.
BEFORE_NIGHT = timedelta(minutes=30)
_NIGHT_LEAD = -1
_SHOWN = 120
_LEAD = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*(?:m|min)?)?")


@dataclass(frozen=True, slots=True)
class Night:
    """The hours of each day in which nobody is told anything; the same time twice means no night."""

    begins: time
    ends: time
    zone: ZoneInfo

    def holds(self, now: datetime) -> bool:
        """Whether it is night now."""
        clock = now.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def next_begin(self, now: datetime) -> datetime:
        """When the next night begins."""
        return self._next(self.begins, now)

    def end_after(self, moment: datetime) -> datetime:
        """When the night ends that is under way at `moment`, or begins then."""
        return self._next(self.ends, moment)

    def _next(self, clock: time, after: datetime) -> datetime:
        day = after.astimezone(self.zone).date()
        found = from_wall(datetime.combine(day, clock), self.zone)
        return (
            found if found > after else from_wall(datetime.combine(day + timedelta(days=1), clock), self.zone)
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """Something owed: thread, topic (safe, one line), deadline, and whether it is an obligation."""

    thread_id: int
    topic: str
    due: datetime
    is_obligation: bool
    what: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice of something owed. `keys` are all that it tells at once, so that none comes later."""

    pending: Pending
    keys: tuple[Key, ...]

    def sentence(self, now: datetime) -> str:
        """The notice in a line."""
        left = self.pending.due - now
        local = dated(self.pending.due.astimezone(MARKETPLACE_ZONE), "%a %d %b %H:%M")
        head = _("Due in {0}") if left > timedelta(0) else _("LATE since {0}")
        return _("{head}: {thread}, {topic} ({due})").format(
            head=head.format(_span(abs(left))),
            thread=self.pending.thread_id,
            topic=self.pending.topic[:_SHOWN],
            due=local,
        )


def parse_lead(text: str) -> timedelta:
    """How long before a deadline is told of it: `2h`, `30m`, `1h30`, `90` (minutes), `due` for that instant.

    Raises:
        ValueError: it cannot be read; the text says so.
    """
    wanted = text.strip().lower()
    if wanted == "due":
        return timedelta(0)
    found = _LEAD.fullmatch(wanted)
    if not wanted or found is None or not any(found.groups()):
        raise ValueError(_("{0!r} is no span of time: try 2h, 30m or due.").format(text[:20]))
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def alerts(
    pending: Iterable[Pending],
    leads: Sequence[timedelta],
    told: Collection[Key],
    now: datetime,
    night: Night | None = None,
) -> list[Alert]:
    """The notices to give now, the next deadline first.

    Each thing owed is told of at each lead, once; of several leads that have come it is told once, by
    the nearest. In the night nothing is told: what falls due then is told before it begins, and what
    came in the meantime in the morning.
    """
    if night is not None and night.holds(now):
        return []
    found = []
    for each in pending:
        come = [lead for lead in leads if each.due - lead <= now < each.due + OLD_NEWS]
        keys = [_key(each, int(lead.total_seconds())) for lead in come]
        if night is not None and _falls_into(night, each.due, now):
            keys.append(_key(each, _NIGHT_LEAD))
        if any(key not in told for key in keys):
            found.append(Alert(each, tuple(keys)))
    # Of leads that were told, only a nearer one that has come is news.
    fresh = [alert for alert in found if _is_news(alert, told)]
    return sorted(fresh, key=lambda alert: (alert.pending.due, alert.pending.thread_id))


def digest(notices: Sequence[Alert], now: datetime) -> tuple[str, str]:
    """Subject and text of a mail that lists notices."""
    count = len(notices)
    subject = ngettext("{n} answer falls due", "{n} answers fall due", count).format(n=count)
    return f"bizcare: {subject}", "\n".join(alert.sentence(now) for alert in notices) + "\n"


def _is_news(alert: Alert, told: Collection[Key]) -> bool:
    nearest = min((key for key in alert.keys if key[2] >= 0), key=lambda key: key[2], default=None)
    of_the_night = any(key[2] == _NIGHT_LEAD and key not in told for key in alert.keys)
    return of_the_night or (nearest is not None and nearest not in told)


def _key(each: Pending, lead: int) -> Key:
    return each.thread_id, int(each.due.timestamp()), lead


def _falls_into(night: Night, due: datetime, now: datetime) -> bool:
    """Whether a deadline falls into the night that begins within half an hour."""
    begins = night.next_begin(now)
    return (
        night.begins != night.ends
        and begins - BEFORE_NIGHT <= now
        and begins <= due <= night.end_after(begins)
    )


def _span(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes >= 1440:
        return _("{0} d {1} h").format(minutes // 1440, minutes // 60 % 24)
    return (
        _("{0} h {1:02}").format(minutes // 60, minutes % 60)
        if minutes >= 60
        else _("{0} min").format(minutes)
    )
