"""The order of focus mode: one obligation after another, until the end of the business day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bizcare_tui.domain.clock import day_begins, marketplace_date
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.dates import coming_moment_in_words
from bizcare_tui.domain.next_deadline import next_in_words
from bizcare_tui.i18n import _, ngettext

_DAY = timedelta(days=1)
# A fix is late one second after its deadline, not at it.
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation of a thread; `rank` is the rank of the thread in the inbox."""

    thread_id: int
    rank: int
    due: datetime
    product: str
    topic: str

    @property
    def order(self) -> tuple[int, int]:
        """The place in the order of the inbox."""
        return self.rank, self.thread_id


@dataclass(frozen=True, slots=True)
class FocusQueue:
    """The obligations that focus mode shows, in the order of the inbox.

    `counters` counts all obligations until the same horizon. `set_aside` is how many of these focus mode does
    not show, as they are snoozed or their reply is on its way. `following` is the first obligation after the
    horizon.
    """

    obligations: tuple[Obligation, ...] = ()
    counters: Counters = field(default_factory=Counters)
    set_aside: int = 0
    following: Obligation | None = None

    @property
    def total(self) -> int:
        """How many obligations there are to do; `obligations` may be only the first of them."""
        return max(len(self.obligations), self.counters.late + self.counters.soon_due - self.set_aside)

    def find(self, thread_id: int) -> Obligation | None:
        """Return the obligation of a thread; None if it is not among those shown."""
        return next((each for each in self.obligations if each.thread_id == thread_id), None)

    def after(self, place: Obligation | None) -> Obligation | None:
        """Return the first obligation after a place, which need not be in the queue; None: from the top."""
        return next((each for each in self.obligations if place is None or each.order > place.order), None)

    def before(self, place: Obligation | None) -> Obligation | None:
        """Return the last obligation before a place, which need not be in the queue; None: from the end."""
        backwards = reversed(self.obligations)
        return next((each for each in backwards if place is None or each.order < place.order), None)

    def position(self, thread_id: int) -> int | None:
        """Return the position of a thread, counted from 1; None if it is not among those shown."""
        found = self.find(thread_id)
        return None if found is None else self.obligations.index(found) + 1


def end_of_business_day(now: datetime) -> datetime:
    """Return the end of the present day of the Marketplace; a deadline then belongs to that day."""
    return day_begins(marketplace_date(now) + _DAY)


def extended_horizon(following: Obligation) -> datetime:
    """Return the horizon that includes what follows: the end of the day of its deadline."""
    due = following.due
    return max(end_of_business_day(due - _SECOND), due + _SECOND)


def heading(queue: FocusQueue, thread_id: int, now: datetime) -> str:
    """Return the place of a thread in the queue, such as "3 of 12 before 18:00"."""
    position = queue.position(thread_id)
    if position is None:
        return ngettext(
            "not among what is due · {n} ticket to do",
            "not among what is due · {n} tickets to do",
            queue.total,
        ).format(n=queue.total)
    values = {"n": position, "total": queue.total}
    due_before = queue.counters.due_before
    if due_before is None:
        return _("{n} of {total}, all LATE").format(**values)
    return _("{n} of {total} before {time}").format(**values, time=coming_moment_in_words(due_before, now))


def set_aside_in_words(queue: FocusQueue) -> str:
    """Return how many obligations are counted elsewhere but not shown in focus mode; empty if none are."""
    if not queue.set_aside:
        return ""
    return _("{n} snoozed or on their way").format(n=queue.set_aside)


def end_in_words(queue: FocusQueue, now: datetime) -> str:
    """Return what focus mode says at its end: what was skipped, or until when nothing is due."""
    if queue.obligations:
        count = queue.total
        return ngettext("{n} ticket was skipped.", "{n} tickets were skipped.", count).format(n=count)
    if queue.following is None:
        return _("Nothing is due.")
    return _("Nothing is due until {time}.").format(time=coming_moment_in_words(queue.following.due, now))


def following_in_words(queue: FocusQueue, now: datetime) -> str:
    """Return what is due after the horizon, such as "Next: Mon 00:08, TrueVoice · No stars"; or empty."""
    following = queue.following
    if following is None:
        return ""
    return next_in_words(following.due, following.product, following.topic, now)
