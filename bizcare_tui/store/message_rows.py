"""Import rows of messages: match them with stored ones, keep earlier texts, and seal them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from bizcare_tui.store import notification_mails, seals
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.fetch_requests import request_messages
from bizcare_tui.store.message_matching import StoredMessage, match_complete_thread, match_partial_thread
from bizcare_tui.store.row_statements import ImportedRow, ImportResult, insert_rows, update_rows
from bizcare_tui.store.stale_threads import mark_stale
from bizcare_tui.store.tables import (
    Message,
    MessageRevision,
    Thread,
)


def store_messages(
    session: Session, account_id: int, rows: Sequence[ImportedRow], *, whole: Collection[int] = ()
) -> ImportResult:
    """Import messages of threads that are in the store; rows of unknown threads are ignored.

    A row matches a stored message by its remote id, or else by its time, its text, and its position among
    equal rows of this import. So a page that is read twice adds nothing, and identical messages remain
    separate.

    Args:
        whole: the threads of which `rows` contains all messages. Only for these threads edited messages are
            updated, and missing messages marked as gone. In other threads, a row that may be an edited
            message is not stored; such threads are returned as `held`, and are to be fetched completely.
    """
    by_thread: dict[int, list[ImportedRow]] = defaultdict(list)
    for row in rows:
        by_thread[row["thread_id"]].append(row)
    known: dict[int, int | None] = {
        key: reported_count
        for batch in in_batches(sorted(by_thread.keys() | set(whole)))
        for key, reported_count in session.exec(
            select(Thread.id, Thread.nb_messages).where(
                col(Thread.account_id) == account_id, col(Thread.id).in_(batch)
            )
        )
    }
    stored = _stored_messages(session, account_id, set(known))
    fresh: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    touched: set[int] = set()
    held: set[int] = set()
    gone: list[int] = []
    returned: list[int] = []
    for thread_id, reported_count in known.items():
        # With fewer rows than the reported number of messages, the rows are not all messages of the thread.
        if thread_id in whole and len(by_thread[thread_id]) >= (reported_count or 0):
            pairs, missing = match_complete_thread(by_thread[thread_id], stored[thread_id])
            gone += [message.id for message in missing if not message.is_gone]
        else:
            pairs, is_held = match_partial_thread(by_thread[thread_id], stored[thread_id], reported_count)
            held |= {thread_id} if is_held else set()
        for row, match in pairs:
            if match is None:
                fresh.append({**row, "account_id": account_id})
                touched.add(thread_id)
                continue
            returned += [match.id] if match.is_gone else []
            if match.is_erased or not _is_changed(row, match):
                continue
            changed.append({**row, "id": match.id})
            touched.add(thread_id)
    fresh.sort(key=lambda row: (row["at"], row["remote_id"] or 0))
    last = seals.last_message_id(session) if fresh else 0
    _keep_revisions(session, account_id, changed)
    insert_rows(session, Message, fresh)
    forgotten = [
        key
        for batch in in_batches(sorted({row["thread_id"] for row in fresh}))
        for key in notification_mails.delete_mail_messages(session, account_id, batch)
    ]
    update_rows(session, Message, account_id, "id", changed)
    if fresh or changed:
        at = max(row["read_at"] for row in (*fresh, *changed))
        ids = [row["id"] for row in changed]
        after = last if fresh else None
        seals.seal_messages(session, account_id, at, after=after, changed=ids, forgotten=forgotten)
    _set_gone(session, gone, rows[0]["read_at"] if rows else None)
    _set_gone(session, returned, None)
    request_messages(session, account_id, held)
    mark_stale(session, account_id, sorted(touched))
    return ImportResult(len(fresh), len(changed), touched, held)


def _is_changed(row: ImportedRow, match: StoredMessage) -> bool:
    is_id_new = row["remote_id"] is not None and row["remote_id"] != match.remote_id
    return match.digest != row["digest"] or is_id_new


def _keep_revisions(session: Session, account_id: int, changed: Sequence[ImportedRow]) -> None:
    """Store the earlier texts of edited messages."""
    rows = {row["id"]: row for row in changed}
    earlier: list[ImportedRow] = []
    for batch in in_batches(sorted(rows)):
        query = select(Message.id, Message.thread_id, Message.text, Message.text_digest).where(
            col(Message.id).in_(batch)
        )
        earlier += [
            {
                "account_id": account_id, "thread_id": thread_id, "message_id": key, "text": old_text,
                "replaced_at": rows[key]["read_at"],
            }
            for key, thread_id, old_text, old_digest in session.exec(query)
            if key is not None and old_digest != rows[key]["text_digest"]
        ]  # fmt: skip
    insert_rows(session, MessageRevision, earlier)


def _set_gone(session: Session, message_ids: Sequence[int], at: int | None) -> None:
    for batch in in_batches(sorted(message_ids)):
        session.exec(update(Message).where(col(Message.id).in_(batch)).values(gone_at=at))


def _stored_messages(
    session: Session, account_id: int, thread_ids: set[int]
) -> dict[int, list[StoredMessage]]:
    stored: dict[int, list[StoredMessage]] = defaultdict(list)
    columns = (
        Message.id,
        Message.thread_id,
        Message.remote_id,
        Message.fingerprint,
        Message.occurrence,
        Message.digest,
        Message.at,
        Message.erased_at,
        Message.gone_at,
    )
    for batch in in_batches(sorted(thread_ids)):
        query = select(*columns).where(  # type: ignore[call-overload]
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(batch),
            ~col(Message.fingerprint).startswith(notification_mails.MAIL_FINGERPRINT_PREFIX),
        )
        for row in session.exec(query.order_by(col(Message.id))):
            stored[row.thread_id].append(
                StoredMessage(
                    row.id,
                    row.remote_id,
                    row.fingerprint,
                    row.occurrence,
                    row.digest,
                    row.at,
                    is_erased=row.erased_at is not None,
                    is_gone=row.gone_at is not None,
                )
            )
    return stored
