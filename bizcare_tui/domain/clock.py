"""The clocks of Business Care: when an answer is due, and whether it came in time.

Deadlines are reckoned on the wall clocks of the Marketplace's zone, whatever the zone of the host.
Instants that come in and go out are aware datetimes; those that go out are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizcare_tui.domain.threads import Qualification, Turn
from bizcare_tui.i18n import _

MARKETPLACE_ZONE = ZoneInfo("Europe/Paris")
SATURDAY = 5


class Status(StrEnum):
    """Where a first-answer clock stands."""

    PENDING = "pending"
    LATE = "late"
    MET = "met"
    MISSED = "missed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first-answer clock of a thread.

    `start` is the request that set it going, `due` the instant before which an answer must be
    there, `at` the answer's instant or None, `obligation` False where it is only a target of ours.
    """

    start: datetime
    due: datetime
    at: datetime | None
    obligation: bool
    scored: bool

    def status(self, now: datetime) -> Status:
        """Met or missed once answered, else pending or late; none for what is not scored."""
        if not self.scored:
            return Status.NONE
        if self.at is not None:
            return Status.MET if self.at < self.due else Status.MISSED
        return Status.PENDING if now < self.due else Status.LATE


def answer_due(request: datetime) -> datetime:
    """The instant before which a request must be answered, in UTC.

    Less than one business day: 24 hours of Monday to Friday, whatever the public holidays. A
    request at the weekend counts from Monday 00:00. An answer at the deadline itself is late.

    Source: partner help centre, handling support requests ("less than 1 business day").
    """
    local = request.astimezone(MARKETPLACE_ZONE)
    if local.weekday() >= SATURDAY:
        local = datetime.combine(_next_weekday(local.date()), time.min)
    return from_wall(datetime.combine(_next_weekday(local.date()), local.time()))


def first_answer(
    turns: Sequence[Turn],
    *,
    received_at: datetime,
    qualification: Qualification,
    purchased_at: datetime | None = None,
    baseline: datetime | None = None,
) -> FirstAnswer:
    """The first-answer clock of a thread, from its messages in the order they were written.

    It starts at the customer's earliest message, or at `received_at` where there is none; a message
    of unknown author is taken as the customer's, the stricter reading. After a purchase, what was
    asked before it was a pre-sale question: the obligation starts at the first message at or after
    the purchase, and is a target until there is one. Requests before `baseline`, and notices, are
    not scored.

    Source: partner help centre, handling support requests; the readings of the README's
    "How deadlines are read".
    """
    obligation = qualification in (Qualification.AFTERSALE, Qualification.UNKNOWN)
    start = _request(turns) or received_at
    if obligation and purchased_at is not None and start < purchased_at:
        turned = _request(turns, purchased_at)
        obligation = turned is not None
        start = turned or start
    answers = (turn.at for turn in turns if turn.is_answer and turn.at >= start)
    return FirstAnswer(
        start=start.astimezone(UTC),
        due=answer_due(start),
        at=min(answers, default=None),
        obligation=obligation,
        scored=qualification is not Qualification.NOTICE and (baseline is None or start >= baseline),
    )


def follow_up_due(turns: Sequence[Turn], *, baseline: datetime | None = None) -> datetime | None:
    """When the customer's unanswered later message should be answered; None when it is their turn.

    A target of ours with the arithmetic of the first answer, not an obligation. Messages whose
    deadline had passed at `baseline` are left out, and where the first request is among them, one
    that came later counts though no answer is known.
    """
    answered = max((index for index, turn in enumerate(turns) if turn.is_answer), default=None)
    since = 0 if answered is None else answered + 1
    waiting = [turn.at for turn in turns[since:] if turn.awaits_answer]
    running = [at for at in waiting if baseline is None or answer_due(at) > baseline]
    if not running or (answered is None and len(running) == len(waiting)):
        return None
    return answer_due(min(running))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The clock of a customer's later message, a target of ours; `at` is the answer's instant or None."""

    start: datetime
    due: datetime
    at: datetime | None

    def status(self, now: datetime) -> Status:
        """Met or missed once answered, else pending or late."""
        if self.at is not None:
            return Status.MET if self.at < self.due else Status.MISSED
        return Status.PENDING if now < self.due else Status.LATE


def follow_ups(turns: Sequence[Turn], *, baseline: datetime | None = None) -> list[FollowUp]:
    """The follow-up clocks of a thread, from its messages in the order they were written.

    Each begins at the customer's earliest message after an answer, and ends at the next answer. Messages
    whose deadline had passed at `baseline` are left out.
    """
    found: list[FollowUp] = []
    start: datetime | None = None
    is_answered = False
    for turn in turns:
        if turn.is_answer:
            if start is not None:
                found.append(FollowUp(start, answer_due(start), turn.at))
            is_answered, start = True, None
        elif turn.awaits_answer and is_answered and start is None:
            start = turn.at if baseline is None or answer_due(turn.at) > baseline else None
    if start is not None:
        found.append(FollowUp(start, answer_due(start), None))
    return found


def local_instant(text: str, zone: ZoneInfo = MARKETPLACE_ZONE) -> datetime:
    """The UTC instant of a `YYYY-MM-DD[ HH:MM:SS]` without a zone, read in `zone`.

    An ambiguous time, when clocks go back, is the earlier; a nonexistent one moves forward.

    Raises:
        ValueError: the text is not such a time, or lies at an edge of the calendar, where no
            deadline can be reckoned.
    """
    moment = datetime.fromisoformat(text.strip())
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(_("the year {0} is at the edge of the calendar").format(moment.year))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return from_wall(moment, zone)


def marketplace_date(instant: datetime) -> date:
    """The day of an instant on the Marketplace's wall calendar."""
    return instant.astimezone(MARKETPLACE_ZONE).date()


def is_weekday(day: date) -> bool:
    """Whether a day is one of Monday to Friday, public holiday or not."""
    return day.weekday() < SATURDAY


def weekdays_later(wall: datetime, count: int) -> datetime:
    """The same time on the wall clock `count` weekdays later, those of the weekend left out."""
    weeks, days = divmod(count, 5)
    day = wall.date() + timedelta(weeks=weeks)
    if not is_weekday(day) and not days:
        # From a weekend, the first weekday counted is Monday: whole weeks end on a Friday.
        return datetime.combine(day - timedelta(days=day.weekday() - SATURDAY + 1), wall.time())
    for _step in range(days):
        day = _next_weekday(day)
    return datetime.combine(day, wall.time())


def day_begins(day: date, zone: ZoneInfo = MARKETPLACE_ZONE) -> datetime:
    """The instant at which a day begins, in UTC."""
    return from_wall(datetime.combine(day, time.min), zone)


def _request(turns: Sequence[Turn], since: datetime | None = None) -> datetime | None:
    asked = (turn.at for turn in turns if turn.awaits_answer and (since is None or turn.at >= since))
    return min(asked, default=None)


def _next_weekday(day: date) -> date:
    day += timedelta(days=1)
    while not is_weekday(day):
        day += timedelta(days=1)
    return day


def from_wall(wall: datetime, zone: ZoneInfo = MARKETPLACE_ZONE) -> datetime:
    """The UTC instant at which a zone's wall clocks show this time."""
    # fold=0 reads an ambiguous time as the earlier and a nonexistent one with the offset before
    # the change, which lands after the gap: both as the rules want it.
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
