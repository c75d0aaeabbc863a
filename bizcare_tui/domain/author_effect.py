"""What a decision about the authors of messages changes in the clocks of their threads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.thread_status import urgency_of
from bizcare_tui.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class ThreadClocks:
    """The clocks of a thread: its rank in the inbox, its first answer, and the follow-up that is owed."""

    rank: int
    scored: bool
    first_due: datetime
    first_at: datetime | None = None
    follow_up_due: datetime | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the first answer was given, and counts."""
        return self.scored and self.first_at is not None

    @property
    def is_answered_in_time(self) -> bool:
        """Whether the first answer was given before its deadline, and counts."""
        return self.scored and self.first_at is not None and self.first_at < self.first_due


@dataclass(frozen=True, slots=True)
class AuthorEffect:
    """What a decision changes; negative numbers mean that there are fewer.

    `answered` is how many more first answers are given, `in_time` how many more of them in time, `follow_ups`
    how many more follow-ups are owed. `late`, `due` and `missed` are the changes of the header's counters.
    """

    answered: int = 0
    in_time: int = 0
    follow_ups: int = 0
    late: int = 0
    due: int = 0
    missed: int = 0

    @property
    def changes_clocks(self) -> bool:
        """Whether any of the numbers changes."""
        return self != AuthorEffect()


def effect_of(changes: Iterable[tuple[ThreadClocks, ThreadClocks]], now: datetime) -> AuthorEffect:
    """Return the effect of a decision, from the clocks of each thread before and after it."""
    pairs = list(changes)
    before, after = [each for each, _after in pairs], [each for _before, each in pairs]
    old, new = _counters(before, now), _counters(after, now)
    return AuthorEffect(
        answered=_difference(before, after, "is_answered"),
        in_time=_difference(before, after, "is_answered_in_time"),
        follow_ups=_difference(before, after, "follow_up_due"),
        late=new.late - old.late,
        due=new.due - old.due,
        missed=new.missed - old.missed,
    )


def _counters(clocks: Iterable[ThreadClocks], now: datetime) -> Counters:
    return Counters.of(urgency_of(each.rank, now) for each in clocks)


def _difference(before: Iterable[ThreadClocks], after: Iterable[ThreadClocks], name: str) -> int:
    count = sum(bool(getattr(each, name)) for each in after)
    return count - sum(bool(getattr(each, name)) for each in before)


def effect_in_words(effect: AuthorEffect) -> str:
    """Return an effect in words: "2 first answers become answered · 1 late less", or that nothing changes."""
    parts = [
        _answered_in_words(effect),
        _change(effect.late, _("{n} late less"), _("{n} late more")),
        _change(effect.due, _("{n} due less"), _("{n} due more")),
        _change(effect.missed, _("{n} missed goal less"), _("{n} missed goal more")),
        _follow_ups_in_words(effect.follow_ups),
    ]
    return " · ".join(filter(None, parts)) or _("no deadline changes")


def _answered_in_words(effect: AuthorEffect) -> str:
    if effect.answered > 0:
        words = ngettext(
            "{n} first answer becomes answered", "{n} first answers become answered", effect.answered
        )
        return words.format(n=effect.answered)
    if effect.answered < 0:
        owed = -effect.answered
        words = ngettext("{n} first answer is owed again", "{n} first answers are owed again", owed)
        return words.format(n=owed)
    if effect.in_time > 0:
        words = ngettext("{n} first answer was in time", "{n} first answers were in time", effect.in_time)
        return words.format(n=effect.in_time)
    return ""


def _follow_ups_in_words(change: int) -> str:
    if change < 0:
        return ngettext("{n} follow-up ends", "{n} follow-ups end", -change).format(n=-change)
    if change > 0:
        return ngettext("{n} follow-up begins", "{n} follow-ups begin", change).format(n=change)
    return ""


def _change(change: int, less: str, more: str) -> str:
    if not change:
        return ""
    return (less if change < 0 else more).format(n=abs(change))
