"""The replies that are due, and those that an interruption left behind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.i18n import _
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.reply_read_back import AWAITING_CONFIRMATION, last_message_id, replies_in
from bizcare_tui.store.reply_transitions import apply_transition, columns_to_look_from_now
from bizcare_tui.store.tables import Reply


def restart_overlong_waits(session: Session, account_id: int, longest_look: float) -> None:
    """Restart waits that would last longer than intended, because the clock was ahead when they began.

    Args:
        longest_look: The longest time in seconds between two checks whether a sent reply has appeared.
    """
    now = real_time(session)
    queued = (col(Reply.account_id) == account_id) & (col(Reply.state) == ReplyState.QUEUED)
    session.exec(
        update(Reply)
        .where(queued, col(Reply.not_before) > now + col(Reply.wait_seconds))
        .values(not_before=now + col(Reply.wait_seconds))
    )
    sent = (col(Reply.account_id) == account_id) & col(Reply.state).in_(AWAITING_CONFIRMATION)
    session.exec(
        update(Reply).where(sent, col(Reply.read_back_after) > now + longest_look).values(read_back_after=now)
    )


def next_due_reply(session: Session, account_id: int) -> Reply | None:
    """Return the first queued reply that may be sent now.

    Replies to the same thread are sent in the order in which they were queued.
    """
    query = (
        select(Reply)
        .where(
            col(Reply.account_id) == account_id,
            col(Reply.state) == ReplyState.QUEUED,
            col(Reply.not_before) <= real_time(session),
            _is_first_of_its_thread(),
        )
        .order_by(col(Reply.id))
        .limit(1)
    )
    return session.exec(query).first()


def _is_first_of_its_thread() -> ColumnElement[bool]:
    """Return the condition that no earlier reply to the same thread is waiting or being sent."""
    before = aliased(Reply)
    earlier = select(before.id).where(
        col(before.account_id) == col(Reply.account_id),
        col(before.thread_id) == col(Reply.thread_id),
        col(before.id) < col(Reply.id),
        col(before.state).in_((ReplyState.QUEUED, ReplyState.SENDING)),
    )
    return ~earlier.exists()


def seconds_until_next_untried(session: Session, account_id: int) -> float | None:
    """Return the seconds until the next reply without a failed attempt may be sent, None if there is none."""
    query = select(func.min(Reply.not_before)).where(
        col(Reply.account_id) == account_id,
        col(Reply.state) == ReplyState.QUEUED,
        col(Reply.error) == "",
        _is_first_of_its_thread(),
    )
    begins = session.exec(query).one()
    return None if begins is None else begins - real_time(session)


def mark_interrupted_unknown(session: Session, account_id: int, now: datetime) -> list[Reply]:
    """Set replies to `unknown` that an ended program was sending. The caller must hold the sender's lease."""
    replies = replies_in(session, account_id, (ReplyState.SENDING,))
    for reply in replies:
        why = _("The program ended while it was sending the reply.")
        apply_transition(
            session, reply, Transition.LOST, now, error=why, changes=columns_to_look_from_now(session)
        )
    return replies


def mark_restored_unknown(session: Session, account_id: int, now: datetime) -> int:
    """Set replies to `unknown` that were waiting in the backup from which the store was restored.

    They may have been sent after the backup was made. So they are looked for in their threads, and are not
    sent again automatically.

    Returns:
        The number of these replies.
    """
    waiting = replies_in(session, account_id, (ReplyState.QUEUED, ReplyState.SENDING))
    for reply in waiting:
        known = {"known_message_id": last_message_id(session, account_id, reply.thread_id)}
        if reply.state == ReplyState.QUEUED:
            apply_transition(session, reply, Transition.BEGIN, now, changes=known)
        why = _("The store was restored. The reply may have been sent since.")
        apply_transition(
            session, reply, Transition.LOST, now, error=why, changes=columns_to_look_from_now(session)
        )
    return len(waiting)
