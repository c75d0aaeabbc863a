"""The clocks of Business Care: when an answer is due, and whether it came in time.

Deadlines are calculated in the Marketplace's time zone, whatever the zone of this machine. Arguments and
results are aware datetimes; results are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizcare_tui.domain.threads import Qualification, Turn
from bizcare_tui.i18n import _

MARKETPLACE_ZONE = ZoneInfo("Europe/Paris")
SATURDAY = 5


class Status(StrEnum):
    """The status of a deadline's clock."""

    PENDING = "pending"
    LATE = "late"
    MET = "met"
    MISSED = "missed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first-answer clock of a thread.

    `start` is when the request that started the clock was sent, `due` the instant before which it must be
    answered, `at` when it was answered or None. `obligation` is False if the deadline is only our own goal,
    `scored` is False if the clock does not count at all, and `is_closed` is True if the thread was closed
    without an answer.
    """

    start: datetime
    due: datetime
    at: datetime | None
    obligation: bool
    scored: bool
    is_closed: bool = False

    def status(self, now: datetime) -> Status:
        """Return met or missed once answered, else pending or late; none if the clock is not scored.

        A thread closed without an answer is never late: it is missed if it was closed after the deadline.
        """
        if not self.scored:
            return Status.NONE
        if self.at is not None:
            return Status.MET if self.at < self.due else Status.MISSED
        if self.is_closed:
            return Status.MISSED
        return Status.PENDING if now < self.due else Status.LATE

    def closed_at(self, moment: datetime) -> FirstAnswer:
        """Return the clock after the thread was closed; without an answer, only a late close is scored."""
        if self.at is not None:
            return self
        return replace(self, is_closed=True, scored=self.scored and moment >= self.due)


def answer_due(request: datetime) -> datetime:
    """Return the instant before which a request must be answered, in UTC.

    The limit is less than one business day: 24 hours from Monday to Friday, whatever the public holidays. A
    request at the weekend counts from Monday 00:00. An answer exactly at the deadline is late.

    Source: partner help centre, handling support requests ("less than 1 business day").
    """
    local = request.astimezone(MARKETPLACE_ZONE)
    if local.weekday() >= SATURDAY:
        local = datetime.combine(_next_weekday(local.date()), time.min)
    return utc_from_local(datetime.combine(_next_weekday(local.date()), local.time()))


def first_answer(
    turns: Sequence[Turn],
    *,
    received_at: datetime,
    qualification: Qualification,
    purchased_at: datetime | None = None,
    baseline: datetime | None = None,
) -> FirstAnswer:
    """Return the first-answer clock of a thread, from its messages in the order they were written.

    The clock starts at the customer's earliest message, or at `received_at` if there is none. A message of
    unknown author counts as the customer's, which is the stricter interpretation. What a customer asked
    before a purchase was a pre-sale question: the obligation starts at the first message at or after the
    purchase, whatever the thread's tag, and until that message the deadline is only our own goal. Requests
    before `baseline`, and notices, are not scored.

    Source: partner help centre, handling support requests; its interpretation is in `guide/deadlines.md`.
    """
    obligation = qualification in (Qualification.AFTERSALE, Qualification.UNKNOWN)
    start = _first_request(turns) or received_at
    is_presale = qualification is Qualification.PRESALE
    if purchased_at is not None and (is_presale or (obligation and start < purchased_at)):
        request_after_purchase = _first_request(turns, purchased_at)
        obligation = request_after_purchase is not None
        start = request_after_purchase or start
    answers = (turn.at for turn in turns if turn.is_answer and turn.at >= start)
    return FirstAnswer(
        start=start.astimezone(UTC),
        due=answer_due(start),
        at=min(answers, default=None),
        obligation=obligation,
        scored=qualification is not Qualification.NOTICE and (baseline is None or start >= baseline),
    )


def follow_up_due(turns: Sequence[Turn], *, baseline: datetime | None = None) -> datetime | None:
    """Return when the customer's unanswered later message should be answered; None when it is their turn.

    This deadline is our own goal, not an obligation; it is calculated as that of the first answer. Messages
    whose deadline had passed at `baseline` do not count. If the first request is one of them, a later message
    counts even though no answer is known.
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
    """The clock of a customer's later message, which is our own goal; `at` is when it was answered."""

    start: datetime
    due: datetime
    at: datetime | None

    def status(self, now: datetime) -> Status:
        """Return met or missed once answered, else pending or late."""
        if self.at is not None:
            return Status.MET if self.at < self.due else Status.MISSED
        return Status.PENDING if now < self.due else Status.LATE


def follow_ups(turns: Sequence[Turn], *, baseline: datetime | None = None) -> list[FollowUp]:
    """Return the follow-up clocks of a thread, from its messages in the order they were written.

    Each clock begins at the customer's earliest message after an answer and ends at the next answer. Messages
    whose deadline had passed at `baseline` do not count.
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
    """Parse `YYYY-MM-DD[ HH:MM:SS]` and return its UTC instant; without a UTC offset, the text is in `zone`.

    An ambiguous time, when clocks go back, is the earlier one; a nonexistent time moves forward.

    Raises:
        ValueError: the text is not such a time, or its year is the first or last of the calendar, for which
            no deadline can be calculated.
    """
    moment = datetime.fromisoformat(text.strip())
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(_("the year {0} is outside the calendar").format(moment.year))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return utc_from_local(moment, zone)


def marketplace_date(instant: datetime) -> date:
    """Return the date of an instant in the Marketplace's time zone."""
    return instant.astimezone(MARKETPLACE_ZONE).date()


def is_weekday(day: date) -> bool:
    """Return whether a day is one of Monday to Friday, public holiday or not."""
    return day.weekday() < SATURDAY


def weekdays_later(wall: datetime, count: int) -> datetime:
    """Return the same local time `count` weekdays later; Saturdays and Sundays do not count."""
    weeks, days = divmod(count, 5)
    day = wall.date() + timedelta(weeks=weeks)
    if not is_weekday(day) and not days:
        # From a weekend, Monday is the first weekday that counts, so whole weeks end on a Friday.
        return datetime.combine(day - timedelta(days=day.weekday() - SATURDAY + 1), wall.time())
    for _step in range(days):
        day = _next_weekday(day)
    return datetime.combine(day, wall.time())


def day_begins(day: date, zone: ZoneInfo = MARKETPLACE_ZONE) -> datetime:
    """Return the instant at which a day begins in `zone`, in UTC."""
    return utc_from_local(datetime.combine(day, time.min), zone)


def _first_request(turns: Sequence[Turn], since: datetime | None = None) -> datetime | None:
    requests = (turn.at for turn in turns if turn.awaits_answer and (since is None or turn.at >= since))
    return min(requests, default=None)


def _next_weekday(day: date) -> date:
    day += timedelta(days=1)
    while not is_weekday(day):
        day += timedelta(days=1)
    return day


def utc_from_local(wall: datetime, zone: ZoneInfo = MARKETPLACE_ZONE) -> datetime:
    """Return the UTC instant at which the local time in `zone` is `wall`."""
    # The rules require fold=0: an ambiguous time is the earlier one, and a nonexistent time takes the offset
    # before the change, which places it after the gap.
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def iso(moment: datetime | date | None) -> str | None:
    """Return an instant as ISO 8601 in the Marketplace's zone with its offset, or a day as ISO 8601."""
    if isinstance(moment, datetime):
        return moment.astimezone(MARKETPLACE_ZONE).isoformat()
    return None if moment is None else moment.isoformat()
