"""Convert stored replies of the outbox to rows."""

from __future__ import annotations

from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.outbox import ReplyState, user_transitions
from bizcare_tui.domain.text import safe_line
from bizcare_tui.store.login import login_name
from bizcare_tui.store.report_records import OutboxRecord
from bizcare_tui.store.unix_time import from_unix_seconds


def to_outbox_row(record: OutboxRecord, note: str) -> OutboxRow:
    """Return a reply of the outbox with the ways out of its state; `note` is shown with it."""
    return OutboxRow(
        id=record.id,
        thread_id=record.thread_id,
        topic=record.topic or "",
        customer=record.customer or "",
        written_by=safe_line(record.login),
        state=record.state,
        text=record.text,
        file=record.file or "",
        queued_at=record.queued_at,
        leaves_at=from_unix_seconds(int(record.not_before)) if record.state is ReplyState.QUEUED else None,
        attempts=record.attempts,
        error=record.error,
        reason=record.reason or record.override_reason,
        confirmed_at=record.confirmed_at,
        ways=user_transitions(record.state, may_have_arrived=record.accepted_at is not None),
        is_own=record.login == login_name(),
        note=note,
        decision=record.decision or "",
    )
