"""Turns stored lines into the values that a screen shows."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.clock import FirstAnswer, Status
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.fixes import fix_clock as clock_of_fix
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line


def inbox_row(entry: Line, now: datetime) -> InboxRow:
    """A line of the inbox, its clock read at `now`."""
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
        updated_at=instant(entry["updated_at"]),
        due=maybe_instant(entry["due_at"]),
        owed=Owed(entry["owed"]) if entry["owed"] else None,
        obligation=bool(entry["obligation"]),
        first_answer=first_status(entry, now),
        cover=Cover(entry["cover"]),
        days_left=entry["days_left"],
        prestashop_version=entry["prestashop_version"],
        has_draft=bool(entry["has_draft"]),
        reply=ReplyState(entry["reply_state"]) if entry["reply_state"] else None,
        kind=Kind(entry["kind"]) if entry["kind"] else None,
        snoozed_until=snoozed_until(entry, now),
        tags=tuple(entry["tags"].split()),
        defect=entry["defect_id"],
        assignee=safe_line(entry["assignee"]) if entry["assignee"] else "",
        mentioned=bool(entry["mentioned"]),
    )


def snoozed_until(entry: Line, now: datetime) -> datetime | None:
    """Until when a thread is put off; None where it is not, any more."""
    until = maybe_instant(entry["snoozed_until"])
    return until if until is not None and until > now else None


def fix_clock(entry: Line) -> FixClock | None:
    """The clock of the fix that a request calls for; None where it calls for none."""
    start = maybe_instant(entry["fix_start"])
    return None if start is None else clock_of_fix(start, maybe_instant(entry["fix_at"]))


def first_answer(entry: Line) -> FirstAnswer:
    """The first-answer clock as it is stored."""
    return FirstAnswer(
        start=instant(entry["first_start"]),
        due=instant(entry["first_due"]),
        at=maybe_instant(entry["first_at"]),
        obligation=bool(entry["obligation"]),
        scored=bool(entry["scored"]),
    )


def first_status(entry: Line, now: datetime) -> Status:
    """Where the first-answer clock stands at `now`."""
    return first_answer(entry).status(now)
