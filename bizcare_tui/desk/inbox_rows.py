"""Convert inbox entries of the store to the values that a screen shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import FirstAnswer, Status
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.fixes import fix_clock as clock_of_fix
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.thread_status import FIX_ENDING_OUTCOMES
from bizcare_tui.domain.threads import State
from bizcare_tui.store.records import InboxEntryRecord

if TYPE_CHECKING:
    from bizcare_tui.store.report_records import RequestRecord


def to_inbox_row(entry: InboxEntryRecord, now: datetime) -> InboxRow:
    """Return the inbox row of a thread, with the status of its clock at `now`."""
    return InboxRow(
        id=entry.thread_id,
        topic=entry.topic,
        product=entry.product,
        customer=entry.customer,
        shop=entry.shop,
        qualification=entry.qualification,
        state=entry.state,
        messages=entry.messages,
        unread=entry.unread,
        updated_at=entry.updated_at,
        due=entry.due_at,
        owed=entry.owed,
        obligation=entry.obligation,
        first_answer=first_answer_status(entry, now),
        cover=entry.cover,
        days_left=entry.days_left,
        prestashop_version=entry.prestashop_version,
        has_draft=entry.has_draft,
        reply=entry.reply_state,
        kind=entry.kind,
        snoozed_until=snoozed_until(entry, now),
        tags=tuple(entry.tags.split()),
        defect=entry.defect_id,
        assignee=safe_line(entry.assignee) if entry.assignee else "",
        mentioned=entry.mentioned,
        follow_up=entry.follow_up_due,
    )


def snoozed_until(entry: InboxEntryRecord, now: datetime) -> datetime | None:
    """Return until when a thread is snoozed; None when it is not, or no longer."""
    until = entry.snoozed_until
    return until if until is not None and until > now else None


def fix_clock(entry: InboxEntryRecord, review: ReviewTime | None = None) -> FixClock | None:
    """Return the clock of the fix that a request needs; None when it needs none, or no longer.

    Args:
        entry: the inbox entry.
        review: how long the seller's own reviews take; the day to submit by is calculated from it.
    """
    start = entry.fix_start
    if start is None or is_fix_ended(entry):
        return None
    return clock_of_fix(start, entry.fix_at, review)


def is_fix_ended(entry: InboxEntryRecord | RequestRecord) -> bool:
    """Return whether a request was closed so that no fix is owed for it, before one was published."""
    return entry.fix_at is None and entry.outcome in FIX_ENDING_OUTCOMES


def first_answer_clock(entry: InboxEntryRecord | RequestRecord) -> FirstAnswer:
    """Return the first-answer clock from a stored inbox entry or request."""
    return FirstAnswer(
        start=entry.first_start,
        due=entry.first_due,
        at=entry.first_at,
        obligation=entry.obligation,
        scored=entry.scored,
        is_closed=entry.state is State.CLOSED,
    )


def first_answer_status(entry: InboxEntryRecord, now: datetime) -> Status:
    """Return the status of the first-answer clock at `now`."""
    return first_answer_clock(entry).status(now)
