"""When the sandbox's messages were written, so that some are overdue now, some due soon, most answered.

All times are naive wall-clock times of the Marketplace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bizcare_tui.marketplace.sandbox.corpus import Conversation, Line
from bizcare_tui.marketplace.sandbox.festivals import festival_before

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SATURDAY, _SUNDAY = 5, 6
_A_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 - wall-clock times throughout
_SPAN = timedelta(days=425)
_HOURS = (0, 7, 8, 9, 9, 10, 10, 10, 11, 11, 11, 12, 13, 14, 15, 15, 16, 16, 17, 17, 18, 19, 20, 21, 22, 23)

_SUNDAYS = ("sunday", "domingo", "dimanche", "domenica", "sonntag", "niedziel")
_SATURDAYS = ("saturday", "sábado", "samedi", "sabato", "samstag", "sonnabend", "sobot")


@dataclass(frozen=True, slots=True)
class Opening:
    """A request that waits for its answer; `due` is told in business time from now."""

    due: timedelta
    follow_up: bool = False
    presale: bool = False


OPENINGS = (
    Opening(timedelta(days=-12)),
    Opening(timedelta(hours=-26)),
    Opening(timedelta(hours=-9, minutes=-30), follow_up=True),
    Opening(timedelta(hours=-3, minutes=-10)),
    Opening(timedelta(minutes=-65), presale=True),
    Opening(timedelta(minutes=-12)),
    Opening(timedelta(minutes=20)),
    Opening(timedelta(minutes=90)),
    Opening(timedelta(hours=3)),
    Opening(timedelta(hours=4, minutes=40), follow_up=True),
    Opening(timedelta(hours=7), presale=True),
    Opening(timedelta(hours=11)),
    Opening(timedelta(hours=15), follow_up=True),
    Opening(timedelta(hours=20)),
    Opening(timedelta(hours=23)),
)


def business_shift(moment: datetime, by: timedelta) -> datetime:
    """The moment moved by business time, which runs from Monday to Friday, 24 hours a day."""
    weeks, rest = divmod(moment - _A_MONDAY, 7 * _DAY)
    weeks, rest = divmod(weeks * 5 * _DAY + min(rest, 5 * _DAY) + by, 5 * _DAY)
    return _A_MONDAY + weeks * 7 * _DAY + rest


def at_desk(moment: datetime) -> datetime:
    """The first moment from this one on at which somebody sits at the seller's desk."""
    if moment.hour >= 19:
        moment = moment.replace(hour=8) + _DAY
    elif moment.hour < 8:
        moment = moment.replace(hour=8)
    while moment.weekday() >= _SATURDAY:
        moment = moment.replace(hour=8) + _DAY
    return moment


def ordinary_arrival(rng: Random, conversation: Conversation, share: float, now: datetime) -> datetime:
    """When an ordinary thread begins. `share` from 0 (now) to 1 (14 months ago), denser recently."""
    age = 10 * _HOUR + _SPAN * share**1.7
    if conversation.bug:
        age = timedelta(days=rng.uniform(3, 55))
    if conversation.case == "reopened":
        age += timedelta(days=20)
    day = now - age
    moment = day.replace(hour=rng.choice(_HOURS), minute=rng.randrange(60), second=rng.randrange(60))
    moment = _on_a_fitting_day(rng, conversation, min(moment, day), now)
    return moment.replace(microsecond=0)


def weekend_arrival(rng: Random, conversation: Conversation, now: datetime) -> datetime | None:
    """A moment of the day that a weekend conversation speaks of; None unless its answer is due still."""
    midnight = now.replace(hour=0, minute=0, second=0)
    day = _back_to_weekday(midnight, _weekend_day(conversation))
    if conversation.case != "weekend" or now >= business_shift(day, _DAY):
        return None
    return day + (min(now, day + _DAY) - day) * rng.uniform(0.3, 0.95)


def unfold(rng: Random, lines: Sequence[Line], arrival: datetime, now: datetime) -> list[datetime]:
    """When each line was written, from an arrival on; lines that lie ahead of now are left out."""
    written = [arrival]
    for line in lines[1:]:
        moment = written[-1] + _gap(rng, line)
        if line.author == "seller" and not line.is_automatic:
            moment = at_desk(moment)
        if moment > now:
            break
        written.append(moment)
    return written


def unfold_around(
    rng: Random, lines: Sequence[Line], anchor: int, moment: datetime, now: datetime
) -> list[datetime]:
    """When each line was written, the one at `anchor` at that moment; lines ahead of now are left out."""
    before = [moment]
    for line in reversed(lines[1 : anchor + 1]):
        before.append(before[-1] - _gap(rng, line))
    return before[:0:-1] + unfold(rng, lines[anchor:], moment, now)


def late_answer(rng: Random, question: datetime, now: datetime) -> datetime:
    """When a question got the answer that the corpus leaves open: within a day, and not ahead of now."""
    moment = at_desk(question + timedelta(hours=rng.uniform(0.3, 13)))
    return moment if moment < now else question + (now - question) * rng.uniform(0.3, 0.9)


def pending(lines: Sequence[Line]) -> int:
    """How many lines there are before a person at the seller's answers."""
    for index, line in enumerate(lines):
        if line.author == "seller" and not line.is_automatic:
            return index
    return len(lines)


def last_question(lines: Sequence[Line]) -> int:
    """The first line of the customer's last, unanswered messages; the number of lines when answered."""
    index = len(lines)
    while index and lines[index - 1].author == "customer":
        index -= 1
    return index


def ends_with_follow_up(lines: Sequence[Line]) -> bool:
    """Whether a customer who has had an answer asks again at the end."""
    return pending(lines) < last_question(lines) < len(lines) and "?" in lines[-1].text


def _gap(rng: Random, line: Line) -> timedelta:
    if line.after <= timedelta(minutes=1):
        return line.after + timedelta(seconds=rng.randrange(4, 50))
    return timedelta(seconds=int(line.after.total_seconds() * rng.uniform(1, 1.15)) + rng.randrange(60))


def _on_a_fitting_day(rng: Random, conversation: Conversation, moment: datetime, now: datetime) -> datetime:
    if conversation.case == "weekend":
        return _back_to_weekday(moment, _weekend_day(conversation))
    if conversation.case == "holiday":
        told = _words(conversation)
        day = festival_before(told, moment.date())
        if day < (now - _SPAN).date():
            # Before the history begins: its last return, far enough back to be over.
            day = festival_before(told, (now - 2 * _DAY).date())
        return moment.replace(year=day.year, month=day.month, day=day.day)
    if moment.weekday() >= _SATURDAY and rng.random() < 0.6:
        return moment - 2 * _DAY
    return moment


def _weekend_day(conversation: Conversation) -> int:
    text = _words(conversation)
    sunday = min((text.find(word) for word in _SUNDAYS if word in text), default=None)
    saturday = min((text.find(word) for word in _SATURDAYS if word in text), default=None)
    if saturday is None or (sunday is not None and sunday < saturday):
        return _SUNDAY
    return _SATURDAY


def _back_to_weekday(moment: datetime, weekday: int) -> datetime:
    return moment - ((moment.weekday() - weekday) % 7) * _DAY


def _words(conversation: Conversation) -> str:
    return f"{conversation.topic} {conversation.lines[0].text}".casefold()
