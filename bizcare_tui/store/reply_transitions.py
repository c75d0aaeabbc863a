"""Change the state of a reply, and record it in the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bizcare_tui.domain.outbox import ReplyState, Transition, next_state
from bizcare_tui.errors import NotPossible
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.people import get_person
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.tables import Reply
from bizcare_tui.store.unix_time import to_unix_seconds


def apply_transition(
    session: Session,
    reply: Reply,
    way: Transition,
    now: datetime,
    *,
    error: str = "",
    reason: str = "",
    by_person: bool = False,
    changes: Mapping[str, Any] | None = None,
    taken_from: str = "",
) -> None:
    """Apply a transition of the outbox table to a reply, and record it in the history.

    Args:
        changes: Other columns to set on the reply.
        taken_from: The login of the writer, if another person decides on the reply.

    Raises:
        NotPossible: The table has no such transition from the reply's current state.
    """
    state = next_state(ReplyState(reply.state), way)
    if state is None:
        raise NotPossible(
            _("This is not possible: reply {0} is now {1}.").format(reply.id, reply.state),
            HintedText(_("{0} shows its state."), (Hint("outbox"),)),
        )
    reply.state = state
    reply.error = error
    reply.reason = reason or reply.reason
    for name, value in (changes or {}).items():
        setattr(reply, name, value)
    session.add(reply)
    person_id = get_person(session).id if by_person else None
    extra = {"taken_from": taken_from} if taken_from else {}
    record_reply(session, reply, now, person_id, what=str(way), why=reason or error, **extra)


def columns_to_wait(session: Session, seconds_to_wait: float) -> dict[str, float]:
    """Return the column values that make a reply wait for `seconds_to_wait` from now."""
    return {"not_before": real_time(session) + seconds_to_wait, "wait_seconds": seconds_to_wait}


def columns_to_look_from_now(session: Session) -> dict[str, float]:
    """Return the column values of a reply whose call has just ended, to be looked for from now on."""
    at = real_time(session)
    return {"accepted_at": at, "read_back_after": at}


def postpone_reply(session: Session, reply: Reply, wait_seconds: float, error: str) -> None:
    """Postpone a queued reply because its thread could not be read."""
    reply.error = error
    for name, value in columns_to_wait(session, wait_seconds).items():
        setattr(reply, name, value)
    session.add(reply)


def record_reply(
    session: Session, reply: Reply, now: datetime, person_id: int | None, **details: Any
) -> None:
    """Record a change of a reply in the history, with these details."""
    history.append_entry(
        session,
        account_id=reply.account_id,
        at=to_unix_seconds(now),
        kind="reply",
        thread_id=reply.thread_id,
        person_id=person_id,
        payload={"reply": reply.id, "state": str(reply.state), **details},
    )
