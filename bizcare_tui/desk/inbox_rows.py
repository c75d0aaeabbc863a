"""Convert inbox entries of the store to the values that a screen shows."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import FirstAnswer, Status
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.fixes import fix_clock as clock_of_fix
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.reviews import ReviewTime
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.store.database import DatabaseRow
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds


def to_inbox_row(entry: DatabaseRow, now: datetime) -> InboxRow:
    """Return the inbox row of a thread, with the status of its clock at `now`."""
    return InboxRow(
        id=entry["thread_id"],
        topic=entry["topic"],
        product=entry["product"],
        customer=entry["customer"],
        shop=entry["shop"],
        qualification=Qualification(entry["qualification"]),
        state=State(entry["state"]),
        messages=entry["messages"],
        unread=bool(entry["unread"]),
        updated_at=from_unix_seconds(entry["updated_at"]),
        due=from_optional_unix_seconds(entry["due_at"]),
        owed=Owed(entry["owed"]) if entry["owed"] else None,
        obligation=bool(entry["obligation"]),
        first_answer=first_answer_status(entry, now),
        cover=Cover(entry["cover"]),
        days_left=entry["days_left"],
        prestashop_version=entry["prestashop_version"],
        has_draft=bool(entry["has_draft"]),
        reply=ReplyState(entry["reply_state"]) if entry["reply_state"] else None,
        kind=RequestType(entry["kind"]) if entry["kind"] else None,
        snoozed_until=snoozed_until(entry, now),
        tags=tuple(entry["tags"].split()),
        defect=entry["defect_id"],
        assignee=safe_line(entry["assignee"]) if entry["assignee"] else "",
        mentioned=bool(entry["mentioned"]),
        follow_up=from_optional_unix_seconds(entry["follow_up_due"]),
    )


def snoozed_until(entry: DatabaseRow, now: datetime) -> datetime | None:
    """Return until when a thread is snoozed; None when it is not, or no longer."""
    until = from_optional_unix_seconds(entry["snoozed_until"])
    return until if until is not None and until > now else None


def fix_clock(entry: DatabaseRow, review: ReviewTime | None = None) -> FixClock | None:
    """Return the clock of the fix that a request needs; None when it needs none.

    Args:
        entry: the inbox entry.
        review: how long the seller's own reviews take; the day to submit by is calculated from it.
    """
    start = from_optional_unix_seconds(entry["fix_start"])
    return None if start is None else clock_of_fix(start, from_optional_unix_seconds(entry["fix_at"]), review)


def first_answer_clock(entry: DatabaseRow) -> FirstAnswer:
    """Return the first-answer clock from a stored inbox entry."""
    return FirstAnswer(
        start=from_unix_seconds(entry["first_start"]),
        due=from_unix_seconds(entry["first_due"]),
        at=from_optional_unix_seconds(entry["first_at"]),
        obligation=bool(entry["obligation"]),
        scored=bool(entry["scored"]),
        is_closed=entry["state"] == State.CLOSED,
    )


def first_answer_status(entry: DatabaseRow, now: datetime) -> Status:
    """Return the status of the first-answer clock at `now`."""
    return first_answer_clock(entry).status(now)
