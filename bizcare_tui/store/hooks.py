"""What a person's own programs are to be told of: each new thread and each reply that arrived, once."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import History, Hooked, Message


@dataclass(frozen=True, slots=True)
class News:
    """The threads that are new, and those to which a reply arrived, by their numbers."""

    new: tuple[int, ...] = ()
    confirmed: tuple[int, ...] = ()


def take_news(session: Session, account_id: int) -> News:
    """What came since this was last asked for this person, and note that it was; nothing the first time."""
    person = the_person(session)
    assert person.id is not None
    last = Hooked(
        account_id=account_id,
        person_id=person.id,
        message_id=_last(session, select(func.max(Message.id)).where(Message.account_id == account_id)),
        history_id=_last(session, select(func.max(History.id)).where(History.account_id == account_id)),
    )
    before = session.get(Hooked, (account_id, person.id))
    if before is None:
        session.add(last)
        return News()
    news = News(
        tuple(_new_threads(session, account_id, before.message_id)),
        tuple(_confirmed(session, account_id, before.history_id)),
    )
    before.message_id, before.history_id = last.message_id, last.history_id
    session.add(before)
    return news


def _last(session: Session, query: object) -> int:
    return int(session.connection().execute(query).scalar_one() or 0)  # type: ignore[call-overload]


def _new_threads(session: Session, account_id: int, after: int) -> list[int]:
    """The threads of which no message up to this one was known."""
    moved = select(Message.thread_id).where(col(Message.account_id) == account_id, col(Message.id) > after)
    known = select(Message.thread_id).where(
        col(Message.account_id) == account_id,
        col(Message.id) <= after,
        col(Message.thread_id).in_(moved),
    )
    return sorted(set(session.exec(moved).all()) - set(session.exec(known).all()))


def _confirmed(session: Session, account_id: int, after: int) -> list[int]:
    rows = session.exec(
        select(History.thread_id, History.payload)
        .where(col(History.account_id) == account_id, col(History.id) > after, col(History.kind) == "reply")
        .order_by(col(History.id))
    )
    return [
        thread_id
        for thread_id, payload in rows
        if thread_id is not None
        and payload
        and json.loads(payload).get("state") == ReplyState.CONFIRMED.value
    ]
