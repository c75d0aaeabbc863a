"""How each deadline of a thread was reckoned, step by step, with the rule and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.desk.rows import first_answer, fix_clock
from bizcare_tui.desk.views import Conversation
from bizcare_tui.domain.calendar import holidays_between, long_weekends
from bizcare_tui.domain.clock import (
    MARKETPLACE_ZONE,
    SATURDAY,
    FirstAnswer,
    Status,
    day_begins,
    marketplace_date,
)
from bizcare_tui.domain.fixes import FIX_DAYS, REVIEW_WEEKDAYS, FixClock
from bizcare_tui.domain.threads import Qualification
from bizcare_tui.i18n import _, dated
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line

HELP_CENTRE = "PrestaShop partner help centre, handling support requests"
REFUNDS = "PrestaShop partner help centre, refunds"


@dataclass(frozen=True, slots=True)
class Told:
    """What an explanation is made of. `settled` are the clocks beside the first answer's."""

    entry: Line
    conversation: Conversation
    baseline: datetime | None
    settled: tuple[Line, ...]
    history: tuple[Line, ...]
    countries: tuple[str, ...]
    language: str


def explain(told: Told, now: datetime) -> Iterator[str]:
    """The lines of the explanation, plain text. Instants are on the Marketplace's clocks."""
    entry = told.entry
    yield f"{entry['thread_id']}  {entry['topic']}"
    yield ""
    yield from _first_answer(told, now)
    yield from _follow_ups(told, now)
    yield from _fix(told, now)
    yield from _holidays(told, now)
    for fact in told.conversation.facts:
        if fact.key in ("refund_claim", "refund_accept"):
            yield ""
            yield f"{fact.label}: {fact.value} ({fact.meaning})"
            yield "  " + fact.source
            yield "  " + _(
                "rule      calendar months from the purchase, that day included, clipped to a month's end"
            )
            yield "  " + _("source    {source}").format(source=REFUNDS)


# --- the first answer ------------------------------------------------------------------------------


def _first_answer(told: Told, now: datetime) -> Iterator[str]:
    clock = first_answer(told.entry)
    yield _("First answer") + ("" if clock.obligation else " " + _("(a target of ours, not an obligation)"))
    messages = told.conversation.messages
    request = next((message for message in messages if message.at == clock.start), None)
    if request is None:
        yield "  " + _("request   {at}, the thread's own time: no message of it is known").format(
            at=_local(clock.start)
        )
    else:
        yield "  " + _("request   {at}, message {id}, by: {author} ({by})").format(
            at=_local(clock.start),
            id=request.id,
            author=request.author.value,
            by=request.author_by.value,
        )
    yield from _turned(told, clock)
    yield from _sum(clock)
    yield "  " + _("rule      less than 1 business day, Monday to Friday whatever the public holidays")
    yield "  " + _("source    {source}").format(source=HELP_CENTRE)
    end_of_day = day_begins(marketplace_date(clock.due) + timedelta(days=1))
    yield "  " + _("other     to the end of that business day would be {due}: later, not used").format(
        due=_local(end_of_day)
    )
    yield "  " + _("stops at  the first answer that is public, by a person, and seen on the Marketplace")
    yield "  " + _status(clock, told.baseline, now)
    yield from _changes(told, "first_answer")


def _turned(told: Told, clock: FirstAnswer) -> Iterator[str]:
    """Why the clock began later than the first message: the question came before the purchase."""
    order = told.conversation.order
    if told.entry["qualification"] == Qualification.PRESALE:
        yield "  " + _("pre-sale  the obligation starts with the customer's first message after a purchase")
    elif order and order.purchased_at and instant(told.entry["received_at"]) < order.purchased_at:
        words = _("purchase  {at}: what was asked before it was a pre-sale question")
        yield "  " + words.format(at=_local(order.purchased_at))


def _sum(clock: FirstAnswer) -> Iterator[str]:
    start = clock.start.astimezone(MARKETPLACE_ZONE)
    if start.weekday() >= SATURDAY:
        yield "  " + _("weekend   the clock starts on Monday at 00:00")
        yield "  " + _("+ 24 h    of business days, Monday 00:00 to 24:00")
    elif (clock.due - clock.start) > timedelta(hours=36):
        yield "  " + _("+ 24 h    of business days; Saturday and Sunday do not count")
    else:
        yield "  " + _("+ 24 h    of business days")
    yield "  " + _("due       before {due}; an answer at that very instant is late").format(
        due=_local(clock.due)
    )


def _status(clock: FirstAnswer, baseline: datetime | None, now: datetime) -> str:
    answered = _local(clock.at) if clock.at else ""
    match clock.status(now):
        case Status.MET:
            return _("status    met: answered at {at}").format(at=answered)
        case Status.MISSED:
            return _("status    missed: answered at {at}").format(at=answered)
        case Status.LATE:
            return _("status    late: no answer by a person is known")
        case Status.PENDING:
            return _("status    pending")
        case _:
            since = _local(baseline) if baseline else "-"
            return _("status    not scored: a notice, or before the baseline of {since}").format(since=since)


def _changes(told: Told, kind: str) -> Iterator[str]:
    """What was written down of a clock, in the order in which it was learned."""
    for row in told.history:
        if row["kind"] == kind:
            payload = json.loads(row["payload"])
            yield "  " + _("noted     {at}: {status} ({cause})").format(
                at=_local(instant(row["at"])),
                status=payload["status"] or _("not settled"),
                cause=payload["cause"],
            )


# --- the others ------------------------------------------------------------------------------------


def _follow_ups(told: Told, now: datetime) -> Iterator[str]:
    running = maybe_instant(told.entry["follow_up_due"])
    settled = [row for row in told.settled if row["clock"] == "follow_up" and row["status"]]
    if running is None and not settled:
        return
    yield ""
    yield _("Follow-up (a target of ours, not an obligation)")
    yield "  " + _("rule      the customer wrote after an answer: the same sum, from the first such message")
    for row in settled:
        yield "  " + _("asked     {start}, due before {due}: {status}").format(
            start=_local(instant(row["start"])), due=_local(instant(row["due"])), status=row["status"]
        )
    if running is not None:
        word = _("over since {due}") if running <= now else _("due before {due}")
        yield "  " + _("now       {0}").format(word.format(due=_local(running)))
        yield "  " + _("stops at  the next answer by a person that is seen on the Marketplace")


def _fix(told: Told, now: datetime) -> Iterator[str]:
    clock = fix_clock(told.entry)
    if clock is None:
        return
    yield ""
    yield _("Fix of the technical error")
    defect = told.entry["defect_id"]
    if defect is not None:
        yield "  " + _("defect    {0}: its earliest request counts for all of them").format(defect)
    yield "  " + _("request   {at}").format(at=_local(clock.start))
    yield "  " + _("+ {0} d    calendar days, the same time on the clock, never paused").format(FIX_DAYS)
    yield "  " + _("due       {due}; that very instant is in time").format(due=_local(clock.due))
    yield "  " + _("submit by {day}: {n} full weekdays before the deadline's day, for the review").format(
        day=_day(clock.submit_by), n=REVIEW_WEEKDAYS
    )
    yield "  " + _("rule      every correction within 30 days of the customer's request")
    yield "  " + _("source    {source}").format(source=HELP_CENTRE)
    yield "  " + _("other     30 working days would be {due}: later, not used").format(
        due=_local(clock.other_reading)
    )
    yield "  " + _("stops at  the patch being available to customers (b, then s: published)")
    yield "  " + _fix_status(clock, now)
    yield from _changes(told, "fix")


def _fix_status(clock: FixClock, now: datetime) -> str:
    status = clock.status(now)
    at = _(": published {0}").format(_local(clock.at)) if clock.at else ""
    return _("status    {0}{1}").format(status.value, at)


def _holidays(told: Told, now: datetime) -> Iterator[str]:
    due = maybe_instant(told.entry["due_at"])
    if due is None or not told.countries:
        return
    on_the_way = holidays_between(now, due, told.countries, told.language) if due > now else ()
    ahead = long_weekends(now, told.countries, told.language)
    if on_the_way or ahead:
        yield ""
        yield _("Public holidays (they move no deadline)")
    for holiday in on_the_way:
        yield f"  {_day(holiday.day)}  {holiday.name} ({holiday.country})"
    for first, last, country in ahead:
        yield "  " + _("long weekend {first} to {last} ({country})").format(
            first=_day(first), last=_day(last), country=country
        )


def _day(day: date) -> str:
    return dated(day, "%a %Y-%m-%d")


def _local(moment: datetime) -> str:
    return dated(moment.astimezone(MARKETPLACE_ZONE), "%a %Y-%m-%d %H:%M:%S %z")
