"""Import notification mails: a customer wrote, or there is a thread that the API has not listed yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bizcare_tui.store import seals
from bizcare_tui.store.tables import ImportedNotification, Message, SubmissionMail, Thread
from bizcare_tui.store.unix_time import to_unix_seconds

MAIL_FINGERPRINT_PREFIX = "mail:"
"""Prefix of the fingerprint of a message known only from a mail; the API's own message replaces it."""


class ImportedMail(Protocol):
    """A notification mail: its key, thread id, time, and the sanitized texts of its subject and body."""

    @property
    def key(self) -> str: ...
    @property
    def thread_id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...


def import_mails(session: Session, account_id: int, mails: Sequence[ImportedMail]) -> set[int]:
    """Import notification mails, each only once.

    The next sync fetches the messages of these threads again. A thread that is not stored yet is created from
    the mail. A mail about no thread is PrestaShop's verdict on a submission, and is stored unchanged.

    Returns:
        The ids of the threads that new mails are about.
    """
    known = set(
        session.exec(
            select(ImportedNotification.key).where(
                col(ImportedNotification.account_id) == account_id,
                col(ImportedNotification.key).in_([mail.key for mail in mails]),
            )
        )
    )
    new_mails = {mail.key: mail for mail in mails if mail.key not in known}
    for mail in new_mails.values():
        at = to_unix_seconds(mail.at)
        if not mail.thread_id:
            key = (account_id, mail.key)
            if session.get(SubmissionMail, key) is None:
                session.add(
                    SubmissionMail(
                        account_id=account_id, key=mail.key, at=at, subject=mail.subject, text=mail.text
                    )
                )
            continue
        session.add(
            ImportedNotification(account_id=account_id, key=mail.key, thread_id=mail.thread_id, at=at)
        )
        thread = session.get(Thread, (account_id, mail.thread_id))
        if thread is None:
            _create_thread(session, account_id, at, mail)
        elif thread.erased_at is None:
            if is_known_only_from_mail(thread):
                _add_message(session, account_id, at, mail)
            thread.messages_read_for, thread.stale = None, True
            session.add(thread)
    session.flush()
    stubs = col(Message.fingerprint).in_([MAIL_FINGERPRINT_PREFIX + key for key in new_mails])
    if new_mails:
        at = max(to_unix_seconds(mail.at) for mail in new_mails.values())
        message_seals = seals.seals_of_rows(
            session, "message", stubs & (col(Message.account_id) == account_id)
        )
        seals.append_seals(session, account_id, at, message_seals, seals.MESSAGES_KIND)
    return {mail.thread_id for mail in new_mails.values() if mail.thread_id}


def is_known_only_from_mail(thread: Any) -> bool:
    """Return whether the Marketplace's API has not listed this thread yet.

    Args:
        thread: A thread, or a row with its `digest`.
    """
    return not thread.digest


def mail_times(session: Session, account_id: int, thread_ids: Sequence[int]) -> Mapping[int, list[int]]:
    """Return the times of the mails about each thread, in seconds since 1970.

    Threads without mails are left out.
    """
    found: dict[int, list[int]] = defaultdict(list)
    query = select(ImportedNotification.thread_id, ImportedNotification.at).where(
        col(ImportedNotification.account_id) == account_id,
        col(ImportedNotification.thread_id).in_(thread_ids),
    )
    for thread_id, at in session.exec(query):
        found[thread_id].append(at)
    return found


def delete_mail_messages(session: Session, account_id: int, thread_ids: Sequence[int]) -> list[str]:
    """Delete the messages of these threads that came from mails: the API has now delivered the real ones.

    Returns:
        The keys of the deleted messages' seals.
    """
    stubs = (
        (col(Message.account_id) == account_id)
        & col(Message.thread_id).in_(thread_ids)
        & col(Message.fingerprint).startswith(MAIL_FINGERPRINT_PREFIX)
    )
    keys = [*seals.seals_of_rows(session, "message", stubs).get("message", ())]
    if keys:
        session.exec(delete(Message).where(stubs))
    return keys


def _create_thread(session: Session, account_id: int, at: int, mail: ImportedMail) -> None:
    session.add(
        Thread(
            account_id=account_id, id=mail.thread_id, topic=mail.subject or "…", product_name="", added_at=at,
            tag="", website="", cover_reported=False, customer_digest="", raw="{}", digest="", read_at=at,
        )
    )  # fmt: skip
    session.flush()
    _add_message(session, account_id, at, mail)


def _add_message(session: Session, account_id: int, at: int, mail: ImportedMail) -> None:
    session.add(
        Message(
            account_id=account_id, thread_id=mail.thread_id, fingerprint=MAIL_FINGERPRINT_PREFIX + mail.key,
            text_digest="", at=at, text=mail.text or mail.subject or "…", raw="{}", digest="", read_at=at,
        )
    )  # fmt: skip
