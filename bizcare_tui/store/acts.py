"""Verbs that persons do to threads: written down, taken back, and what holds of a thread by them.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain import triage
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.triage import Triage, Verb
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.instants import instant, seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Act, InboxEntry, Mention, Message, Person, Thread

AT_ONCE = 500
# In no order, and so many rows in one statement; the thread tells whose number it is.
_INSERT = insert(Act).returning(col(Act.thread_id), col(Act.id))
_ACT = Act.__table__  # type: ignore[attr-defined]
_SAID = sa_select(
    col(Act.id), col(Act.thread_id), col(Act.verb), col(Act.content), col(Act.at),
    col(Act.known_message_id), col(Person.login),
)  # fmt: skip


def do(
    session: Session,
    account_id: int,
    wanted: Sequence[tuple[int, Mapping[str, Any]]],
    verb: Verb,
    *,
    now: datetime,
) -> int:
    """Do a verb to threads, each once, as the person at the desk; returns the first act's number, 0 for none.

    What follows for their lines is for the caller to have done, by `store.following`.

    Raises:
        UnknownThread: a thread is not in the store.
    """
    person = the_person(session)
    contents = dict(wanted)
    known = _last_messages(session, account_id, list(contents))
    for thread_id in contents:
        if thread_id not in known:
            raise UnknownThread(_("Thread {id} is not in the store.").format(id=thread_id))
    rows = [
        {
            "account_id": account_id, "person_id": person.id, "thread_id": thread_id, "verb": verb.value,
            "content": json.dumps(content, ensure_ascii=False, sort_keys=True), "at": seconds(now),
            "known_message_id": known[thread_id],
        }
        for thread_id, content in contents.items()
    ]  # fmt: skip
    told = session.connection().execute(_INSERT, rows) if rows else ()
    numbers = {thread_id: number or 0 for thread_id, number in told}
    if len(numbers) > 1:
        first, last = min(numbers.values()), max(numbers.values())
        together = _ACT.c.id.between(first, last) & (_ACT.c.person_id == person.id)
        session.connection().execute(update(_ACT).where(together).values(batch=first))
    history.append_all(
        session,
        [
            history.New(
                account_id,
                seconds(now),
                "act",
                {"act": numbers[thread_id], "verb": verb.value, "content": dict(content)},
                thread_id,
                person.id,
            )
            for thread_id, content in contents.items()
        ],
    )
    if verb is Verb.NOTE:
        _mention(session, account_id, {number: (each, contents[each]) for each, number in numbers.items()})
    return min(numbers.values(), default=0)


def assignees(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, str | None]:
    """Who each of these threads is assigned to by now; None for nobody."""
    said: dict[int, str | None] = dict.fromkeys(thread_ids)
    for start in range(0, len(thread_ids), AT_ONCE):
        query = select(Act.thread_id, Act.content).where(
            col(Act.account_id) == account_id,
            col(Act.thread_id).in_(thread_ids[start : start + AT_ONCE]),
            col(Act.verb) == Verb.ASSIGN.value,
            col(Act.undone_at).is_(None),
        )
        for thread_id, content in session.exec(query.order_by(col(Act.id))):
            said[thread_id] = json.loads(content)["to"]
    return said


def undo(session: Session, account_id: int, act_id: int, now: datetime) -> dict[int, Verb]:
    """Take back an act of the person at the desk, with all that was done together with it; see `do`.

    Returns the threads, each with the verb that was taken back.

    Raises:
        NotPossible: it is not theirs, or was taken back already.
    """
    person = the_person(session)
    act = session.get(Act, act_id)
    if act is None or act.account_id != account_id or act.person_id != person.id:
        raise NotPossible(_("Only what you did yourself can be taken back."))
    # A batch is named for its first act: the index of a person's acts is read from there on.
    together = (
        _ACT.c.id == act.id if act.batch is None else (_ACT.c.id >= act.batch) & (_ACT.c.batch == act.batch)
    )
    theirs = (_ACT.c.account_id == account_id) & (_ACT.c.person_id == person.id) & together
    undone = (
        session.connection()
        .execute(
            sa_select(_ACT.c.id, _ACT.c.thread_id, _ACT.c.verb)
            .where(theirs, _ACT.c.undone_at.is_(None))
            .order_by(_ACT.c.id)
        )
        .all()
    )
    if not undone:
        raise NotPossible(_("It was taken back already."))
    session.connection().execute(
        update(_ACT)
        .where(theirs, _ACT.c.undone_at.is_(None))
        .values(undone_at=seconds(now), undone_by=person.id)
    )
    history.append_all(
        session,
        [
            history.New(account_id, seconds(now), "undo", {"act": each.id}, each.thread_id, person.id)
            for each in undone
        ],
    )
    return {each.thread_id: Verb(each.verb) for each in undone}


def triages(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Triage]:
    """What holds of these threads by their acts; threads without one are left out."""
    if not session.exec(select(Act.id).where(Act.account_id == account_id).limit(1)).first():
        return {}
    acts: dict[int, list[triage.Act]] = defaultdict(list)
    for start in range(0, len(thread_ids), AT_ONCE):
        query = (
            _SAID.join(Person, col(Person.id) == col(Act.person_id))
            .where(
                col(Act.account_id) == account_id,
                col(Act.thread_id).in_(thread_ids[start : start + AT_ONCE]),
                col(Act.undone_at).is_(None),
            )
            .order_by(col(Act.id))
        )
        for row in session.connection().execute(query):
            acts[row.thread_id].append(
                triage.Act(
                    row.id, Verb(row.verb), json.loads(row.content), instant(row.at), row.login,
                    row.known_message_id,
                )
            )  # fmt: skip
    return {thread_id: triage.triage(said) for thread_id, said in acts.items()}


def touch(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Have these threads worked out again, and those about the same defects."""
    ids = list(dict.fromkeys(thread_ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        defects = select(InboxEntry.defect_id).where(
            col(InboxEntry.account_id) == account_id, col(InboxEntry.thread_id).in_(some)
        )
        also = select(InboxEntry.thread_id).where(
            col(InboxEntry.account_id) == account_id, col(InboxEntry.defect_id).in_(defects)
        )
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(some) | col(Thread.id).in_(also))
            .values(stale=True)
        )


def snoozed_until(said: Triage, messages: Iterable[tuple[int, str]]) -> int | None:
    """Until when a thread is put off, in seconds since 1970; a message of anybody else's wakes it.

    Args:
        said: what holds of it by its acts.
        messages: number and author of its messages; the later ones suffice.
    """
    snoozed = said.snoozed
    if snoozed is None:
        return None
    is_woken = any(number > snoozed.known and author != Author.SELLER for number, author in messages)
    return None if is_woken else snoozed.until


def tags_column(said: Triage) -> str:
    """The tags of a thread as its line holds them, each between blanks."""
    return f" {' '.join(said.tags)} " if said.tags else ""


def label(session: Session, account_id: int, thread_ids: Sequence[int]) -> None:
    """Put what acts alone say into the lines of these threads."""
    said = triages(session, account_id, thread_ids)
    later = _later_messages(session, account_id, said)
    nothing = Triage()
    table = InboxEntry.__table__  # type: ignore[attr-defined]
    rows = []
    for thread_id in thread_ids:
        holds = said.get(thread_id, nothing)
        until = snoozed_until(holds, later.get(thread_id, ()))
        rows.append({"key": thread_id, "tags": tags_column(holds), "who": holds.assignee, "until": until})
    if rows:
        session.connection().execute(
            update(table)
            .where(table.c.account_id == account_id, table.c.thread_id == bindparam("key"))
            .values(tags=bindparam("tags"), assignee=bindparam("who"), snoozed_until=bindparam("until")),
            rows,
        )


def _later_messages(
    session: Session, account_id: int, said: Mapping[int, Triage]
) -> dict[int, list[tuple[int, str]]]:
    """Number and author of what came into threads after they were put off."""
    known = {thread_id: holds.snoozed.known for thread_id, holds in said.items() if holds.snoozed}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    if known:
        query = sa_select(col(Message.thread_id), col(Message.id), col(Message.author)).where(
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(list(known)),
            col(Message.id) > min(known.values()),
        )
        for thread_id, number, author in session.connection().execute(query):
            found[thread_id].append((number or 0, author))
    return found


def _mention(session: Session, account_id: int, notes: Mapping[int, tuple[int, Mapping[str, Any]]]) -> None:
    """Note who is named in these notes, by the number of each act."""
    for number, (thread_id, content) in notes.items():
        for login in triage.mentioned(content["text"]):
            session.add(Mention(account_id=account_id, act_id=number, login=login, thread_id=thread_id))
    session.flush()


def _last_messages(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, int]:
    """The last message of each of these threads, 0 for none; threads that are not there are left out."""
    found: dict[int, int] = {}
    for start in range(0, len(thread_ids), AT_ONCE):
        some = thread_ids[start : start + AT_ONCE]
        there = select(Thread.id).where(col(Thread.account_id) == account_id, col(Thread.id).in_(some))
        found |= dict.fromkeys(session.exec(there), 0)
        last = (
            select(Message.thread_id, func.max(Message.id))
            .where(col(Message.account_id) == account_id, col(Message.thread_id).in_(some))
            .group_by(col(Message.thread_id))
        )
        found |= {thread_id: message_id or 0 for thread_id, message_id in session.exec(last)}
    return found
