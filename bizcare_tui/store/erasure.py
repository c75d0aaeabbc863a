"""Erases what is about a person, and keeps what was decided provable.

The texts of a thread go: its topic, shop and messages, the notes, the replies with their files, the evidence.
What stays names nobody: when something was said and by which side, the deadlines, which grounds were
decided on and when, and every digest. The history's chain holds over the digests of what was erased; an entry
of its own says what that is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, update
from sqlmodel import Session, SQLModel, col, select

from bizcare_tui.domain.outbox import FINAL
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.engine import Store
from bizcare_tui.store.incoming import ERASED, ERASED_OF_THREAD
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import (
    Act,
    Decision,
    Draft,
    EvidenceFile,
    History,
    InboxEntry,
    Message,
    Reply,
    ReplyFile,
    ShopCorrection,
    Thread,
    Unparsed,
    Wizard,
)

AT_ONCE = 500
# Entries of the history that name nobody, and prove what was done when.
_KEPT = frozenset({"first_answer", "decision", "refund", "undo", "erasure", "restore"})
# Within the content of an act: what a person wrote freely.
_FREE_TEXT = ("text", "reason")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: threads, messages, payloads of the history, and decisions, kept as digests."""

    threads: tuple[int, ...]
    messages: int
    entries: int
    decisions: int


def of_customer(session: Session, account_id: int, thread_id: int) -> list[int]:
    """The threads of the customer of a thread, as far as the Marketplace tells that they are the same.

    Raises:
        UnknownThread: the thread is not in the store.
    """
    thread = session.get(Thread, (account_id, thread_id))
    if thread is None:
        raise UnknownThread(_("Thread {id} is not in the store.").format(id=thread_id))
    query = select(Thread.id).where(col(Thread.account_id) == account_id)
    if thread.customer_digest:
        query = query.where(col(Thread.customer_digest) == thread.customer_digest)
    elif thread.order_id is not None:
        query = query.where(col(Thread.order_id) == thread.order_id)
    else:
        return [thread_id]
    return sorted(session.exec(query))


def gone_quiet(session: Session, account_id: int, before: datetime) -> list[int]:
    """The closed threads in which nothing was said since an instant, and nothing is under way or erased."""
    under_way = select(Reply.thread_id).where(
        col(Reply.account_id) == account_id, col(Reply.state).not_in(FINAL)
    )
    query = (
        select(InboxEntry.thread_id)
        .join(
            Thread,
            (col(Thread.account_id) == col(InboxEntry.account_id))
            & (col(Thread.id) == col(InboxEntry.thread_id)),
        )
        .where(
            col(InboxEntry.account_id) == account_id,
            col(InboxEntry.state) == "closed",
            col(InboxEntry.updated_at) < seconds(before),
            col(Thread.erased_at).is_(None),
            col(InboxEntry.thread_id).not_in(under_way),
        )
    )
    return sorted(session.exec(query))


def erase(session: Session, account_id: int, thread_ids: Sequence[int], now: datetime) -> Erased:
    """Erase what is about a person in these threads. Their lines are to be worked out again.

    Raises:
        NotPossible: a reply to one of them is on its way.
    """
    _may_be_erased(session, account_id, thread_ids)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = on")  # what is freed is written over
    at = seconds(now)
    messages = entries = decisions = 0
    for batch in _batches(thread_ids):
        decisions += _erase_decisions(session, account_id, batch)
        _set(session, Thread, account_id, batch, {**ERASED_OF_THREAD, "stale": True, "erased_at": at})
        gone = {
            "text": ERASED, "links": "[]", "quoted": "[]", "attachments": None, "told_name": "", "raw": "{}",
            "text_digest": "", "erased_at": at,
        }  # fmt: skip
        messages += _set(session, Message, account_id, batch, gone)
        _erase_own_words(session, account_id, batch)
        entries += _erase_history(session, account_id, batch, now)
    _erase_unparsed(session, account_id, set(thread_ids))
    return Erased(tuple(thread_ids), messages, entries, decisions)


def clear_away(store: Store) -> None:
    """Have nothing of what was erased stay in the free places of a file; a server's are its own affair."""
    if store.place.is_postgresql:
        return
    with store.transaction() as session:
        session.connection().exec_driver_sql("INSERT INTO thread_words (thread_words) VALUES ('optimize')")
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(truncate)")


def _may_be_erased(session: Session, account_id: int, thread_ids: Sequence[int]) -> None:
    for batch in _batches(thread_ids):
        query = select(Reply.thread_id).where(
            col(Reply.account_id) == account_id,
            col(Reply.thread_id).in_(batch),
            col(Reply.state).not_in(FINAL),
        )
        if (waiting := session.exec(query.limit(1)).first()) is not None:
            raise NotPossible(
                _("A reply to thread {0} is on its way, or waits for you.").format(waiting),
                _("`bizcare outbox` shows it. Nothing was erased."),
            )


def _erase_decisions(session: Session, account_id: int, batch: Sequence[int]) -> int:
    """Erase the contents of decisions and the files of evidence that no other decision has."""
    ours = (col(Decision.account_id) == account_id) & col(Decision.thread_id).in_(batch)
    contents = session.exec(select(Decision.content).where(ours, col(Decision.content).is_not(None))).all()
    answers = session.exec(
        select(Wizard.answers).where(col(Wizard.account_id) == account_id, col(Wizard.thread_id).in_(batch))
    ).all()
    session.exec(update(Decision).where(ours).values(content=None))
    session.exec(delete(Wizard).where(col(Wizard.account_id) == account_id, col(Wizard.thread_id).in_(batch)))
    digests = {digest for each in (*contents, *answers) for digest in _files(json.loads(each or "{}"))}
    for digest in digests:
        if not _is_used(session, digest):
            session.exec(
                delete(EvidenceFile).where(
                    col(EvidenceFile.account_id) == account_id, col(EvidenceFile.digest) == digest
                )
            )
    return len(contents)


def _files(value: Any) -> Iterable[str]:
    """The digests of files that a decision's content names, wherever they stand in it."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str) and value["file"]:
            yield value["file"]
        for each in value.values():
            yield from _files(each)
    elif isinstance(value, list):
        for each in value:
            yield from _files(each)


def _is_used(session: Session, digest: str) -> bool:
    found = select(Decision.id).where(col(Decision.content).contains(digest)).limit(1)
    begun = select(Wizard.thread_id).where(col(Wizard.answers).contains(digest)).limit(1)
    return session.exec(found).first() is not None or session.exec(begun).first() is not None


def _erase_own_words(session: Session, account_id: int, batch: Sequence[int]) -> None:
    """Erase what was written here: drafts, replies with their files, notes, the shop as it was corrected."""
    session.exec(delete(Draft).where(col(Draft.account_id) == account_id, col(Draft.thread_id).in_(batch)))
    gone = {"text": ERASED, "override_reason": "", "error": "", "reason": ""}
    _set(session, Reply, account_id, batch, gone)
    replies = select(Reply.id).where(col(Reply.account_id) == account_id, col(Reply.thread_id).in_(batch))
    session.exec(
        update(ReplyFile)
        .where(col(ReplyFile.reply_id).in_(replies))
        .values(path="", name=ERASED, content=b"")
    )
    _set(session, ShopCorrection, account_id, batch, {"website": "", "source": ""})
    acts = session.exec(
        select(Act).where(col(Act.account_id) == account_id, col(Act.thread_id).in_(batch))
    ).all()
    for act in acts:
        content = json.loads(act.content)
        if any(key in content for key in _FREE_TEXT):
            told = {key: ERASED if key in _FREE_TEXT else value for key, value in content.items()}
            act.content = json.dumps(told, ensure_ascii=False, sort_keys=True)
            session.add(act)


def _erase_history(session: Session, account_id: int, batch: Sequence[int], now: datetime) -> int:
    """Erase the payloads of entries that may name somebody; an entry says which these are."""
    rows = session.exec(
        select(History.id, History.kind, History.payload).where(
            col(History.account_id) == account_id,
            col(History.thread_id).in_(batch),
            col(History.payload).is_not(None),
            col(History.kind).not_in(_KEPT),
        )
    ).all()
    numbers = [
        number for number, kind, payload in rows if kind != "reply" or json.loads(payload or "{}").get("why")
    ]
    for some in _batches(number for number in numbers if number is not None):
        session.exec(update(History).where(col(History.id).in_(some)).values(payload=None))
    history.append(
        session,
        account_id=account_id,
        at=seconds(now),
        kind=history.ERASURE,
        person_id=the_person(session).id,
        payload={"entries": numbers, "threads": list(batch)},
    )
    return len(numbers)


def _erase_unparsed(session: Session, account_id: int, thread_ids: set[int]) -> None:
    """Erase rows that could not be read and are about these threads."""
    rows = session.exec(select(Unparsed).where(col(Unparsed.account_id) == account_id)).all()
    for row in rows:
        if not thread_ids.isdisjoint(_numbers(row)):
            session.delete(row)


def _numbers(row: Unparsed) -> Iterable[int]:
    """The threads that a row may be about; it could not be read, so its number may be anything."""
    told = json.loads(row.raw)
    if not isinstance(told, dict):
        return
    for name in ("id_community_thread", "id_thread", *(("id",) if row.kind == "threads" else ())):
        with suppress(ValueError, TypeError, OverflowError):
            yield int(told.get(name, ""))


def _set(
    session: Session,
    kind: type[SQLModel],
    account_id: int,
    batch: Sequence[int],
    values: dict[str, Any],
) -> int:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    key = table.c.id if kind is Thread else table.c.thread_id
    ours = (table.c.account_id == account_id) & key.in_(batch)
    return int(session.connection().execute(update(table).where(ours).values(values)).rowcount)


def _batches(numbers: Iterable[int]) -> Iterable[list[int]]:
    every = list(numbers)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
