"""Facts about a thread's deadlines: first answer, follow-up, fix, snooze and public holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.desk.inbox_rows import first_answer_clock, fix_clock, snoozed_until
from bizcare_tui.desk.review_times import review_basis_in_words
from bizcare_tui.desk.views import CareFact, MessageView, OrderView
from bizcare_tui.domain.calendar import holidays_between, long_weekends
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.dates import moment_in_words, near_day_in_words
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.signatures import is_signed_with
from bizcare_tui.domain.threads import Author, Outcome, Qualification
from bizcare_tui.i18n import _
from bizcare_tui.store.records import InboxEntryRecord


def first_answer_fact(
    record: InboxEntryRecord, messages: Sequence[MessageView], own_names: Sequence[str], now: datetime
) -> CareFact:
    """Return when the first answer is due, and whether it came in time."""
    clock = first_answer_clock(record)
    status = clock.status(now)
    meanings = {
        Status.PENDING: _("answer before this time; from this minute on, the answer is late"),
        Status.LATE: _("deadline passed without an answer: answer now"),
        Status.MET: _("answered in time"),
        Status.MISSED: _("answered too late"),
        Status.NONE: _("no deadline: older than the day from which deadlines count"),
    }
    meaning = meanings[status]
    if status is Status.NONE and record.qualification is Qualification.NOTICE:
        meaning = _("no deadline: a notice from the Marketplace")
    elif status is Status.NONE and record.outcome == Outcome.NO_ANSWER_NEEDED:
        meaning = _("no deadline: no answer was needed")
    elif status is Status.MISSED and clock.at is None:
        meaning = _("closed without an answer after it was due")
    may_be_answered = status in (Status.PENDING, Status.LATE) and has_possible_answer(
        messages, clock.start, own_names
    )
    if may_be_answered:
        template = _("deadline passed, but {0}") if status is Status.LATE else "{0}"
        meaning = template.format(_("a later message may be your answer: set its author"))
    if not clock.obligation:
        meaning += "; " + _("our own goal, not an obligation")
    if clock.at is not None:
        meaning += " (" + moment_in_words(clock.at) + ")"
    source = _("calculated from the request of {when}, Marketplace time").format(
        when=moment_in_words(clock.start)
    )
    actions = ("author",) if may_be_answered else ()
    return CareFact(
        "first_answer", _("First answer"), moment_in_words(clock.due), meaning, source, None, actions
    )


def has_possible_answer(
    messages: Sequence[MessageView], asked_at: datetime, own_names: Sequence[str]
) -> bool:
    """Return whether a later message of unknown author can be the seller's answer.

    Once names or signatures of the seller are known, it has to end with one of them.
    """
    return any(
        message.author is Author.UNKNOWN
        and message.at > asked_at
        and (not own_names or is_signed_with(message.text, *own_names))
        for message in messages
    )


def follow_up_facts(record: InboxEntryRecord) -> list[CareFact]:
    """Return when a later message of the customer is to be answered; empty when none waits."""
    due = record.follow_up_due
    if due is None:
        return []
    meaning = _("the customer wrote again; this is our own goal, only the first answer is an obligation")
    source = _("calculated from the messages")
    return [CareFact("follow_up", _("Follow-up"), moment_in_words(due), meaning, source, None)]


def fix_facts(record: InboxEntryRecord, now: datetime, review: ReviewTime | None) -> list[CareFact]:
    """Return when the fix is due, with the day to submit it by; empty for a request that needs none."""
    clock = fix_clock(record, review)
    if clock is None:
        return []
    meanings = {
        Status.PENDING: _("the patch must be available to customers by then; submit it by {day} ({basis})"),
        Status.LATE: _("deadline passed: publish the patch now, or refund"),
        Status.MET: _("published in time"),
        Status.MISSED: _("published too late"),
    }
    defect = record.defect_id
    subject = _("defect {0}").format(defect) if defect is not None else _("not linked to a defect yet")
    if record.fix_line:
        subject += "; " + _("branch {0}").format(record.fix_line)
    day = near_day_in_words(clock.submit_by)
    meaning = (
        meanings[clock.status(now)].format(day=day, basis=review_basis_in_words(review)) + f" ({subject})"
    )
    source = _("30 days from the request of {when}").format(when=moment_in_words(clock.start))
    actions = ("board",) if defect is not None else ("fix",)
    return [CareFact("fix", _("Fix"), moment_in_words(clock.due), meaning, source, None, actions)]


def snoozed_facts(record: InboxEntryRecord, now: datetime) -> list[CareFact]:
    """Return until when the thread is snoozed; empty if it is not."""
    until = snoozed_until(record, now)
    if until is None:
        return []
    meaning = _("a new message wakes it up")
    due = record.due_at
    if due is not None and due <= until:
        meaning = _("ITS DEADLINE IS BEFORE THAT; ") + meaning
    return [
        CareFact(
            "snoozed", _("Snoozed until"), moment_in_words(until), meaning, _("set here"), None, ("wake",)
        )
    ]


def holiday_facts(
    record: InboxEntryRecord, order: OrderView | None, seller_country: str, language: str, now: datetime
) -> list[CareFact]:
    """Return the long weekends ahead and the public holidays before the deadline, of seller and customer."""
    due = record.due_at
    countries = [code for code in (seller_country, order.country if order else "") if code]
    if due is None or not countries:
        return []
    holidays = holidays_between(now, due, countries, language) if due > now else ()
    weekends = [
        CareFact(
            "long_weekend",
            _("Long weekend"),
            f"{near_day_in_words(first)} – {near_day_in_words(last)} ({country})",
            _("answer before it; the deadline also counts its weekdays"),
            _("calendar of public holidays"),
            None,
        )
        for first, last, country in long_weekends(now, countries, language)
    ]
    return weekends + [
        CareFact(
            "holidays",
            _("Public holiday"),
            f"{near_day_in_words(holiday.day)}: {holiday.name} ({holiday.country})",
            _("the deadline counts this day too"),
            _("calendar of public holidays"),
            None,
        )
        for holiday in holidays
    ]
