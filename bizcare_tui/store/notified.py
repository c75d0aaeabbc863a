"""What notification mail told: that a customer wrote, and threads that nothing else told of yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bizcare_tui.store.instants import seconds
from bizcare_tui.store.tables import Message, Notified, Thread

STUB = "mail:"
"""What the fingerprint of a message that only a mail told begins with; the Marketplace's own replaces it."""


class Told(Protocol):
    """A notification: its key, the thread, when, and the safe texts of its subject and its body."""

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


def take_in(session: Session, account_id: int, told: Sequence[Told]) -> set[int]:
    """Take in notifications, each once; returns the threads that new ones tell of.

    Their messages are read again by the next sync. A thread that is not known is begun with what a mail says.
    """
    known = set(
        session.exec(
            select(Notified.key).where(
                col(Notified.account_id) == account_id,
                col(Notified.key).in_([each.key for each in told]),
            )
        )
    )
    fresh = {each.key: each for each in told if each.key not in known}
    for each in fresh.values():
        at = seconds(each.at)
        session.add(Notified(account_id=account_id, key=each.key, thread_id=each.thread_id, at=at))
        thread = session.get(Thread, (account_id, each.thread_id))
        if thread is None:
            _begin(session, account_id, at, each)
        elif thread.erased_at is None:
            thread.messages_read_for, thread.stale = None, True
            session.add(thread)
    session.flush()
    return {each.thread_id for each in fresh.values()}


def instants(session: Session, account_id: int, thread_ids: Sequence[int]) -> Mapping[int, list[int]]:
    """When mail told of each of these threads, in seconds; threads of which none did are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    query = select(Notified.thread_id, Notified.at).where(
        col(Notified.account_id) == account_id, col(Notified.thread_id).in_(thread_ids)
    )
    for thread_id, at in session.exec(query):
        found[thread_id].append(at)
    return found


def forget_stubs(session: Session, account_id: int, thread_ids: Sequence[int]) -> None:
    """Take out what only mails told of these threads: the Marketplace has told their messages."""
    session.exec(
        delete(Message).where(
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(thread_ids),
            col(Message.fingerprint).startswith(STUB),
        )
    )


def _begin(session: Session, account_id: int, at: int, told: Told) -> None:
    session.add(
        Thread(
            account_id=account_id, id=told.thread_id, topic=told.subject or "…", product_name="", added_at=at,
            tag="", website="", cover_told=False, customer_digest="", raw="{}", digest="", read_at=at,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Message(
            account_id=account_id, thread_id=told.thread_id, fingerprint=STUB + told.key, text_digest="",
            at=at, text=told.text or told.subject or "…", raw="{}", digest="", read_at=at,
        )
    )  # fmt: skip
