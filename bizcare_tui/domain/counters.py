"""How many threads are late, due and missed, with the same wording wherever the counts are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bizcare_tui.domain.clock import day_begins, marketplace_date
from bizcare_tui.domain.dates import near_moment_in_words, weekday_time_in_words
from bizcare_tui.domain.thread_status import Urgency
from bizcare_tui.i18n import _, ngettext

# Within this time the name of a weekday is unambiguous.
_WEEKDAY_ONLY_WITHIN = timedelta(days=6)
_TUESDAY = 1


@dataclass(frozen=True, slots=True)
class Counters:
    """The number of threads with a deadline, by urgency; a thread counts once.

    `soon_due` is how many of the `due` obligations fall due within the requested horizon; `due_before` is
    the last of their deadlines, or None if there are none. `snoozed` and `closed` are how many of the late,
    due and missed threads are not in *To do*: a fix is owed although its thread was closed.
    """

    late: int = 0
    due: int = 0
    missed: int = 0
    goals: int = 0
    soon_due: int = 0
    due_before: datetime | None = None
    snoozed: int = 0
    closed: int = 0

    @classmethod
    def of(cls, urgencies: Iterable[Urgency | None]) -> Counters:
        """Return the counters of threads with these urgencies, without a horizon."""
        found = list(urgencies)
        return cls(
            late=found.count(Urgency.LATE),
            due=found.count(Urgency.DUE),
            missed=found.count(Urgency.MISSED),
            goals=found.count(Urgency.GOAL),
        )


def horizon(now: datetime) -> datetime:
    """Return Tuesday 00:00 after the coming weekend, or after the current one."""
    today = marketplace_date(now)
    sunday = today + timedelta(days=6 - today.weekday())
    return day_begins(sunday + timedelta(days=1 + _TUESDAY))


def late_in_words(late: int) -> str:
    """Return a number of late obligations as text, "3 LATE"; empty if there are none."""
    return _("{n} LATE").format(n=late) if late else ""


def rest_in_words(counters: Counters, now: datetime, *, brief: bool = False) -> list[str]:
    """Return the other counters as texts: "9 due before Mon 18:00", "2 goals missed"; `brief` omits times.

    The last of them says how many of all these threads are not in *To do*: "of these 2 snoozed, 1 closed".
    """
    parts = [due] if (due := _due_in_words(counters, now, brief=brief)) else []
    if counters.missed and brief:
        parts.append(_("{n} missed").format(n=counters.missed))
    elif counters.missed:
        words = ngettext("{n} goal missed", "{n} goals missed", counters.missed)
        parts.append(words.format(n=counters.missed))
    if elsewhere := _not_in_to_do_in_words(counters):
        parts.append(elsewhere if brief else _("of these {parts}").format(parts=elsewhere))
    return parts


def in_words(counters: Counters, now: datetime, *, brief: bool = False) -> str:
    """Return all counters in one line: "3 LATE · 9 due before Mon 18:00 · 2 goals missed"; may be empty."""
    late = late_in_words(counters.late)
    return " · ".join([*([late] if late else []), *rest_in_words(counters, now, brief=brief)])


def _not_in_to_do_in_words(counters: Counters) -> str:
    """Return why counted threads are not in *To do*, such as "2 snoozed, 1 closed"; may be empty."""
    parts = []
    if counters.snoozed:
        parts.append(ngettext("{n} snoozed", "{n} snoozed", counters.snoozed).format(n=counters.snoozed))
    if counters.closed:
        parts.append(ngettext("{n} closed", "{n} closed", counters.closed).format(n=counters.closed))
    return ", ".join(parts)


def _due_in_words(counters: Counters, now: datetime, *, brief: bool) -> str:
    if not counters.due:
        return ""
    if brief or counters.due_before is None:
        return _("{n} due").format(n=counters.due)
    is_within_week = counters.due_before - now < _WEEKDAY_ONLY_WITHIN
    before = (weekday_time_in_words if is_within_week else near_moment_in_words)(counters.due_before)
    if counters.soon_due < counters.due:
        words = _("{n} due, {soon} before {time}")
        return words.format(n=counters.due, soon=counters.soon_due, time=before)
    return _("{n} due before {time}").format(n=counters.due, time=before)
