"""Explain how each deadline of a thread was calculated: the steps, the rule and its source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.desk.document import author_in_words
from bizcare_tui.desk.inbox_rows import first_answer_clock, fix_clock
from bizcare_tui.desk.review_times import review_basis_in_words
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.calendar import holidays_between, long_weekends
from bizcare_tui.domain.clock import (
    MARKETPLACE_ZONE,
    SATURDAY,
    FirstAnswer,
    Status,
    day_begins,
    marketplace_date,
)
from bizcare_tui.domain.dates import day_in_digits, exact_moment_in_digits
from bizcare_tui.domain.fixes import FIX_DAYS, FixClock
from bizcare_tui.domain.policy import Policy, Rule
from bizcare_tui.domain.reviews import AVERAGE_WEEKDAYS, ReviewTime
from bizcare_tui.domain.threads import Outcome, Qualification, author_source_in_words
from bizcare_tui.i18n import _
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.report_records import ClockStatusRecord, HistoryRecord
from bizcare_tui.store.unix_time import from_unix_seconds


@dataclass(frozen=True, slots=True)
class ExplanationInputs:
    """The data needed to explain the deadlines of a thread.

    `settled` are the stored statuses of its clocks other than the first answer's, `history` its history
    entries, `review` how long reviews of the seller's submissions take.
    """

    entry: InboxEntryRecord
    conversation: ConversationView
    baseline: datetime | None
    settled: tuple[ClockStatusRecord, ...]
    history: tuple[HistoryRecord, ...]
    countries: tuple[str, ...]
    language: str
    policy: Policy
    review: ReviewTime | None = None


def explain_deadlines(inputs: ExplanationInputs, now: datetime) -> Iterator[str]:
    """Yield the lines of the explanation in plain text, with times in the Marketplace's zone."""
    record = inputs.entry
    yield f"{record.thread_id}  {record.topic}"
    yield ""
    yield from _first_answer(inputs, now)
    yield from _follow_ups(inputs, now)
    yield from _fix(inputs, now)
    yield from _holidays(inputs, now)
    for fact in inputs.conversation.facts:
        if fact.key in ("refund_claim", "refund_accept"):
            yield ""
            yield f"{fact.label}: {fact.value} ({fact.meaning})"
            yield "  " + fact.source
            yield "  " + _(
                "rule      calendar months from the day of purchase, shortened to the end of the"
                " month if necessary"
            )
            yield _source(inputs.policy.windows[fact.key])


# --- the first answer ------------------------------------------------------------------------------


def _first_answer(inputs: ExplanationInputs, now: datetime) -> Iterator[str]:
    clock = first_answer_clock(inputs.entry)
    yield _("First answer") + ("" if clock.obligation else " " + _("(our own goal, not an obligation)"))
    messages = inputs.conversation.messages
    question = next((message for message in messages if message.at == clock.start), None)
    if question is None:
        yield "  " + _("request   {at}, the time of the thread: no message of it is stored").format(
            at=exact_moment_in_digits(clock.start)
        )
    else:
        yield "  " + _("request   {at}, message {id}, by: {author} ({by})").format(
            at=exact_moment_in_digits(clock.start),
            id=question.id,
            author=author_in_words(question.author),
            by=author_source_in_words(question.author_by),
        )
    yield from _later_start(inputs, clock)
    yield from _calculation(clock)
    yield "  " + _("rule      less than 1 business day, Monday to Friday whatever the public holidays")
    yield _source(inputs.policy.clocks["first_answer"])
    end_of_day = day_begins(marketplace_date(clock.due) + timedelta(days=1))
    yield "  " + _("other     the end of that business day would be {due}: later, not used").format(
        due=exact_moment_in_digits(end_of_day)
    )
    yield "  " + _("stops at  the first public answer by a person that is seen on the Marketplace")
    yield "  " + _status(inputs, clock, now)
    yield from _status_changes(inputs, "first_answer", clock)


def _later_start(inputs: ExplanationInputs, clock: FirstAnswer) -> Iterator[str]:
    """Explain why the clock started after the first message: the question came before the purchase."""
    order = inputs.conversation.order
    if inputs.entry.qualification == Qualification.PRESALE:
        yield "  " + _("pre-sale  the obligation begins with the customer's first message after a purchase")
    elif order and order.purchased_at and inputs.entry.received_at < order.purchased_at:
        text = _("purchase  {at}: earlier messages were pre-sale questions")
        yield "  " + text.format(at=exact_moment_in_digits(order.purchased_at))


def _calculation(clock: FirstAnswer) -> Iterator[str]:
    start = clock.start.astimezone(MARKETPLACE_ZONE)
    if start.weekday() >= SATURDAY:
        yield "  " + _("weekend   the clock starts on Monday at 00:00")
        yield "  " + _("+ 24 h    of business days, Monday 00:00 to 24:00")
    elif (clock.due - clock.start) > timedelta(hours=36):
        yield "  " + _("+ 24 h    of business days; Saturday and Sunday do not count")
    else:
        yield "  " + _("+ 24 h    of business days")
    yield "  " + _("due       before {due}; an answer at exactly that time is late").format(
        due=exact_moment_in_digits(clock.due)
    )


def _status(inputs: ExplanationInputs, clock: FirstAnswer, now: datetime) -> str:
    answered = exact_moment_in_digits(clock.at) if clock.at else ""
    status = clock.status(now)
    if status is Status.NONE:
        if inputs.entry.outcome == Outcome.NO_ANSWER_NEEDED:
            return _("status    no deadline: no answer was needed")
        since = exact_moment_in_digits(inputs.baseline) if inputs.baseline else "-"
        return _("status    no deadline: a notice, or older than {since}, from when deadlines count").format(
            since=since
        )
    if status is Status.MISSED and clock.at is None:
        return _("status    missed: closed without an answer after the deadline")
    texts = {
        Status.MET: _("status    met: answered at {at}"),
        Status.MISSED: _("status    missed: answered at {at}"),
        Status.LATE: _("status    late: no answer by a person is known"),
        Status.PENDING: _("status    pending"),
    }
    return texts[status].format(at=answered)


def _status_changes(inputs: ExplanationInputs, kind: str, clock: FirstAnswer | None = None) -> Iterator[str]:
    """Yield the recorded status changes of a clock, the oldest first.

    Changes of an earlier clock of the same thread are marked as such.
    """
    for row in inputs.history:
        if row.kind == kind and row.payload is not None:
            payload = json.loads(row.payload)
            text = _("recorded  {at}: {status} ({cause})")
            if clock is not None and _is_of_earlier_clock(payload, clock):
                text = _("recorded  {at}, for the previous question: {status} ({cause})")
            yield "  " + text.format(
                at=exact_moment_in_digits(row.at),
                status=_recorded_status(payload["status"]),
                cause=payload["cause"],
            )


def _recorded_status(status: str | None) -> str:
    """Return a recorded status in words; a value of another version as it is."""
    words: dict[str, str] = {
        Status.MET: _("deadline met"),
        Status.MISSED: _("deadline missed"),
        Status.LATE: _("late"),
        Status.PENDING: _("pending"),
    }
    return words.get(status, status) if status else _("not confirmed")


def _is_of_earlier_clock(payload: Mapping[str, Any], clock: FirstAnswer) -> bool:
    """Return whether a change belongs to an earlier clock.

    That is the clock of a pre-sale question, or of a question that needed no answer.
    """
    if payload.get("obligation", clock.obligation) != clock.obligation:
        return True
    return from_unix_seconds(payload["due"]) <= clock.start


# --- other clocks ----------------------------------------------------------------------------------


def _follow_ups(inputs: ExplanationInputs, now: datetime) -> Iterator[str]:
    running = inputs.entry.follow_up_due
    settled = [row for row in inputs.settled if row.clock == "follow_up" and row.status]
    if running is None and not settled:
        return
    yield ""
    yield _("Follow-up (our own goal, not an obligation)")
    yield "  " + _(
        "rule      the customer wrote again after an answer: calculated in the same way, from the"
        " first such message"
    )
    for row in settled:
        yield "  " + _("asked     {start}, due before {due}: {status}").format(
            start=exact_moment_in_digits(row.start),
            due=exact_moment_in_digits(row.due),
            status=row.status,
        )
    if running is not None:
        text = _("goal missed since {due}") if running <= now else _("due before {due}")
        yield "  " + _("now       {0}").format(text.format(due=exact_moment_in_digits(running)))
        yield "  " + _("stops at  the next answer by a person that is seen on the Marketplace")


def _fix(inputs: ExplanationInputs, now: datetime) -> Iterator[str]:
    clock = fix_clock(inputs.entry, inputs.review)
    if clock is None:
        return
    yield ""
    yield _("Fix of the technical error")
    defect = inputs.entry.defect_id
    if defect is not None:
        yield "  " + _("defect    {0}: its earliest request counts for all its requests").format(defect)
    yield "  " + _("request   {at}").format(at=exact_moment_in_digits(clock.start))
    yield "  " + _("+ {0} d    calendar days, the same time on the clock, never paused").format(FIX_DAYS)
    yield "  " + _("due       {due}; exactly that time is still in time").format(
        due=exact_moment_in_digits(clock.due)
    )
    weekdays = AVERAGE_WEEKDAYS if clock.review is None else clock.review.most
    yield "  " + _(
        "submit by {day}: {n} full weekdays before the day of the deadline, for the review"
    ).format(day=day_in_digits(clock.submit_by), n=weekdays)
    yield "            " + review_basis_in_words(clock.review)
    yield "  " + _("rule      every technical error is fixed within 30 days of the customer's request")
    yield _source(inputs.policy.clocks["fix"])
    yield "  " + _("other     30 working days would be {due}: later, not used").format(
        due=exact_moment_in_digits(clock.other_reading)
    )
    if line := inputs.entry.fix_line:
        yield "  " + _("branch    PrestaShop {0}: the ZIP of this branch counts for this customer").format(
            line
        )
    elif defect is not None:
        yield "  " + _("branch    unknown: the patch must be published for every branch with requests")
    yield "  " + _("stops at  the publication of the patch for customers")
    yield "  " + _fix_status(clock, now)
    yield from _status_changes(inputs, "fix")


def _fix_status(clock: FixClock, now: datetime) -> str:
    status = clock.status(now)
    at = _(": published {0}").format(exact_moment_in_digits(clock.at)) if clock.at else ""
    return _("status    {0}{1}").format(status.value, at)


def _holidays(inputs: ExplanationInputs, now: datetime) -> Iterator[str]:
    due = inputs.entry.due_at
    if due is None or not inputs.countries:
        return
    before_due = holidays_between(now, due, inputs.countries, inputs.language) if due > now else ()
    weekends = long_weekends(now, inputs.countries, inputs.language)
    if before_due or weekends:
        yield ""
        yield _("Public holidays (they do not change the deadline)")
    for holiday in before_due:
        yield f"  {day_in_digits(holiday.day)}  {holiday.name} ({holiday.country})"
    for first, last, country in weekends:
        yield "  " + _("long weekend {first} to {last} ({country})").format(
            first=day_in_digits(first), last=day_in_digits(last), country=country
        )


def _source(rule: Rule) -> str:
    return "  " + _("source    {source}").format(source=f"{rule.source}, {rule.address}")
