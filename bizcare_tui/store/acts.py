"""Store the acts of people on threads (one act for each verb), undo them, and derive the triage from them."""

# All functions in this module run inside the caller's transaction.

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, insert
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select, update

from bizcare_tui.domain import triage
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.verbs import VERBS, UnknownVerb, VerbContent, parse_content
from bizcare_tui.domain.verbs.assign import Assign
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.bulk_statements import execute_for_rows
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import ActTable, InboxEntry, Message, NoteMention, Person, Thread
from bizcare_tui.store.unix_time import from_unix_seconds, to_unix_seconds

# RETURNING gives the rows in no guaranteed order, so each act is identified by its thread and content.
# Because no order is requested, SQLAlchemy can insert many rows in one statement.
_INSERT = insert(ActTable).returning(col(ActTable.thread_id), col(ActTable.content), col(ActTable.id))
_ACT = ActTable.__table__  # type: ignore[attr-defined]
_ACT_COLUMNS = sa_select(
    col(ActTable.id), col(ActTable.thread_id), col(ActTable.verb), col(ActTable.content),
    col(ActTable.at),
    col(ActTable.known_message_id), col(Person.login),
)  # fmt: skip


def record_acts(
    session: Session,
    account_id: int,
    wanted: Sequence[tuple[int, VerbContent]],
    *,
    now: datetime,
) -> int:
    """Record acts of the current person, which are undone together; return the number of the first one, or 0.

    The inbox rows are not updated here: the caller must do that with `store.inbox_updates`.

    Args:
        wanted: thread numbers, each with the content of an act; a repeated pair counts once.

    Raises:
        UnknownThread: a thread is not in the store.
    """
    person = get_person(session)
    known = _last_messages(session, account_id, list(dict.fromkeys(each[0] for each in wanted)))
    for thread_id, _content in wanted:
        if thread_id not in known:
            raise UnknownThread(thread_id)
    stored_content = cache(_stored)  # most threads get the same content
    contents = {(thread_id, stored_content(content)): content for thread_id, content in wanted}
    rows = [
        {
            "account_id": account_id, "person_id": person.id, "thread_id": thread_id, "verb": content.verb,
            "content": stored, "at": to_unix_seconds(now), "known_message_id": known[thread_id],
        }
        for (thread_id, stored), content in contents.items()
    ]  # fmt: skip
    inserted = session.connection().execute(_INSERT, rows) if rows else ()
    act_ids = {(thread_id, stored): act_id or 0 for thread_id, stored, act_id in inserted}
    if len(act_ids) > 1:
        first, last = min(act_ids.values()), max(act_ids.values())
        in_batch = _ACT.c.id.between(first, last) & (_ACT.c.person_id == person.id)
        session.connection().execute(update(_ACT).where(in_batch).values(batch=first))
    at, values = to_unix_seconds(now), cache(lambda content: content.values())
    history.append_entries(
        session,
        [
            history.NewHistoryEntry(
                account_id,
                at,
                "act",
                {"act": act_ids[thread_id, stored], "verb": content.verb, "content": values(content)},
                thread_id,
                person.id,
            )
            for (thread_id, stored), content in contents.items()
        ],
    )
    for key, act_id in act_ids.items():
        for login in contents[key].mentions:
            session.add(NoteMention(account_id=account_id, act_id=act_id, login=login, thread_id=key[0]))
    session.flush()
    return min(act_ids.values(), default=0)


def _stored(content: VerbContent) -> str:
    return json.dumps(content.values(), ensure_ascii=False, sort_keys=True)


def assignees(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, str | None]:
    """Return the login that each thread is assigned to now; None for an unassigned thread."""
    found: dict[int, str | None] = dict.fromkeys(thread_ids)
    for batch in in_batches(thread_ids):
        query = select(ActTable.thread_id, ActTable.content).where(
            col(ActTable.account_id) == account_id,
            col(ActTable.thread_id).in_(batch),
            col(ActTable.verb) == Assign.verb,
            col(ActTable.undone_at).is_(None),
        )
        for thread_id, content in session.exec(query.order_by(col(ActTable.id))):
            found[thread_id] = _assignee(content)
    return found


def undo_acts(session: Session, account_id: int, act_id: int, now: datetime) -> dict[int, type[VerbContent]]:
    """Undo an act of the current person, together with the other acts of its batch (see `record_acts`).

    Return the thread numbers, each with the verb that was undone.

    Raises:
        NotPossible: the act is another person's, or it was already undone.
    """
    person = get_person(session)
    act = session.get(ActTable, act_id)
    if act is None or act.account_id != account_id or act.person_id != person.id:
        raise NotPossible(_("You can only undo your own actions."))
    # The number of a batch is that of its first act, so the index of a person's acts is read from there only.
    in_batch = (
        _ACT.c.id == act.id if act.batch is None else (_ACT.c.id >= act.batch) & (_ACT.c.batch == act.batch)
    )
    own_acts = (_ACT.c.account_id == account_id) & (_ACT.c.person_id == person.id) & in_batch
    undone = (
        session.connection()
        .execute(
            sa_select(_ACT.c.id, _ACT.c.thread_id, _ACT.c.verb)
            .where(own_acts, _ACT.c.undone_at.is_(None))
            .order_by(_ACT.c.id)
        )
        .all()
    )
    if not undone:
        raise NotPossible(_("This has already been undone."))
    session.connection().execute(
        update(_ACT)
        .where(own_acts, _ACT.c.undone_at.is_(None))
        .values(undone_at=to_unix_seconds(now), undone_by=person.id)
    )
    at = to_unix_seconds(now)
    history.append_entries(
        session,
        [
            history.NewHistoryEntry(account_id, at, "undo", {"act": each.id}, each.thread_id, person.id)
            for each in undone
        ],
    )
    return {each.thread_id: VERBS.get(each.verb, UnknownVerb) for each in undone}


def triage_by_thread(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Triage]:
    """Return the triage of each thread, derived from its acts; threads without acts are left out."""
    if not session.exec(select(ActTable.id).where(ActTable.account_id == account_id).limit(1)).first():
        return {}
    acts: dict[int, list[triage.Act]] = defaultdict(list)
    parsed = cache(parse_content)  # a verb on many threads has stored the same content for each
    for batch in in_batches(thread_ids):
        query = (
            _ACT_COLUMNS.join(Person, col(Person.id) == col(ActTable.person_id))
            .where(
                col(ActTable.account_id) == account_id,
                col(ActTable.thread_id).in_(batch),
                col(ActTable.undone_at).is_(None),
            )
            .order_by(col(ActTable.id))
        )
        for row in session.connection().execute(query).all():
            acts[row.thread_id].append(
                triage.Act(
                    row.id, parsed(row.verb, row.content), from_unix_seconds(row.at), row.login,
                    row.known_message_id,
                )
            )  # fmt: skip
    return {thread_id: triage.derive_triage(thread_acts) for thread_id, thread_acts in acts.items()}


def snoozed_until(thread_triage: Triage, messages: Iterable[tuple[int, str]]) -> int | None:
    """Return the end of a thread's snooze in seconds since 1970; None when it is not snoozed.

    A message that arrived after the snooze ends it, unless the seller wrote it.

    Args:
        thread_triage: the triage derived from the acts of the thread.
        messages: number and author of its messages; those since the snooze are enough.
    """
    snoozed = thread_triage.snoozed
    if snoozed is None:
        return None
    is_woken = any(message_id > snoozed.known and author != Author.SELLER for message_id, author in messages)
    return None if is_woken else snoozed.until


def tags_column(thread_triage: Triage) -> str:
    """Return the tags of a thread as its inbox row stores them: each tag has a space on both sides."""
    return f" {' '.join(thread_triage.tags)} " if thread_triage.tags else ""


def update_label_columns(session: Session, account_id: int, thread_ids: Sequence[int]) -> None:
    """Update the columns of the inbox rows that depend on acts alone: tags, assignee and snooze."""
    by_thread = triage_by_thread(session, account_id, thread_ids)
    later = _messages_since_snooze(session, account_id, by_thread)
    no_acts = Triage()
    table = InboxEntry.__table__  # type: ignore[attr-defined]
    rows = []
    for thread_id in thread_ids:
        current = by_thread.get(thread_id, no_acts)
        until = snoozed_until(current, later.get(thread_id, ()))
        rows.append({"key": thread_id, "tags": tags_column(current), "who": current.assignee, "until": until})
    execute_for_rows(
        session.connection(),
        update(table)
        .where(table.c.account_id == account_id, table.c.thread_id == bindparam("key"))
        .values(tags=bindparam("tags"), assignee=bindparam("who"), snoozed_until=bindparam("until")),
        rows,
    )


def _messages_since_snooze(
    session: Session, account_id: int, by_thread: Mapping[int, Triage]
) -> dict[int, list[tuple[int, str]]]:
    """Return number and author of the messages that arrived in each thread after it was snoozed."""
    known = {thread_id: current.snoozed.known for thread_id, current in by_thread.items() if current.snoozed}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    if known:
        query = sa_select(col(Message.thread_id), col(Message.id), col(Message.author)).where(
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(list(known)),
            col(Message.id) > min(known.values()),
        )
        for thread_id, message_id, author in session.connection().execute(query):
            found[thread_id].append((message_id or 0, author))
    return found


def _last_messages(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of each thread's last message, 0 for none; unknown threads are left out."""
    found: dict[int, int] = {}
    for batch in in_batches(thread_ids):
        existing = select(Thread.id).where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
        found |= dict.fromkeys(session.exec(existing), 0)
        last = (
            select(Message.thread_id, func.max(Message.id))
            .where(col(Message.account_id) == account_id, col(Message.thread_id).in_(batch))
            .group_by(col(Message.thread_id))
        )
        found |= {thread_id: message_id or 0 for thread_id, message_id in session.exec(last)}
    return found


def _assignee(stored: str) -> str | None:
    content = parse_content(Assign.verb, stored)
    return content.to if isinstance(content, Assign) else None
