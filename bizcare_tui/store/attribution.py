"""Determine who wrote each message of a thread, and whether a machine did."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text, update
from sqlmodel import Session

from bizcare_tui.domain.authorship import (
    Attribution,
    MessageFacts,
    SellerIdentity,
    ThreadFacts,
    read_authors,
)
from bizcare_tui.domain.automatic import QUICK_SECONDS, is_automatic, is_quick
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.triage import Triage
from bizcare_tui.store.derived_message import AttributedMessage, DerivedMessage
from bizcare_tui.store.derived_thread import qualification
from bizcare_tui.store.tables import Message, Thread


@dataclass(frozen=True, slots=True)
class DerivationSettings:
    """The settings that apply to all threads of an account: its baseline, and how to recognise the seller."""

    account_id: int
    baseline: datetime | None
    seller: SellerIdentity


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    """What determines the authors of a thread's messages.

    `messages` are all of the thread, the oldest first. `triage` has the authors that a person set.
    `own_replies` are the ids of the messages that are replies from our outbox, `mailed` the indices of those
    that notification mails announced.
    """

    thread: Thread
    messages: Sequence[DerivedMessage]
    triage: Triage
    own_replies: Set[int] = frozenset()
    mailed: Set[int] = frozenset()


def determine_authors(
    session: Session, desk: DerivationSettings, about: AuthorFacts
) -> list[AttributedMessage]:
    """Return the messages of a thread with their authors; nothing is written."""
    thread, messages = about.thread, about.messages
    marks = [about.triage.authors.get(message.id or 0, (None, None)) for message in messages]
    attributions = read_authors(
        ThreadFacts(has_order=thread.order_id is not None, qualification=qualification(thread)),
        [
            MessageFacts(
                text=message.text,
                role=Author(message.reported_role) if message.reported_role else None,
                name=message.reported_name,
                own_reply=message.id in about.own_replies,
                notified=index in about.mailed,
                mark=Author(author) if author else None,
            )
            for index, (message, (author, _automatic)) in enumerate(zip(messages, marks, strict=True))
        ],
        desk.seller,
    )
    customer_at: int | None = None
    attributed = []
    for message, (_author, machine), attribution in zip(messages, marks, attributions, strict=True):
        if message.erased_at is not None:  # without its text, the author cannot be determined again
            customer_at = message.at if message.author == Author.CUSTOMER else customer_at
            attributed.append(_attributed(message, message.author, message.author_by, message.automatic))
            continue
        automatic = machine
        if automatic is None:
            automatic = _automatic(session, message, attribution, customer_at)
        if attribution.author is Author.CUSTOMER:
            customer_at = message.at
        attributed.append(_attributed(message, attribution.author.value, attribution.by.value, automatic))
    return attributed


def _attributed(
    message: DerivedMessage, author: str, author_by: str, automatic: bool | None
) -> AttributedMessage:
    return AttributedMessage(message.id, message.at, message.text, author, author_by, automatic)


def set_authors(
    messages: Sequence[DerivedMessage], attributed: Sequence[AttributedMessage]
) -> list[DerivedMessage]:
    """Set author, author source and `automatic` of a thread's messages; return those that changed."""
    changed = []
    for message, new in zip(messages, attributed, strict=True):
        values = (new.author, new.author_by, new.automatic)
        if values != (message.author, message.author_by, message.automatic):
            message.author, message.author_by, message.automatic = values
            changed.append(message)
    return changed


def store_authors(session: Session, changed: Sequence[DerivedMessage]) -> None:
    """Store author, author source and `automatic` of these messages."""
    if changed:
        session.connection().execute(
            _SET_AUTHOR,
            [
                {"key": each.id, "who": each.author, "source": each.author_by, "machine": each.automatic}
                for each in changed
            ],
        )


def _automatic(
    session: Session, message: DerivedMessage, attribution: Attribution, customer_at: int | None
) -> bool | None:
    seconds_after = None if customer_at is None else message.at - customer_at
    elsewhere = 0
    if attribution.author is Author.SELLER and is_quick(seconds_after):
        elsewhere = _count_as_quick_elsewhere(session, message)
    return is_automatic(
        attribution.author, message.text, seconds_after=seconds_after, as_quick_elsewhere=elsewhere
    )


def _count_as_quick_elsewhere(session: Session, message: DerivedMessage) -> int:
    """Return in how many other threads the same text followed another message as quickly."""
    return int(
        session.connection()
        .execute(
            _COUNT_AS_QUICK,
            {
                "account": message.account_id,
                "digest": message.text_digest,
                "thread": message.thread_id,
                "quick": int(QUICK_SECONDS),
            },
        )
        .scalar_one()
    )


_MESSAGE = Message.__table__  # type: ignore[attr-defined]
_SET_AUTHOR = (
    update(_MESSAGE)
    .where(_MESSAGE.c.id == bindparam("key"))
    .values(author=bindparam("who"), author_by=bindparam("source"), automatic=bindparam("machine"))
)
_COUNT_AS_QUICK = text(
    """SELECT count(DISTINCT m.thread_id) FROM message m
       WHERE m.account_id = :account AND m.text_digest = :digest AND m.thread_id <> :thread AND EXISTS (
           SELECT 1 FROM message b
           WHERE b.account_id = m.account_id AND b.thread_id = m.thread_id
             AND b.at BETWEEN m.at - :quick AND m.at AND b.id <> m.id)"""
)
