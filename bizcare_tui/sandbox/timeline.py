"""Times of the sandbox's messages: some replies are overdue now, some are due soon, most were sent."""

# All times are naive local times of the Marketplace.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bizcare_tui.sandbox.corpus import CorpusConversation, CorpusMessage
from bizcare_tui.sandbox.holidays import holiday_before

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SATURDAY, _SUNDAY = 5, 6
_A_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 - wall-clock times throughout
_SPAN = timedelta(days=425)
_HOURS = (0, 7, 8, 9, 9, 10, 10, 10, 11, 11, 11, 12, 13, 14, 15, 15, 16, 16, 17, 17, 18, 19, 20, 21, 22, 23)

_SUNDAYS = ("sunday", "domingo", "dimanche", "domenica", "sonntag", "niedziel")
_SATURDAYS = ("saturday", "sábado", "samedi", "sabato", "samstag", "sonnabend", "sobot")


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that waits for an answer; `due` is the business time left, negative if it is overdue."""

    due: timedelta
    follow_up: bool = False
    presale: bool = False


WAITING_REQUESTS = (
    WaitingRequest(timedelta(days=-12)),
    WaitingRequest(timedelta(hours=-26)),
    WaitingRequest(timedelta(hours=-9, minutes=-30), follow_up=True),
    WaitingRequest(timedelta(hours=-3, minutes=-10)),
    WaitingRequest(timedelta(minutes=-65), presale=True),
    WaitingRequest(timedelta(minutes=-12)),
    WaitingRequest(timedelta(minutes=20)),
    WaitingRequest(timedelta(minutes=90)),
    WaitingRequest(timedelta(hours=3)),
    WaitingRequest(timedelta(hours=4, minutes=40), follow_up=True),
    WaitingRequest(timedelta(hours=7), presale=True),
    WaitingRequest(timedelta(hours=11)),
    WaitingRequest(timedelta(hours=15), follow_up=True),
    WaitingRequest(timedelta(hours=20)),
    WaitingRequest(timedelta(hours=23)),
)


def shift_business_time(moment: datetime, by: timedelta) -> datetime:
    """Return a time shifted by business time, which runs from Monday to Friday, 24 hours a day."""
    weeks, rest = divmod(moment - _A_MONDAY, 7 * _DAY)
    weeks, rest = divmod(weeks * 5 * _DAY + min(rest, 5 * _DAY) + by, 5 * _DAY)
    return _A_MONDAY + weeks * 7 * _DAY + rest


def next_working_time(moment: datetime) -> datetime:
    """Return the first time from `moment` on in the seller's working hours (Monday to Friday, 8 to 19)."""
    if moment.hour >= 19:
        moment = moment.replace(hour=8) + _DAY
    elif moment.hour < 8:
        moment = moment.replace(hour=8)
    while moment.weekday() >= _SATURDAY:
        moment = moment.replace(hour=8) + _DAY
    return moment


def ordinary_arrival(rng: Random, conversation: CorpusConversation, share: float, now: datetime) -> datetime:
    """Return when an ordinary thread begins.

    `share` goes from 0 (now) to 1 (14 months ago); recent times are more frequent.
    """
    age = 10 * _HOUR + _SPAN * share**1.7
    if conversation.bug:
        age = timedelta(days=rng.uniform(3, 55))
    if conversation.case == "reopened":
        age += timedelta(days=20)
    day = now - age
    moment = day.replace(hour=rng.choice(_HOURS), minute=rng.randrange(60), second=rng.randrange(60))
    moment = _on_matching_day(rng, conversation, min(moment, day), now)
    return moment.replace(microsecond=0)


def weekend_arrival(rng: Random, conversation: CorpusConversation, now: datetime) -> datetime | None:
    """Return a time on the day that a weekend conversation mentions, or None.

    Return None as well if the answer to such a request would already be overdue.
    """
    midnight = now.replace(hour=0, minute=0, second=0)
    day = _back_to_weekday(midnight, _weekend_day(conversation))
    if conversation.case != "weekend" or now >= shift_business_time(day, _DAY):
        return None
    return day + (min(now, day + _DAY) - day) * rng.uniform(0.3, 0.95)


def message_times(
    rng: Random, lines: Sequence[CorpusMessage], arrival: datetime, now: datetime
) -> list[datetime]:
    """Return the time of each message, the first at `arrival`; messages after `now` are left out."""
    times = [arrival]
    for line in lines[1:]:
        moment = times[-1] + _gap(rng, line)
        if line.author == "seller" and not line.is_automatic:
            moment = next_working_time(moment)
        if moment > now:
            break
        times.append(moment)
    return times


def message_times_around(
    rng: Random, lines: Sequence[CorpusMessage], anchor: int, moment: datetime, now: datetime
) -> list[datetime]:
    """Return the time of each message, the one with index `anchor` at `moment`; none is after `now`."""
    times = [moment]
    for line in reversed(lines[1 : anchor + 1]):
        times.append(times[-1] - _gap(rng, line))
    return times[:0:-1] + message_times(rng, lines[anchor:], moment, now)


def late_answer_time(rng: Random, question: datetime, now: datetime) -> datetime:
    """Return when the seller replied to a question left open by the corpus: within a day, and before now."""
    moment = next_working_time(question + timedelta(hours=rng.uniform(0.3, 13)))
    return moment if moment < now else question + (now - question) * rng.uniform(0.3, 0.9)


def messages_before_reply(lines: Sequence[CorpusMessage]) -> int:
    """Return the number of messages before the seller's first reply that is not automatic."""
    for index, line in enumerate(lines):
        if line.author == "seller" and not line.is_automatic:
            return index
    return len(lines)


def first_unanswered(lines: Sequence[CorpusMessage]) -> int:
    """Return the index of the first unanswered message at the end; the number of messages if answered."""
    index = len(lines)
    while index and lines[index - 1].author == "customer":
        index -= 1
    return index


def ends_with_follow_up(lines: Sequence[CorpusMessage]) -> bool:
    """Return whether the customer asks again at the end after having received an answer."""
    return messages_before_reply(lines) < first_unanswered(lines) < len(lines) and "?" in lines[-1].text


def _gap(rng: Random, line: CorpusMessage) -> timedelta:
    if line.after <= timedelta(minutes=1):
        return line.after + timedelta(seconds=rng.randrange(4, 50))
    return timedelta(seconds=int(line.after.total_seconds() * rng.uniform(1, 1.15)) + rng.randrange(60))


def _on_matching_day(
    rng: Random, conversation: CorpusConversation, moment: datetime, now: datetime
) -> datetime:
    if conversation.case == "weekend":
        return _back_to_weekday(moment, _weekend_day(conversation))
    if conversation.case == "holiday":
        text = _first_text(conversation)
        day = holiday_before(text, moment.date())
        if day < (now - _SPAN).date():
            # The day is before the generated history: use the latest such holiday that is already over.
            day = holiday_before(text, (now - 2 * _DAY).date())
        return moment.replace(year=day.year, month=day.month, day=day.day)
    if moment.weekday() >= _SATURDAY and rng.random() < 0.6:
        return moment - 2 * _DAY
    return moment


def _weekend_day(conversation: CorpusConversation) -> int:
    text = _first_text(conversation)
    sunday = min((text.find(word) for word in _SUNDAYS if word in text), default=None)
    saturday = min((text.find(word) for word in _SATURDAYS if word in text), default=None)
    if saturday is None or (sunday is not None and sunday < saturday):
        return _SUNDAY
    return _SATURDAY


def _back_to_weekday(moment: datetime, weekday: int) -> datetime:
    return moment - ((moment.weekday() - weekday) % 7) * _DAY


def _first_text(conversation: CorpusConversation) -> str:
    return f"{conversation.topic} {conversation.lines[0].text}".casefold()
