"""The outbox: replies and their states. Each change is checked against the transition table and recorded.

Every function runs in the caller's transaction. That transaction takes the write lock when it begins, so what
is read here cannot change before it is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain.body import raw_body
from bizcare_tui.domain.outbox import ReplyState, Transition, next_state
from bizcare_tui.domain.readback import find_posted_message
from bizcare_tui.domain.replies.layout import has_lost_paragraphs
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.errors import NotPossible, UnknownReply
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.drafts import join_drafts
from bizcare_tui.store.people import get_person
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.real_time import is_running, real_time
from bizcare_tui.store.seals import seal_records
from bizcare_tui.store.stale_threads import mark_stale
from bizcare_tui.store.tables import Draft, Message, Person, Reply, ReplyFile, ReplyLock
from bizcare_tui.store.unix_time import to_unix_seconds

AWAITING_CONFIRMATION = (ReplyState.UNCONFIRMED, ReplyState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file attached to a reply: its original path, and the name, type and content that are sent."""

    path: str
    name: str
    media_type: str
    content: bytes


def queue_reply(
    session: Session,
    account_id: int,
    thread_id: int,
    text: str,
    *,
    base_message_id: int,
    wait_seconds: float,
    now: datetime,
    file: FileToSend | None = None,
    override_reason: str = "",
    keep_draft: bool = False,
) -> Reply:
    """Add a reply by the current person to the outbox, and delete their draft if it has the same text.

    A draft with a different text is kept; with `keep_draft`, any draft is kept. The reply can be undone for
    `wait_seconds`.

    Raises:
        NotPossible: Another person holds the reply lock of this thread.
    """
    person = get_person(session)
    assert person.id is not None
    _require_no_other_writer(session, account_id, thread_id, person.id)
    reply = Reply(
        account_id=account_id,
        person_id=person.id,
        thread_id=thread_id,
        state=ReplyState.QUEUED,
        text=text,
        override_reason=override_reason,
        base_message_id=base_message_id,
        queued_at=to_unix_seconds(now),
        not_before=real_time(session) + wait_seconds,
        wait_seconds=wait_seconds,
    )
    session.add(reply)
    session.flush()
    seals = seal_records(reply)
    if file is not None:
        assert reply.id is not None
        stored = ReplyFile(
            reply_id=reply.id,
            account_id=account_id,
            path=file.path,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
        )
        session.add(stored)
        seals |= seal_records(stored)
    _record(session, reply, now, person.id, what="queue", why=override_reason, seals=seals)
    draft = session.get(Draft, (account_id, person.id, thread_id))
    if draft is not None and not keep_draft and own_text(draft.text).strip() == text.strip():
        session.delete(draft)
    return reply


def mark_sent_by_hand(session: Session, reply: Reply, now: datetime) -> None:
    """Mark a queued reply as pasted by hand into the partner account; the sync then only looks for it."""
    known = last_message_id(session, reply.account_id, reply.thread_id)
    accepted = {"known_message_id": known, "accepted_at": real_time(session), "attempts": 0}
    apply_transition(session, reply, Transition.BEGIN, now, by_person=True, changes=accepted)
    apply_transition(
        session, reply, Transition.ACCEPTED, now, reason=_("pasted in the partner account"), by_person=True
    )


def cancel_reply(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, take_over: bool = False
) -> None:
    """End a reply by undo, edit or discard, and return its text to its writer's draft.

    A reply that may already have arrived is not ended: undo and discard set it to `unknown`, so that the sync
    still looks for it in the thread.

    Args:
        take_over: Allow a person who is not the writer. The text then returns to the writer's draft after a
            discard too; after an edit, it is also added to the draft of the person who took it over.

    Raises:
        NotPossible: The state no longer allows it, the reply may have arrived and cannot be edited, or
            somebody else wrote it.
    """
    other = _other_writer(session, reply, take_over=take_over)
    if reply.may_have_arrived and next_state(ReplyState(reply.state), way) is not None:
        _set_unknown(session, reply, way, now, reason, taken_from=other)
        return
    apply_transition(session, reply, way, now, reason=reason, by_person=True, taken_from=other)
    if way is Transition.DISCARD and not other:
        return
    _return_to_draft(session, reply, reply.person_id, now)
    if other and way is Transition.EDIT:
        person_id = get_person(session).id
        assert person_id is not None
        _return_to_draft(session, reply, person_id, now)


def _set_unknown(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, taken_from: str
) -> None:
    """Set a reply that may have arrived to `unknown`, so that it is looked for and not sent again.

    Raises:
        NotPossible: The way is an edit: its new text could become a second answer.
    """
    if way is Transition.EDIT:
        raise NotPossible(
            _("Reply {0} may have arrived already: another text would be a second answer.").format(reply.id),
            _("Undo it, and it is only looked for in its thread; or mark it as sent once it appears there."),
        )
    changes = {"read_back_after": real_time(session)}
    apply_transition(
        session,
        reply,
        Transition.LOST,
        now,
        reason=reason,
        by_person=True,
        changes=changes,
        taken_from=taken_from,
    )


def _return_to_draft(session: Session, reply: Reply, person_id: int, now: datetime) -> None:
    """Add the text and the file of a reply to a person's draft, and keep what the draft already contains."""
    key = (reply.account_id, person_id, reply.thread_id)
    draft = session.get(Draft, key) or Draft(
        account_id=reply.account_id, person_id=person_id, thread_id=reply.thread_id, text="",
        base_message_id=reply.base_message_id, saved_at=to_unix_seconds(now), revision=0,
    )  # fmt: skip
    file = session.get(ReplyFile, reply.id)
    paths = [*([file.path] if file else []), *json.loads(draft.attachments)]
    draft.text = join_drafts(reply.text, draft.text)
    draft.attachments = json.dumps(list(dict.fromkeys(paths)))
    draft.base_message_id = min(draft.base_message_id, reply.base_message_id)
    draft.revision += 1
    session.add(draft)


def _other_writer(session: Session, reply: Reply, *, take_over: bool) -> str:
    """Return the login of a reply's writer if that is another person, "" if it is the current person.

    Raises:
        NotPossible: Another person wrote it, and `take_over` is False.
    """
    if reply.person_id == get_person(session).id:
        return ""
    writer = session.get(Person, reply.person_id)
    login = safe_line(writer.login) if writer else _("Somebody else")
    if not take_over:
        raise NotPossible(
            _("{0} wrote reply {1}: only they decide on it.").format(login, reply.id),
            _("Ask them. If they are away: --take-over REASON; the text stays in their draft."),
        )
    return login


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
            _("Reply {0} is {1} by now: that cannot be done.").format(reply.id, reply.state),
            _("`bizcare outbox` shows what became of it."),
        )
    reply.state = state
    reply.error = error
    reply.reason = reason or reply.reason
    for name, value in (changes or {}).items():
        setattr(reply, name, value)
    session.add(reply)
    person_id = get_person(session).id if by_person else None
    extra = {"taken_from": taken_from} if taken_from else {}
    _record(session, reply, now, person_id, what=str(way), why=reason or error, **extra)


def resend_or_mark_sent(
    session: Session, reply: Reply, way: Transition, now: datetime, reason: str, *, take_over: bool = False
) -> None:
    """Send a reply again, or mark it as sent, because a person decided so.

    Sending again means that the person has read the thread as it is now, so no message in it counts as new.

    Args:
        take_over: Allow a person who is not the writer.

    Raises:
        NotPossible: The state has changed and no longer allows it, or somebody else wrote the reply.
    """
    other = _other_writer(session, reply, take_over=take_over)
    changes: dict[str, Any] = {"confirmed_at": to_unix_seconds(now)}
    if way is Transition.SEND:
        base = last_message_id(session, reply.account_id, reply.thread_id)
        changes = {"base_message_id": base, "not_before": 0.0, "wait_seconds": 0.0}
    apply_transition(
        session, reply, way, now, reason=reason, by_person=True, changes=changes, taken_from=other
    )


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


def get_reply(session: Session, account_id: int, reply_id: int) -> Reply:
    """Return a reply of the outbox.

    Raises:
        UnknownReply: There is no reply with this id.
    """
    reply = session.get(Reply, reply_id)
    if reply is None or reply.account_id != account_id:
        raise UnknownReply(
            _("There is no reply {0} in the outbox.").format(reply_id), _("`bizcare outbox` lists them.")
        )
    return reply


def get_attached_file(session: Session, reply: Reply) -> FileToSend | None:
    """Return the file attached to a reply, None if there is none."""
    stored = session.get(ReplyFile, reply.id)
    return FileToSend(stored.path, stored.name, stored.media_type, stored.content) if stored else None


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
    replies = _replies_in(session, account_id, (ReplyState.SENDING,))
    for reply in replies:
        why = _("The program ended while it was sending.")
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
    waiting = _replies_in(session, account_id, (ReplyState.QUEUED, ReplyState.SENDING))
    for reply in waiting:
        known = {"known_message_id": last_message_id(session, account_id, reply.thread_id)}
        if reply.state == ReplyState.QUEUED:
            apply_transition(session, reply, Transition.BEGIN, now, changes=known)
        why = _("The store was restored: it may have been sent since.")
        apply_transition(
            session, reply, Transition.LOST, now, error=why, changes=columns_to_look_from_now(session)
        )
    return len(waiting)


def replies_to_look_for(session: Session, account_id: int) -> list[Reply]:
    """Return the replies for which the next check whether they have appeared is due."""
    at = real_time(session)
    return [
        reply
        for reply in _replies_in(session, account_id, AWAITING_CONFIRMATION)
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
    looked_for = _replies_in(session, account_id, AWAITING_CONFIRMATION, thread_id)
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


def _replies_in(
    session: Session, account_id: int, states: Sequence[ReplyState], thread_id: int | None = None
) -> list[Reply]:
    query = select(Reply).where(col(Reply.account_id) == account_id, col(Reply.state).in_(states))
    if thread_id is not None:
        query = query.where(col(Reply.thread_id) == thread_id)
    return list(session.exec(query.order_by(col(Reply.id))))


def _require_no_other_writer(session: Session, account_id: int, thread_id: int, person_id: int) -> None:
    seat = session.get(ReplyLock, (account_id, thread_id))
    if (
        seat is None
        or not is_running(seat.expires_at, PRESENCE_TIMEOUT_SECONDS, real_time(session))
        or seat.person_id == person_id
    ):
        return
    other = session.get(Person, seat.person_id)
    raise NotPossible(
        _("{0} is writing to this thread now.").format(other.login if other else _("Somebody else")),
        _("Your text is kept. Wait, or take over with a note for them: r, or --take-over WORD."),
    )


def _record(session: Session, reply: Reply, now: datetime, person_id: int | None, **details: Any) -> None:
    history.append_entry(
        session,
        account_id=reply.account_id,
        at=to_unix_seconds(now),
        kind="reply",
        thread_id=reply.thread_id,
        person_id=person_id,
        payload={"reply": reply.id, "state": str(reply.state), **details},
    )
