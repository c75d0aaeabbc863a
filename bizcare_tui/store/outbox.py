"""The outbox: replies and their states, each step checked against the table and written to the history.

Every function works within the caller's transaction, which takes the store's lock as it begins: what
is read here is still so when it is written.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain.body import raw_body
from bizcare_tui.domain.outbox import ReplyState, Way, after
from bizcare_tui.domain.readback import seen_in
from bizcare_tui.errors import NotPossible, UnknownReply
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.drafts import joined
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Draft, Message, Person, Reply, ReplyFile, Seat, Thread

LOOKED_FOR = (ReplyState.UNCONFIRMED, ReplyState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file that goes with a reply: where it lay, and what of it is sent."""

    path: str
    name: str
    media_type: str
    content: bytes


def queue(
    session: Session,
    account_id: int,
    thread_id: int,
    text: str,
    *,
    base_message_id: int,
    not_before: float,
    now: datetime,
    file: FileToSend | None = None,
    override_reason: str = "",
    keep_draft: bool = False,
) -> Reply:
    """Put a reply of the person at the desk into the outbox, in place of their draft unless that is kept.

    `not_before` is real time.

    Raises:
        NotPossible: another person has sat down to write to this thread.
    """
    person = the_person(session)
    assert person.id is not None
    _may_write(session, account_id, thread_id, person.id)
    reply = Reply(
        account_id=account_id,
        person_id=person.id,
        thread_id=thread_id,
        state=ReplyState.QUEUED,
        text=text,
        override_reason=override_reason,
        base_message_id=base_message_id,
        queued_at=seconds(now),
        not_before=not_before,
    )
    session.add(reply)
    session.flush()
    if file is not None:
        assert reply.id is not None
        session.add(
            ReplyFile(
                reply_id=reply.id,
                account_id=account_id,
                path=file.path,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
            )
        )
    _record(session, reply, now, person.id, what="queue", why=override_reason)
    draft = session.get(Draft, (account_id, person.id, thread_id))
    if draft is not None and not keep_draft:
        session.delete(draft)
    return reply


def sent_elsewhere(session: Session, reply: Reply, now: datetime) -> None:
    """Take a queued reply as sent by hand in the partner account: it is only looked for in its thread."""
    known = last_message(session, reply.account_id, reply.thread_id)
    accepted = {"known_message_id": known, "accepted_at": time.time(), "attempts": 0}
    move(session, reply, Way.BEGIN, now, by_person=True, changes=accepted)
    move(session, reply, Way.ACCEPTED, now, reason=_("pasted in the partner account"), by_person=True)


def take_back(session: Session, reply: Reply, way: Way, now: datetime, reason: str) -> None:
    """Take a reply back by a way that ends it, and give its text back to the draft of whoever wrote it.

    Raises:
        NotPossible: it has gone its way already.
    """
    move(session, reply, way, now, reason=reason, by_person=True)
    if way is Way.DISCARD:
        return
    file = session.get(ReplyFile, reply.id)
    key = (reply.account_id, reply.person_id, reply.thread_id)
    draft = session.get(Draft, key) or Draft(
        account_id=reply.account_id, person_id=reply.person_id, thread_id=reply.thread_id, text="",
        base_message_id=reply.base_message_id, saved_at=seconds(now), revision=0,
    )  # fmt: skip
    draft.text = joined(reply.text, draft.text)
    draft.attachments = json.dumps([file.path]) if file else draft.attachments
    draft.revision += 1
    session.add(draft)


def move(
    session: Session,
    reply: Reply,
    way: Way,
    now: datetime,
    *,
    error: str = "",
    reason: str = "",
    by_person: bool = False,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Take a reply one of the ways of the table; `changes` are other columns that change on it.

    Raises:
        NotPossible: the way does not begin at the reply's present state.
    """
    state = after(ReplyState(reply.state), way)
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
    person_id = the_person(session).id if by_person else None
    _record(session, reply, now, person_id, what=str(way), why=reason or error)


def decide(session: Session, reply: Reply, way: Way, now: datetime, reason: str) -> None:
    """Send a reply again, or mark it as sent: a person's decision.

    To send again is to have read the thread as it is now, so that nothing in it is news.

    Raises:
        NotPossible: it has gone another way already.
    """
    changes: dict[str, Any] = {"confirmed_at": seconds(now)}
    if way is Way.SEND:
        base = last_message(session, reply.account_id, reply.thread_id)
        changes = {"base_message_id": base, "not_before": 0.0}
    move(session, reply, way, now, reason=reason, by_person=True, changes=changes)


def put_off(session: Session, reply: Reply, not_before: float, error: str) -> None:
    """Have a queued reply wait: its thread could not be read. `not_before` is real time."""
    reply.not_before, reply.error = not_before, error
    session.add(reply)


def the_reply(session: Session, account_id: int, reply_id: int) -> Reply:
    """A row of the outbox.

    Raises:
        UnknownReply: there is none of this number.
    """
    reply = session.get(Reply, reply_id)
    if reply is None or reply.account_id != account_id:
        raise UnknownReply(
            _("There is no reply {0} in the outbox.").format(reply_id), _("`bizcare outbox` lists them.")
        )
    return reply


def the_file(session: Session, reply: Reply) -> FileToSend | None:
    """The file that goes with a reply."""
    stored = session.get(ReplyFile, reply.id)
    return FileToSend(stored.path, stored.name, stored.media_type, stored.content) if stored else None


def next_due(session: Session, account_id: int, at: float) -> Reply | None:
    """The first queued reply whose time has come; those to one thread go in the order they were queued."""
    before = aliased(Reply)
    earlier = select(before.id).where(
        col(before.account_id) == col(Reply.account_id),
        col(before.thread_id) == col(Reply.thread_id),
        col(before.id) < col(Reply.id),
        col(before.state).in_((ReplyState.QUEUED, ReplyState.SENDING)),
    )
    query = (
        select(Reply)
        .where(
            col(Reply.account_id) == account_id,
            col(Reply.state) == ReplyState.QUEUED,
            col(Reply.not_before) <= at,
            ~earlier.exists(),
        )
        .order_by(col(Reply.id))
        .limit(1)
    )
    return session.exec(query).first()


def next_untried(session: Session, account_id: int) -> float | None:
    """When, in real time, the next reply may go of those that were not tried yet; None without one."""
    query = select(func.min(Reply.not_before)).where(
        col(Reply.account_id) == account_id, col(Reply.state) == ReplyState.QUEUED, col(Reply.error) == ""
    )
    return session.exec(query).one()


def interrupted(session: Session, account_id: int, now: datetime) -> list[Reply]:
    """Take as unknown what a sender that is gone was sending. Only whoever holds the lease may ask."""
    replies = _in(session, account_id, (ReplyState.SENDING,))
    for reply in replies:
        move(session, reply, Way.LOST, now, error=_("The program ended while it was sending."))
    return replies


def unsure_after_restore(session: Session, account_id: int, now: datetime) -> int:
    """Take as unknown what waited to be sent when a copy was made that is the store now.

    It may have been sent since: it is looked for in its thread, and not sent again by itself. Returns how
    many there are.
    """
    waiting = _in(session, account_id, (ReplyState.QUEUED, ReplyState.SENDING))
    for reply in waiting:
        known = {"known_message_id": last_message(session, account_id, reply.thread_id)}
        if reply.state == ReplyState.QUEUED:
            move(session, reply, Way.BEGIN, now, changes=known)
        move(session, reply, Way.LOST, now, error=_("The store was restored: it may have been sent since."))
    return len(waiting)


def to_look_for(session: Session, account_id: int, at: float) -> list[Reply]:
    """The replies whose arrival is to be looked for by now (real time)."""
    return [reply for reply in _in(session, account_id, LOOKED_FOR) if reply.look_after <= at]


def last_message(session: Session, account_id: int, thread_id: int) -> int:
    """The number of the last message of a thread to have been stored; 0 without one."""
    query = select(func.max(Message.id)).where(
        col(Message.account_id) == account_id, col(Message.thread_id) == thread_id
    )
    return session.exec(query).one() or 0


def arrived_since(session: Session, reply: Reply) -> int:
    """How many messages its writer did not know of when the reply was begun, their own replies apart."""
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
    """Confirm a reply that stands in its thread by now; whether it does.

    The thread is to be worked out again: the answer may have met a deadline.
    """
    message = None if reply.known_message_id is None else _message_of(session, reply, reply.known_message_id)
    if message is None:
        return False
    seen = {"message_id": message.id, "confirmed_at": message.at}
    move(session, reply, Way.SEEN, now, changes=seen)
    session.exec(
        update(Thread)
        .where(col(Thread.account_id) == reply.account_id, col(Thread.id) == reply.thread_id)
        .values(stale=True)
    )
    session.flush()
    return True


def confirm_seen(
    session: Session, account_id: int, now: datetime, thread_id: int | None = None
) -> list[Reply]:
    """Confirm the replies that stand in their threads by now; of all threads unless told which."""
    looked_for = _in(session, account_id, LOOKED_FOR, thread_id)
    return [reply for reply in looked_for if confirm_if_seen(session, reply, now)]


def _message_of(session: Session, reply: Reply, known: int) -> Message | None:
    """The message that a reply became: newer than those known when sending began, and no other reply's."""
    claimed = select(Reply.message_id).where(
        col(Reply.account_id) == reply.account_id, col(Reply.message_id).is_not(None)
    )
    fresh = session.exec(
        select(Message).where(
            col(Message.account_id) == reply.account_id,
            col(Message.thread_id) == reply.thread_id,
            col(Message.id) > known,
            col(Message.id).not_in(claimed),
        )
    ).all()
    found = seen_in(reply.text, [(message.id or 0, raw_body(message.raw)) for message in fresh])
    return next((message for message in fresh if message.id == found), None)


def _in(
    session: Session, account_id: int, states: Sequence[ReplyState], thread_id: int | None = None
) -> list[Reply]:
    query = select(Reply).where(col(Reply.account_id) == account_id, col(Reply.state).in_(states))
    if thread_id is not None:
        query = query.where(col(Reply.thread_id) == thread_id)
    return list(session.exec(query.order_by(col(Reply.id))))


def _may_write(session: Session, account_id: int, thread_id: int, person_id: int) -> None:
    seat = session.get(Seat, (account_id, thread_id))
    if seat is None or seat.expires_at <= time.time() or seat.person_id == person_id:
        return
    other = session.get(Person, seat.person_id)
    raise NotPossible(
        _("{0} is writing to this thread now.").format(other.login if other else _("Somebody else")),
        _("Your text is kept. Wait, or take it over with a word for them: r, or --take-over WORD."),
    )


def _record(session: Session, reply: Reply, now: datetime, person_id: int | None, **said: str) -> None:
    history.append(
        session,
        account_id=reply.account_id,
        at=seconds(now),
        kind="reply",
        thread_id=reply.thread_id,
        person_id=person_id,
        payload={"reply": reply.id, "state": str(reply.state), **said},
    )
