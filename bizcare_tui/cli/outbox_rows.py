"""Replies in the outbox, as JSON and as text."""

from __future__ import annotations

from typing import Any

from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.dates import minute_in_digits
from bizcare_tui.domain.outbox import ReplyState, reply_state_label
from bizcare_tui.i18n import _


def reply_fields(row: OutboxRow) -> dict[str, Any]:
    """Return a reply as the fields of a line of `outbox --json`."""
    return {
        "id": row.id,
        "thread": row.thread_id,
        "state": row.state.value,
        "queued_at": iso(row.queued_at),
        "confirmed_at": iso(row.confirmed_at),
        "attempts": row.attempts,
        "error": row.error or None,
        "written_by": row.written_by,
        "own": row.is_own,
        "file": row.file or None,
        "reason": row.reason or None,
        "note": row.note or None,
    }


def format_reply(row: OutboxRow) -> str:
    """Return a reply as a line of text."""
    parts = [
        f"#{row.id}",
        reply_state_label(row.state),
        _("thread {0}").format(row.thread_id),
        minute_in_digits(row.queued_at),
        row.topic,
    ]
    if row.state is ReplyState.QUEUED and row.leaves_at and not row.error:
        parts.append(_("is sent when the time for undoing it is over"))
    return "  ".join(part for part in (*parts, row.error, row.note) if part)
