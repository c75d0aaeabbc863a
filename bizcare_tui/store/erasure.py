"""Erase the personal data of threads, and keep the proof of what was decided and when."""

# Erased: the topic, shop and messages of a thread, its notes, its replies with their files, and the evidence.
# Kept, because it names nobody: when each side wrote, the deadlines, the grounds and times of decisions, and
# all digests. The hash chain of the history covers digests, so it stays valid; a new entry lists what was
# erased.

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
from bizcare_tui.domain.verbs.tag import ChangeTags
from bizcare_tui.errors import NotPossible, UnknownThread
from bizcare_tui.hints import Hint, HintedText
from bizcare_tui.i18n import _
from bizcare_tui.store import history, seals
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.engine import Store
from bizcare_tui.store.order_rows import erase_raw_order_rows
from bizcare_tui.store.people import get_person
from bizcare_tui.store.row_writer import ERASED_TEXT, ERASED_THREAD_COLUMNS
from bizcare_tui.store.tables import (
    ActTable,
    Decision,
    Draft,
    EvidenceFile,
    History,
    InboxEntry,
    Message,
    MessageRevision,
    Reply,
    ReplyFile,
    ShopCorrection,
    Thread,
    UnparsedApiRow,
    Wizard,
)
from bizcare_tui.store.unix_time import to_unix_seconds

# "follow_up" and "fix" are kept too, but earlier versions erased them: a check must accept that they are
# missing.
_KEPT_KINDS = history.NEVER_ERASED_KINDS | {"follow_up", "fix"}
# The keys in the content of an act whose values are free text of a person.
_FREE_TEXT = ("text", "reason")
# The names under which the raw row of a message has the number of its thread.
_THREAD_NUMBER_NAMES = ("id_community_thread", "id_thread")


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """The result of an erasure.

    `threads` are the numbers of the threads. The rest are counts: of messages, of payloads of history
    entries, and of decisions, of which only the digests are kept.
    """

    threads: tuple[int, ...]
    messages: int
    entries: int
    decisions: int


def threads_of_customer(session: Session, account_id: int, thread_id: int) -> list[int]:
    """Return all threads of the customer of a thread, as far as the Marketplace identifies the customer.

    Threads of the same customer have the same customer digest or, where that is missing, the same order.
    Without both, only the thread itself is returned.

    Raises:
        UnknownThread: the thread is not in the store.
    """
    thread = session.get(Thread, (account_id, thread_id))
    if thread is None:
        raise UnknownThread(thread_id)
    query = select(Thread.id).where(col(Thread.account_id) == account_id)
    if thread.customer_digest:
        query = query.where(col(Thread.customer_digest) == thread.customer_digest)
    elif thread.order_id is not None:
        query = query.where(col(Thread.order_id) == thread.order_id)
    else:
        return [thread_id]
    return sorted(session.exec(query))


def inactive_closed_threads(session: Session, account_id: int, before: datetime) -> list[int]:
    """Return the closed threads without activity since `before`.

    Threads that have an unfinished reply or are already erased are left out.
    """
    with_unfinished_reply = select(Reply.thread_id).where(
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
            col(InboxEntry.updated_at) < to_unix_seconds(before),
            col(Thread.erased_at).is_(None),
            col(InboxEntry.thread_id).not_in(with_unfinished_reply),
        )
    )
    return sorted(session.exec(query))


def erase_threads(
    session: Session, account_id: int, thread_ids: Sequence[int], now: datetime
) -> ErasureResult:
    """Erase the personal data of these threads. The threads become stale.

    Raises:
        NotPossible: a reply to one of them is not finished.
    """
    _raise_if_reply_unfinished(session, account_id, thread_ids)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = on")  # overwrite freed pages
    at = to_unix_seconds(now)
    messages = entries = decisions = 0
    for batch in in_batches(thread_ids):
        content_count, files = _erase_decisions(session, account_id, batch)
        decisions += content_count
        _set(session, Thread, account_id, batch, {**ERASED_THREAD_COLUMNS, "stale": True, "erased_at": at})
        erased = {
            "text": ERASED_TEXT, "links": "[]", "quoted": "[]", "attachments": None, "reported_name": "",
            "raw": "{}", "text_digest": "", "erased_at": at,
        }  # fmt: skip
        messages += _set(session, Message, account_id, batch, erased)
        session.exec(
            delete(MessageRevision).where(
                col(MessageRevision.account_id) == account_id, col(MessageRevision.thread_id).in_(batch)
            )
        )
        _erase_own_texts(session, account_id, batch)
        entries += _erase_history(session, account_id, batch, now, files)
    _erase_unparsed(session, account_id, set(thread_ids), at)
    erase_raw_order_rows(session, account_id)
    return ErasureResult(tuple(thread_ids), messages, entries, decisions)


def purge_freed_pages(store: Store) -> None:
    """Remove erased texts from the unused pages and the write-ahead log of a SQLite file.

    On PostgreSQL this does nothing: the server manages its own free space.
    """
    if store.database.is_postgresql:
        return
    with store.transaction() as session:
        session.connection().exec_driver_sql("INSERT INTO thread_words (thread_words) VALUES ('optimize')")
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(truncate)")


def _raise_if_reply_unfinished(session: Session, account_id: int, thread_ids: Sequence[int]) -> None:
    for batch in in_batches(thread_ids):
        query = select(Reply.thread_id).where(
            col(Reply.account_id) == account_id,
            col(Reply.thread_id).in_(batch),
            col(Reply.state).not_in(FINAL),
        )
        if (waiting := session.exec(query.limit(1)).first()) is not None:
            raise NotPossible(
                _("A reply to thread {0} is being sent or needs your decision.").format(waiting),
                HintedText(_("{0} shows the reply. Nothing was erased."), (Hint("outbox"),)),
            )


def _erase_decisions(session: Session, account_id: int, batch: Sequence[int]) -> tuple[int, list[str]]:
    """Erase the contents of decisions, and the evidence files that no other decision uses.

    Return how many contents were erased, and the digests of the deleted files.
    """
    in_batch = (col(Decision.account_id) == account_id) & col(Decision.thread_id).in_(batch)
    contents = session.exec(
        select(Decision.content).where(in_batch, col(Decision.content).is_not(None))
    ).all()
    answers = session.exec(
        select(Wizard.answers).where(col(Wizard.account_id) == account_id, col(Wizard.thread_id).in_(batch))
    ).all()
    session.exec(update(Decision).where(in_batch).values(content=None))
    session.exec(delete(Wizard).where(col(Wizard.account_id) == account_id, col(Wizard.thread_id).in_(batch)))
    digests = {digest for each in (*contents, *answers) for digest in _file_digests(_parse(each))}
    unused = [digest for digest in sorted(digests) if not _is_used(session, digest)]
    for digest in unused:
        session.exec(
            delete(EvidenceFile).where(
                col(EvidenceFile.account_id) == account_id, col(EvidenceFile.digest) == digest
            )
        )
    return len(contents), unused


def _file_digests(value: Any) -> Iterable[str]:
    """Yield the digests of the files that a decision's content refers to, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("file"), str) and value["file"]:
            yield value["file"]
        for each in value.values():
            yield from _file_digests(each)
    elif isinstance(value, list):
        for each in value:
            yield from _file_digests(each)


def _is_used(session: Session, digest: str) -> bool:
    in_decision = select(Decision.id).where(col(Decision.content).contains(digest)).limit(1)
    in_wizard = select(Wizard.thread_id).where(col(Wizard.answers).contains(digest)).limit(1)
    return session.exec(in_decision).first() is not None or session.exec(in_wizard).first() is not None


def _erase_own_texts(session: Session, account_id: int, batch: Sequence[int]) -> None:
    """Erase what people wrote here: drafts, replies and their files, notes, tags and shop corrections."""
    session.exec(delete(Draft).where(col(Draft.account_id) == account_id, col(Draft.thread_id).in_(batch)))
    erased = {"text": ERASED_TEXT, "override_reason": "", "error": "", "reason": ""}
    _set(session, Reply, account_id, batch, erased)
    replies = select(Reply.id).where(col(Reply.account_id) == account_id, col(Reply.thread_id).in_(batch))
    session.exec(
        update(ReplyFile)
        .where(col(ReplyFile.reply_id).in_(replies))
        .values(path="", name=ERASED_TEXT, content=b"")
    )
    _set(session, ShopCorrection, account_id, batch, {"website": "", "source": ""})
    acts = session.exec(
        select(ActTable).where(col(ActTable.account_id) == account_id, col(ActTable.thread_id).in_(batch))
    ).all()
    for act in acts:
        content = _parse(act.content)
        if not isinstance(content, dict):
            act.content = "{}"
            session.add(act)
            continue
        replaced: dict[str, object] = {key: ERASED_TEXT for key in _FREE_TEXT if key in content}
        if act.verb == ChangeTags.verb:
            replaced = {"add": [], "remove": []}  # a tag may be a name
        if replaced:
            act.content = json.dumps({**content, **replaced}, ensure_ascii=False, sort_keys=True)
            session.add(act)
    session.exec(
        update(InboxEntry)
        .where(col(InboxEntry.account_id) == account_id, col(InboxEntry.thread_id).in_(batch))
        .values(tags="")
    )


def _erase_history(
    session: Session, account_id: int, batch: Sequence[int], now: datetime, files: Sequence[str]
) -> int:
    """Erase the payloads of the history entries that may name somebody; return how many.

    A new history entry lists them and seals the remaining data of the threads.
    """
    rows = session.exec(
        select(History.id, History.kind, History.payload).where(
            col(History.account_id) == account_id,
            col(History.thread_id).in_(batch),
            col(History.payload).is_not(None),
            col(History.kind).not_in(_KEPT_KINDS),
        )
    ).all()
    numbers = [number for number, kind, payload in rows if kind != "reply" or _has_reason(payload)]
    for entry_ids in in_batches(number for number in numbers if number is not None):
        session.exec(update(History).where(col(History.id).in_(entry_ids)).values(payload=None))
    history.append_entry(
        session,
        account_id=account_id,
        at=to_unix_seconds(now),
        kind=history.ERASURE,
        person_id=get_person(session).id,
        payload={
            "entries": numbers,
            "threads": list(batch),
            "replies": _reply_states(session, account_id, batch),
            seals.SEALS_KEY: _remaining_seals(session, account_id, batch, files),
        },
    )
    return len(numbers)


def _has_reason(payload: str | None) -> bool:
    """Return whether the entry of a reply has a free text; one that cannot be read may have."""
    content = _parse(payload)
    return not isinstance(content, dict) or bool(content.get("why"))


def _reply_states(session: Session, account_id: int, batch: Sequence[int]) -> dict[str, str]:
    query = select(Reply.id, Reply.state).where(
        col(Reply.account_id) == account_id, col(Reply.thread_id).in_(batch)
    )
    return {str(number): state for number, state in session.exec(query)}


def _remaining_seals(
    session: Session, account_id: int, batch: Sequence[int], files: Sequence[str]
) -> seals.Seals:
    """Return new seals of the remaining rows of these threads.

    They are needed because the history entries with the earlier seals are erased too.
    """
    of_threads = [
        seals.seals_of_rows(session, name, (table.c.account_id == account_id) & table.c.thread_id.in_(batch))
        for name in ("message", "act", "reply", "shop_correction", "refund_watch")
        for table in (seals.sealed_table(name),)
    ]
    replies = select(Reply.id).where(col(Reply.account_id) == account_id, col(Reply.thread_id).in_(batch))
    attached = seals.seals_of_rows(
        session, "reply_file", seals.sealed_table("reply_file").c.reply_id.in_(replies)
    )
    return seals.merge_seals(*of_threads, attached, seals.removal_seals("evidence_file", files))


def _erase_unparsed(session: Session, account_id: int, thread_ids: set[int], at: int) -> None:
    """Erase the unparsed API rows about these threads. Their digests are kept, so they are not stored again.

    A copy of such a row that was stored without the number of its thread is erased too.
    """
    rows = session.exec(
        select(UnparsedApiRow).where(
            col(UnparsedApiRow.account_id) == account_id, col(UnparsedApiRow.erased_at).is_(None)
        )
    ).all()
    about = [row for row in rows if not thread_ids.isdisjoint(_thread_numbers(row))]
    contents = {_without_number(row) for row in about}
    for row in rows:
        if row in about or (row.thread_id is None and _without_number(row) in contents):
            row.raw, row.reason, row.erased_at = "{}", ERASED_TEXT, at
            session.add(row)


def _thread_numbers(row: UnparsedApiRow) -> Iterable[int]:
    """Yield the numbers of the threads that an unparsed row may be about; a value may have any JSON type."""
    if row.thread_id is not None:
        yield row.thread_id
    raw = _parse(row.raw)
    if not isinstance(raw, dict):
        return
    for name in (*_THREAD_NUMBER_NAMES, *(("id",) if row.kind == "thread" else ())):
        with suppress(ValueError, TypeError, OverflowError):
            yield int(raw.get(name, ""))


def _without_number(row: UnparsedApiRow) -> str:
    raw = _parse(row.raw)
    if isinstance(raw, dict):
        raw = {name: value for name, value in raw.items() if name not in _THREAD_NUMBER_NAMES}
    return f"{row.kind} {json.dumps(raw, sort_keys=True)}"


def _set(
    session: Session,
    kind: type[SQLModel],
    account_id: int,
    batch: Sequence[int],
    values: dict[str, Any],
) -> int:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    key = table.c.id if kind is Thread else table.c.thread_id
    in_batch = (table.c.account_id == account_id) & key.in_(batch)
    return int(session.connection().execute(update(table).where(in_batch).values(values)).rowcount)


def _parse(text: str | None) -> Any:
    """Return stored JSON; None for a text that another program replaced by something else."""
    try:
        return json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
