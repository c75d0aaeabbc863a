"""Find sent replies in their threads, and confirm them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from bizcare_tui.domain.body import raw_body
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.domain.readback import find_posted_message
from bizcare_tui.domain.replies.layout import has_lost_paragraphs
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.reply_transitions import apply_transition
from bizcare_tui.store.stale_threads import mark_stale
from bizcare_tui.store.tables import Message, Reply

AWAITING_CONFIRMATION = (ReplyState.UNCONFIRMED, ReplyState.UNKNOWN)


def replies_to_look_for(session: Session, account_id: int) -> list[Reply]:
    """Return the replies for which the next check whether they have appeared is due."""
    at = real_time(session)
    return [
        reply
        for reply in replies_in(session, account_id, AWAITING_CONFIRMATION)
        if reply.read_back_after <= at
    ]


def last_message_id(session: Session, account_id: int, thread_id: int) -> int:
    """Return the id of the message of a thread that was stored last, 0 if there is none."""
    query = select(func.max(Message.id)).where(
        col(Message.account_id) == account_id, col(Message.thread_id) == thread_id
    )
    return session.exec(query).one() or 0


def count_new_messages(session: Session, reply: Reply) -> int:
    """Count the messages that have arrived since the reply was begun, without its writer's own replies."""
    own = select(Reply.message_id).where(
        col(Reply.account_id) == reply.account_id,
        col(Reply.person_id) == reply.person_id,
        col(Reply.message_id).is_not(None),
    )
    query = (
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.account_id) == reply.account_id,
            col(Message.thread_id) == reply.thread_id,
            col(Message.id) > reply.base_message_id,
            col(Message.id).not_in(own),
        )
    )
    return int(session.exec(query).one())


def confirm_if_seen(session: Session, reply: Reply, now: datetime) -> bool:
    """Confirm a reply if it has appeared in its thread.

    The thread is marked stale, because the answer may have met a deadline.

    Returns:
        True if the reply has appeared.
    """
    known = reply.known_message_id
    message = None if known is None else _find_message(session, reply, known)
    if message is None:
        return False
    changes = {
        "message_id": message.id,
        "confirmed_at": message.at,
        "paragraphs_lost": _lost_its_paragraphs(reply, message),
    }
    apply_transition(session, reply, Transition.SEEN, now, changes=changes)
    mark_stale(session, reply.account_id, [reply.thread_id])
    session.flush()
    return True


def _lost_its_paragraphs(reply: Reply, message: Message) -> bool:
    """Return whether a reply sent by this program lost its paragraphs; pasted ones are not checked."""
    return reply.attempts > 0 and has_lost_paragraphs(reply.text, raw_body(message.raw))


def confirm_seen_replies(
    session: Session, account_id: int, now: datetime, thread_id: int | None = None
) -> list[Reply]:
    """Confirm the replies that have appeared in their threads, and return them.

    If several have the same text, those that the API accepted are matched first, as they surely arrived.

    Args:
        thread_id: Check only this thread; None for all threads.
    """
    looked_for = replies_in(session, account_id, AWAITING_CONFIRMATION, thread_id)
    looked_for.sort(key=lambda reply: reply.state != ReplyState.UNCONFIRMED)
    return [reply for reply in looked_for if confirm_if_seen(session, reply, now)]


def _find_message(session: Session, reply: Reply, known: int) -> Message | None:
    """Return the message of a reply: newer than `known`, and not yet matched to another reply."""
    claimed = select(Reply.message_id).where(
        col(Reply.account_id) == reply.account_id, col(Reply.message_id).is_not(None)
    )
    new_messages = session.exec(
        select(Message).where(
            col(Message.account_id) == reply.account_id,
            col(Message.thread_id) == reply.thread_id,
            col(Message.id) > known,
            col(Message.id).not_in(claimed),
        )
    ).all()
    found = find_posted_message(
        reply.text, [(message.id or 0, raw_body(message.raw)) for message in new_messages]
    )
    return next((message for message in new_messages if message.id == found), None)


def replies_in(
    session: Session, account_id: int, states: Sequence[ReplyState], thread_id: int | None = None
) -> list[Reply]:
    query = select(Reply).where(col(Reply.account_id) == account_id, col(Reply.state).in_(states))
    if thread_id is not None:
        query = query.where(col(Reply.thread_id) == thread_id)
    return list(session.exec(query.order_by(col(Reply.id))))
