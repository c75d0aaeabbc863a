"""Works out, for threads in which something came in, who wrote what, what is owed, and the inbox entry.

All of it can be worked out again from what the Marketplace said and what persons said of it; only
a clock's first status is written once and kept, with its later changes in the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from bizcare_tui.domain.authorship import Attribution, MessageFacts, Seller, ThreadFacts, read_authors
from bizcare_tui.domain.automatic import QUICK_SECONDS, is_automatic, is_quick
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.standing import Standing, stand
from bizcare_tui.domain.threads import Author, Cover, Decided, Outcome, Qualification, Turn
from bizcare_tui.domain.words import fold
from bizcare_tui.store import decisions, history
from bizcare_tui.store.instants import instant, maybe_instant, maybe_seconds, seconds
from bizcare_tui.store.tables import Account, AuthorMark, InboxEntry, Message, Reply, Sale, Signature, Thread

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Desk:
    """What all threads of an account are read with: its baseline and how its seller is told."""

    account_id: int
    baseline: datetime | None
    seller: Seller


def the_desk(session: Session, account: Account, seller_names: tuple[str, ...]) -> Desk:
    """The desk of an account, from its accepted signatures and the configured names."""
    assert account.id is not None
    signatures = session.exec(select(Signature.text).where(Signature.account_id == account.id))
    return Desk(account.id, maybe_instant(account.baseline_at), Seller(seller_names, tuple(signatures)))


def work_out_stale(session: Session, desk: Desk, now: datetime, cause: str) -> int:
    """Work out up to `AT_ONCE` threads in which something came in; returns how many there were.

    `cause` says in the history why a clock's status changed after it was first settled.
    """
    threads = session.exec(
        select(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.stale))
        .order_by(col(Thread.id))
        .limit(AT_ONCE)
    ).all()
    if threads:
        _work_out(session, desk, threads, now, cause)
    return len(threads)


def work_out_all(
    transaction: Callable[[], AbstractContextManager[Session]],
    account_id: int,
    seller_names: tuple[str, ...],
    now: Callable[[], datetime],
    cause: str,
) -> Iterator[int]:
    """Work out all threads in which something came in, some in each transaction; yields how many so far."""
    done = 0
    while True:
        with transaction() as session:
            account = session.get(Account, account_id)
            assert account is not None
            count = work_out_stale(session, the_desk(session, account, seller_names), now(), cause)
        if count == 0:
            return
        done += count
        yield done


def make_all_stale(session: Session, account_id: int) -> None:
    """Have every thread worked out again: the baseline moved, or a signature was accepted."""
    session.exec(update(Thread).where(col(Thread.account_id) == account_id).values(stale=True))


def settle_lapsed(session: Session, account_id: int, now: datetime) -> int:
    """Write down as missed, once, what passed its deadline unanswered; returns how many did."""
    lapsed = session.exec(
        select(InboxEntry).where(
            col(InboxEntry.account_id) == account_id,
            col(InboxEntry.scored),
            col(InboxEntry.first_at).is_(None),
            col(InboxEntry.settled_status).is_(None),
            col(InboxEntry.first_due) <= seconds(now),
        )
    ).all()
    for entry in lapsed:
        entry.settled_status = Status.MISSED
        entry.first_status = entry.first_status or Status.MISSED
        session.add(entry)
        _record(session, entry.model_dump(), now, "deadline")
    return len(lapsed)


def _work_out(session: Session, desk: Desk, threads: Sequence[Thread], now: datetime, cause: str) -> None:
    ids = [thread.id for thread in threads]
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in session.exec(
        select(Message)
        .where(col(Message.account_id) == desk.account_id, col(Message.thread_id).in_(ids))
        .order_by(col(Message.at), col(Message.remote_id), col(Message.id))
    ):
        messages[message.thread_id].append(message)
    marks = _marks(session, desk.account_id, [m.id for group in messages.values() for m in group if m.id])
    replies = _own_replies(session, desk.account_id, ids)
    decided = decisions.decided(session, desk.account_id, ids)
    sales = _sales(session, desk.account_id, {thread.order_id for thread in threads if thread.order_id})
    before = {
        entry_id: (first, settled)
        for entry_id, first, settled in session.exec(
            select(InboxEntry.thread_id, InboxEntry.first_status, InboxEntry.settled_status).where(
                col(InboxEntry.account_id) == desk.account_id, col(InboxEntry.thread_id).in_(ids)
            )
        )
    }
    entries = []
    for thread in threads:
        own = messages[thread.id]
        _attribute(session, desk, thread, own, marks=marks, own_replies=replies)
        standing = _standing(desk, thread, own, sales, decided.get(thread.id))
        entry = _entry(thread, own, standing, desk, is_refunded=_is_refunded(decided.get(thread.id)))
        first, settled = before.get(thread.id, (None, None))
        _settle(session, entry, now, first=first, settled=settled, cause=cause)
        entries.append(entry)
    session.flush()
    session.exec(
        delete(InboxEntry).where(
            col(InboxEntry.account_id) == desk.account_id, col(InboxEntry.thread_id).in_(ids)
        )
    )
    session.connection().execute(insert(InboxEntry), entries)
    session.exec(
        update(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.id).in_(ids))
        .values(stale=False)
    )
    session.expunge_all()


def _marks(session: Session, account_id: int, message_ids: Sequence[int]) -> dict[int, AuthorMark]:
    if not session.exec(select(AuthorMark.message_id).where(AuthorMark.account_id == account_id)).first():
        return {}
    found: dict[int, AuthorMark] = {}
    for start in range(0, len(message_ids), AT_ONCE):
        batch = message_ids[start : start + AT_ONCE]
        query = select(AuthorMark).where(
            col(AuthorMark.account_id) == account_id, col(AuthorMark.message_id).in_(batch)
        )
        found |= {mark.message_id: mark for mark in session.exec(query)}
    return found


def _own_replies(session: Session, account_id: int, thread_ids: Sequence[int]) -> set[int]:
    """The messages of these threads that replies from our outbox became."""
    query = select(Reply.message_id).where(
        col(Reply.account_id) == account_id,
        col(Reply.thread_id).in_(thread_ids),
        col(Reply.message_id).is_not(None),
    )
    return {message_id for message_id in session.exec(query) if message_id is not None}


def _sales(session: Session, account_id: int, order_ids: set[int]) -> dict[tuple[int, int], datetime | None]:
    query = select(Sale.order_id, Sale.product_id, Sale.ordered_at).where(
        col(Sale.account_id) == account_id, col(Sale.order_id).in_(order_ids)
    )
    return {(order, product): maybe_instant(at) for order, product, at in session.exec(query)}


def _qualification(thread: Thread) -> Qualification:
    return Qualification.of(
        thread.tag, has_order=thread.order_id is not None, has_product=thread.product_id is not None
    )


def _attribute(
    session: Session,
    desk: Desk,
    thread: Thread,
    messages: Sequence[Message],
    *,
    marks: dict[int, AuthorMark],
    own_replies: set[int],
) -> None:
    """Set author, rung and automatic of a thread's messages, where they changed."""
    by_id = [marks.get(message.id or 0) for message in messages]
    attributions = read_authors(
        ThreadFacts(has_order=thread.order_id is not None, qualification=_qualification(thread)),
        [
            MessageFacts(
                text=message.text,
                role=Author(message.told_role) if message.told_role else None,
                name=message.told_name,
                own_reply=message.id in own_replies,
                mark=Author(mark.author) if mark and mark.author else None,
            )
            for message, mark in zip(messages, by_id, strict=True)
        ],
        desk.seller,
    )
    customer_at: int | None = None
    changed: list[dict[str, Any]] = []
    for message, mark, attribution in zip(messages, by_id, attributions, strict=True):
        automatic = mark.automatic if mark else None
        if automatic is None:
            automatic = _automatic(session, message, attribution, customer_at)
        if attribution.author is Author.CUSTOMER:
            customer_at = message.at
        told = (attribution.author.value, attribution.by.value, automatic)
        if told != (message.author, message.author_by, message.automatic):
            changed.append({"key": message.id, "who": told[0], "rung": told[1], "machine": told[2]})
            session.expunge(message)
            message.author, message.author_by, message.automatic = told
    if changed:
        table = Message.__table__  # type: ignore[attr-defined]
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values(author=bindparam("who"), author_by=bindparam("rung"), automatic=bindparam("machine")),
            changed,
        )


def _automatic(
    session: Session, message: Message, attribution: Attribution, customer_at: int | None
) -> bool | None:
    after = None if customer_at is None else message.at - customer_at
    elsewhere = 0
    if attribution.author is Author.SELLER and is_quick(after):
        elsewhere = _as_quick_elsewhere(session, message)
    return is_automatic(attribution.author, message.text, seconds_after=after, as_quick_elsewhere=elsewhere)


def _as_quick_elsewhere(session: Session, message: Message) -> int:
    """In how many other threads the same text followed another message as quickly."""
    return int(
        session.connection()
        .exec_driver_sql(
            """SELECT count(DISTINCT m.thread_id) FROM message m
               WHERE m.account_id = ? AND m.text_digest = ? AND m.thread_id <> ? AND EXISTS (
                   SELECT 1 FROM message b
                   WHERE b.account_id = m.account_id AND b.thread_id = m.thread_id
                     AND b.at BETWEEN m.at - ? AND m.at AND b.id <> m.id)""",
            (message.account_id, message.text_digest, message.thread_id, int(QUICK_SECONDS)),
        )
        .scalar_one()
    )


def _standing(
    desk: Desk,
    thread: Thread,
    messages: Sequence[Message],
    sales: dict[tuple[int, int], datetime | None],
    decided: Decided | None,
) -> Standing:
    opened = thread.added_at if thread.added_at is not None else thread.read_at
    return stand(
        [Turn(instant(m.at), Author(m.author), m.automatic) for m in messages],
        opened_at=instant(opened),
        qualification=_qualification(thread),
        purchased_at=sales.get((thread.order_id or 0, thread.product_id or 0)),
        baseline=desk.baseline,
        decided=decided,
    )


def _is_refunded(decided: Decided | None) -> bool:
    return decided is not None and decided.outcome is Outcome.REFUNDED


def _entry(
    thread: Thread, messages: Sequence[Message], standing: Standing, desk: Desk, *, is_refunded: bool
) -> dict[str, Any]:
    shop = read_shop(thread.website) if thread.website else None
    customer = next((m.told_name for m in messages if m.author == Author.CUSTOMER and m.told_name), "")
    clock = standing.clock
    topic = mask(thread.topic)
    return {
        "account_id": desk.account_id,
        "thread_id": thread.id,
        "rank": standing.rank,
        "topic": topic,
        "product": thread.product_name,
        "customer": customer,
        "shop": shop.host if shop else thread.website,
        "qualification": _qualification(thread).value,
        "state": standing.state.value,
        "outcome": standing.outcome.value if standing.outcome else None,
        "messages": max(len(messages), thread.nb_messages or 0),
        "last_message_id": messages[-1].id if messages else None,
        "received_at": seconds(standing.received_at),
        "updated_at": seconds(standing.updated_at),
        "owed": standing.owed.value if standing.owed else None,
        "due_at": maybe_seconds(standing.due),
        "first_start": seconds(clock.start),
        "first_due": seconds(clock.due),
        "first_at": maybe_seconds(clock.at),
        "obligation": clock.obligation,
        "scored": clock.scored,
        "follow_up_due": maybe_seconds(standing.follow_up),
        # A refund ends the Business Care, whatever is still told of its days.
        "cover": (Cover.NONE if is_refunded else Cover.of(thread.days_left, told=thread.cover_told)).value,
        "days_left": None if is_refunded else thread.days_left,
        "prestashop_version": thread.prestashop_version or "",
        "words": fold(" ".join((str(thread.id), topic, thread.product_name, customer, thread.website))),
    }


def _settle(
    session: Session,
    entry: dict[str, Any],
    now: datetime,
    *,
    first: str | None,
    settled: str | None,
    cause: str,
) -> None:
    """Fill in the clock's first and present settled status, and record a change of it."""
    status: str | None = None
    if entry["scored"]:
        if entry["first_at"] is not None:
            status = Status.MET if entry["first_at"] < entry["first_due"] else Status.MISSED
        elif seconds(now) >= entry["first_due"]:
            status = Status.MISSED
    entry["settled_status"] = status
    entry["first_status"] = first or status
    if status != settled and (status is not None or settled is not None):
        _record(session, entry, now, cause)


def _record(session: Session, entry: Mapping[str, Any], now: datetime, cause: str) -> None:
    history.append(
        session,
        account_id=entry["account_id"],
        at=seconds(now),
        kind="first_answer",
        thread_id=entry["thread_id"],
        payload={
            "status": entry["settled_status"],
            "due": entry["first_due"],
            "answered": entry["first_at"],
            "cause": cause,
        },
    )
