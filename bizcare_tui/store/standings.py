"""Works out, for threads in which something came in, who wrote what, what is owed, and the inbox entry.

All of it can be worked out again from what the Marketplace said and what persons said of it; only
a clock's first status is written once and kept, with its later changes in the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bizcare_tui.domain.authorship import (
    Attribution,
    MessageFacts,
    Seller,
    ThreadFacts,
    notified_of,
    read_authors,
)
from bizcare_tui.domain.automatic import QUICK_SECONDS, is_automatic, is_quick
from bizcare_tui.domain.clock import FirstAnswer, FollowUp, Status, first_answer, follow_ups
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.domain.kinds import Kind
from bizcare_tui.domain.language import detect
from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.standing import Standing, stand
from bizcare_tui.domain.threads import Author, Cover, Decided, Outcome, Qualification, Turn
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.versions import version_place
from bizcare_tui.store import acts, clocks, decisions, defects, history, notified, words
from bizcare_tui.store.engine import Store
from bizcare_tui.store.instants import instant, maybe_instant, maybe_seconds, seconds
from bizcare_tui.store.tables import Account, InboxEntry, Message, Reply, Sale, Signature, Thread

AT_ONCE = 500
_ENOUGH_TO_TELL = 2_000


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


def work_out_stale(
    session: Session, desk: Desk, now: datetime, cause: str, *, with_words: bool = True
) -> int:
    """Work out up to `AT_ONCE` threads in which something came in; returns how many there were.

    `cause` says in the history why a clock's status changed after it was first settled. Without
    `with_words` what can be looked for stays as it is.
    """
    threads = session.exec(
        select(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.stale))
        .order_by(col(Thread.id))
        .limit(AT_ONCE)
    ).all()
    if threads:
        _work_out(session, desk, threads, now, cause, with_words=with_words)
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


def put_words_again(session: Session, desk: Desk, after: int) -> int | None:
    """Put in the words of up to `AT_ONCE` threads of higher numbers, under the numbers they have.

    Returns the highest of these threads, None when there was none.
    """
    threads = session.exec(
        select(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.id) > after)
        .order_by(col(Thread.id))
        .limit(AT_ONCE)
    ).all()
    if not threads:
        return None
    ids = [thread.id for thread in threads]
    columns = InboxEntry.__table__.c  # type: ignore[attr-defined]
    query = sa_select(columns).where(columns.account_id == desk.account_id, columns.thread_id.in_(ids))
    found = session.connection().execute(query).mappings()
    entries: dict[int, dict[str, Any]] = {row["thread_id"]: dict(row) for row in found}
    worked = [each for each in _read(session, desk, threads, {}) if each.thread.id in entries]
    texts = [_words_of(each, entries[each.thread.id]) for each in worked]
    words.put(session.connection(), texts, {each: (row["sid"], None) for each, row in entries.items()})
    session.expunge_all()
    return ids[-1]


def differences(store: Store, seller_names: tuple[str, ...], now: datetime) -> list[int]:
    """The threads whose line, worked out again from all that was stored, differs from the one there.

    Nothing is changed. Threads that wait to be worked out are left out.
    """
    with store.transaction() as session:
        before = _lines(session)
        waiting = set(session.exec(select(Thread.id).where(col(Thread.stale))))
        for account in session.exec(select(Account)).all():
            assert account.id is not None
            desk = the_desk(session, account, seller_names)
            make_all_stale(session, account.id)
            while work_out_stale(session, desk, now, "looked through", with_words=False):
                session.flush()
        after = _lines(session)
        session.rollback()
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return sorted(thread_id for _account, thread_id in changed if thread_id not in waiting)


_NOT_COMPARED = ("first_status", "settled_status", "sid", "words_key")


def _lines(session: Session) -> dict[tuple[int, int], tuple[Any, ...]]:
    table = InboxEntry.__table__  # type: ignore[attr-defined]
    # What a deadline that passed since does to the status is for the next sync to write down.
    columns = [column for column in table.c if column.name not in _NOT_COMPARED]
    rows = session.connection().execute(sa_select(*columns)).mappings()
    return {(row["account_id"], row["thread_id"]): tuple(row.values()) for row in rows}


def make_all_stale(session: Session, account_id: int) -> None:
    """Have every thread worked out again: the baseline moved, or a signature was accepted."""
    session.exec(update(Thread).where(col(Thread.account_id) == account_id).values(stale=True))


def make_lapsed_stale(session: Session, account_id: int, now: datetime) -> int:
    """Have worked out what passed a deadline since it was worked out last; returns how many did."""
    lapsed = session.connection().execute(_LAPSED, {"account": account_id, "now": seconds(now)})
    ids = [thread_id for (thread_id,) in lapsed]
    for start in range(0, len(ids), AT_ONCE):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(ids[start : start + AT_ONCE]))
            .values(stale=True)
        )
    return len(ids)


_LAPSED = text(
    """
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND scored AND first_at IS NULL AND settled_status IS NULL
      AND first_due <= :now
    UNION
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND follow_up_due <= :now AND first_at IS NOT NULL
      AND qualification <> 'notice' AND NOT EXISTS (
        SELECT 1 FROM clock_status c WHERE c.account_id = e.account_id AND c.thread_id = e.thread_id
          AND c.clock = 'follow_up' AND c.due = e.follow_up_due AND c.status IS NOT NULL)
    UNION
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND fix_at IS NULL AND fix_due < :now
      AND fix_start >= coalesce((SELECT baseline_at FROM account WHERE id = :account), 0) AND NOT EXISTS (
        SELECT 1 FROM clock_status c WHERE c.account_id = e.account_id AND c.thread_id = e.thread_id
          AND c.clock = 'fix' AND c.start = e.fix_start AND c.status IS NOT NULL)
    """
)


@dataclass(slots=True)
class Worked:
    """A thread while it is worked out: its messages, what holds of it, its first-answer clock.

    Where it only stands otherwise, `thread` and `messages` are rows of those columns that tell of that.
    """

    thread: Thread
    messages: Sequence[Message]
    said: Triage
    turns: list[Turn]
    clock: FirstAnswer


def _work_out(
    session: Session, desk: Desk, threads: Sequence[Thread], now: datetime, cause: str, *, with_words: bool
) -> None:
    ids = [thread.id for thread in threads]
    before = _before(session, desk.account_id, ids)
    sales = sales_of(session, desk.account_id, {thread.order_id for thread in threads if thread.order_id})
    worked = _read(session, desk, threads, sales)
    decided = decisions.decided(session, desk.account_id, ids)
    defect_ids = sorted({each.said.defect for each in worked if each.said.defect is not None})
    # Those they were about until now as well: another may be the earliest from now on.
    left = {entry.defect_id for entry in before.values() if entry.defect_id is not None}
    shared = _shared(session, desk.account_id, worked, defect_ids)
    entries = []
    for each in worked:
        thread_id = each.thread.id
        stands = standing_columns(each, _fix(each, shared), decided.get(thread_id), baseline=desk.baseline)
        entry = {"account_id": desk.account_id, **_told_columns(each, before.get(thread_id)), **stands}
        settle(session, entry, before.get(thread_id), now, cause)
        entries.append(entry)
    running = {each.thread.id: other_clocks(desk.baseline, each, _fix(each, shared)) for each in worked}
    clocks.settle(session, desk.account_id, running, now=now, cause=cause)
    session.flush()
    _number(session, worked, entries, before, with_words=with_words)
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
    defects.spread(session, desk.account_id, sorted({*defect_ids, *left}))
    session.expunge_all()


def _before(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Any]:
    """What was worked out of these threads before."""
    columns = InboxEntry.__table__.c  # type: ignore[attr-defined]
    query = sa_select(
        columns.thread_id, columns.first_status, columns.settled_status, columns.defect_id,
        columns.language, columns.last_message_id, columns.sid, columns.words_key,
    ).where(columns.account_id == account_id, columns.thread_id.in_(thread_ids))  # fmt: skip
    return {row.thread_id: row for row in session.connection().execute(query)}


def standing_columns(
    each: Worked,
    fix: FixClock | None,
    decided: Decided | None,
    *,
    baseline: datetime | None,
) -> dict[str, Any]:
    """The columns of a thread's line that say where it stands."""
    closed = decided
    if closed is None or (closed.outcome is not None and _is_reopened(each, closed)):
        closed = _closed(each, fix) or closed
    standing = stand(
        each.turns,
        each.clock,
        opened_at=opened(each.thread),
        qualification=qualification(each.thread),
        baseline=baseline,
        decided=closed,
        fix=fix,
    )
    return _standing_columns(each, standing, is_refunded=_is_refunded(closed))


def _read(
    session: Session, desk: Desk, threads: Sequence[Thread], sales: dict[tuple[int, int], datetime | None]
) -> list[Worked]:
    """Read messages and acts of these threads, and tell who wrote what."""
    ids = [thread.id for thread in threads]
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in session.exec(
        select(Message)
        .where(col(Message.account_id) == desk.account_id, col(Message.thread_id).in_(ids))
        .order_by(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id))
    ):
        messages[message.thread_id].append(message)
    said = acts.triages(session, desk.account_id, ids)
    replies = _own_replies(session, desk.account_id, ids)
    mails = notified.instants(session, desk.account_id, ids)
    worked = []
    for thread in threads:
        own, holds = messages[thread.id], said.get(thread.id) or Triage()
        mailed = notified_of([message.at for message in own], mails.get(thread.id, ()))
        _attribute(session, desk, thread, own, said=holds, own_replies=replies, mailed=mailed)
        worked.append(in_work(thread, own, holds, sales, desk.baseline))
    return worked


def in_work(
    thread: Any,
    messages: Sequence[Any],
    said: Triage,
    sales: Mapping[tuple[int, int], datetime | None],
    baseline: datetime | None,
) -> Worked:
    """A thread to be worked out, of its messages in the order of time, whose authors are known."""
    turns = [Turn(instant(m.at), Author(m.author), m.automatic) for m in messages]
    clock = first_answer(
        turns,
        received_at=opened(thread),
        qualification=qualification(thread),
        purchased_at=purchased_at(thread, sales),
        baseline=baseline,
    )
    return Worked(thread, messages, said, turns, clock)


def _shared(
    session: Session, account_id: int, worked: Sequence[Worked], defect_ids: Sequence[int]
) -> dict[int, defects.Shared]:
    """What the requests about each defect share, these threads as they are now."""
    found = defects.shared(session, account_id, defect_ids, [each.thread.id for each in worked])
    for each in worked:
        if each.said.defect is not None:
            shared = found[each.said.defect]
            own = seconds(each.clock.start)
            found[each.said.defect] = replace(
                shared, start=own if shared.start is None else min(own, shared.start)
            )
    return found


def _fix(each: Worked, shared: Mapping[int, defects.Shared]) -> FixClock | None:
    """The clock of the fix that a request calls for: its defect's, or its own while it has none."""
    if qualification(each.thread) is Qualification.NOTICE:
        return None
    if each.said.defect is not None:
        about = shared[each.said.defect]
        assert about.start is not None
        return fix_clock(instant(about.start), about.published_at)
    return own_fix(each)


def own_fix(each: Worked) -> FixClock | None:
    """The clock of the fix that a request calls for while it is about no defect."""
    is_due = each.said.kind is Kind.TECHNICAL and qualification(each.thread) is not Qualification.NOTICE
    return fix_clock(each.clock.start) if is_due else None


def _told_at(each: Worked, fix: FixClock | None) -> datetime | None:
    """When a person answered after the patch was published."""
    if fix is None or fix.at is None:
        return None
    published = fix.at
    return next((turn.at for turn in each.turns if turn.is_answer and turn.at >= published), None)


def _is_reopened(each: Worked, closed: Decided) -> bool:
    return any(turn.awaits_answer and turn.at > closed.at for turn in each.turns)


def _closed(each: Worked, fix: FixClock | None) -> Decided | None:
    """What closes a thread besides a decision: that it was said to be done, or that its patch was told of."""
    last = max((turn.at for turn in each.turns), default=opened(each.thread))
    said = each.said.closed
    if said is not None:
        later = [m for m in each.messages if (m.id or 0) > said.known]
        if not any(Author(m.author) in (Author.CUSTOMER, Author.UNKNOWN) for m in later):
            return Decided(last, said.outcome)
        return None
    told = _told_at(each, fix)
    return Decided(told, Outcome.FIXED) if told is not None else None


def other_clocks(baseline: datetime | None, each: Worked, fix: FixClock | None) -> list[FollowUp | FixClock]:
    """The clocks of a thread beside the first answer's."""
    if qualification(each.thread) is Qualification.NOTICE:
        return []
    is_scored = fix is not None and (baseline is None or fix.start >= baseline)
    return [
        *follow_ups(each.turns, baseline=baseline),
        *([fix] if fix is not None and is_scored else []),
    ]


def _own_replies(session: Session, account_id: int, thread_ids: Sequence[int]) -> set[int]:
    """The messages of these threads that replies from our outbox became."""
    query = select(Reply.message_id).where(
        col(Reply.account_id) == account_id,
        col(Reply.thread_id).in_(thread_ids),
        col(Reply.message_id).is_not(None),
    )
    return {message_id for message_id in session.exec(query) if message_id is not None}


def sales_of(
    session: Session, account_id: int, order_ids: set[int]
) -> dict[tuple[int, int], datetime | None]:
    """When the products within these orders were bought, by order and product."""
    query = select(Sale.order_id, Sale.product_id, Sale.ordered_at).where(
        col(Sale.account_id) == account_id, col(Sale.order_id).in_(order_ids)
    )
    return {(order, product): maybe_instant(at) for order, product, at in session.exec(query)}


def purchased_at(thread: Thread, sales: Mapping[tuple[int, int], datetime | None]) -> datetime | None:
    """When the product that a thread is about was bought."""
    return sales.get((thread.order_id or 0, thread.product_id or 0))


def qualification(thread: Thread) -> Qualification:
    """What a thread is about, as the Marketplace tags it."""
    return Qualification.of(
        thread.tag, has_order=thread.order_id is not None, has_product=thread.product_id is not None
    )


def _attribute(
    session: Session,
    desk: Desk,
    thread: Thread,
    messages: Sequence[Message],
    *,
    said: Triage,
    own_replies: set[int],
    mailed: frozenset[int],
) -> None:
    """Set author, rung and automatic of a thread's messages, where they changed."""
    marks = [said.authors.get(message.id or 0, (None, None)) for message in messages]
    attributions = read_authors(
        ThreadFacts(has_order=thread.order_id is not None, qualification=qualification(thread)),
        [
            MessageFacts(
                text=message.text,
                role=Author(message.told_role) if message.told_role else None,
                name=message.told_name,
                own_reply=message.id in own_replies,
                notified=place in mailed,
                mark=Author(author) if author else None,
            )
            for place, (message, (author, _automatic)) in enumerate(zip(messages, marks, strict=True))
        ],
        desk.seller,
    )
    customer_at: int | None = None
    changed: list[dict[str, Any]] = []
    for message, (_author, machine), attribution in zip(messages, marks, attributions, strict=True):
        if message.erased_at is not None:  # its text is gone: who wrote it stays what was found then
            customer_at = message.at if message.author == Author.CUSTOMER else customer_at
            continue
        automatic = machine
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
        .execute(
            _AS_QUICK,
            {
                "account": message.account_id,
                "digest": message.text_digest,
                "thread": message.thread_id,
                "quick": int(QUICK_SECONDS),
            },
        )
        .scalar_one()
    )


_AS_QUICK = text(
    """SELECT count(DISTINCT m.thread_id) FROM message m
       WHERE m.account_id = :account AND m.text_digest = :digest AND m.thread_id <> :thread AND EXISTS (
           SELECT 1 FROM message b
           WHERE b.account_id = m.account_id AND b.thread_id = m.thread_id
             AND b.at BETWEEN m.at - :quick AND m.at AND b.id <> m.id)"""
)


def opened(thread: Thread) -> datetime:
    """When a thread began."""
    return instant(thread.added_at if thread.added_at is not None else thread.read_at)


def _is_refunded(decided: Decided | None) -> bool:
    return decided is not None and decided.outcome is Outcome.REFUNDED


def _told_columns(each: Worked, before: Any) -> dict[str, Any]:
    """The columns of a thread's line that say what the Marketplace and the messages tell."""
    thread, messages = each.thread, each.messages
    shop = read_shop(thread.website) if thread.website else None
    customer = next((m.told_name for m in messages if m.author == Author.CUSTOMER and m.told_name), "")
    return {
        "topic": mask(thread.topic),
        "product": thread.product_name,
        "customer": customer,
        "shop": shop.host if shop else thread.website,
        "qualification": qualification(thread).value,
        "messages": max(len(messages), thread.nb_messages or 0),
        "last_message_id": messages[-1].id if messages else None,
        "prestashop_version": thread.prestashop_version or "",
        "version_order": version_place(thread.prestashop_version or ""),
        "language": _language(each, before),
        "attachments": any(message.attachments not in (None, "[]") for message in messages),
    }


def _standing_columns(each: Worked, standing: Standing, *, is_refunded: bool) -> dict[str, Any]:
    thread, messages, said = each.thread, each.messages, each.said
    clock = standing.clock
    return {
        "thread_id": thread.id,
        "rank": standing.rank,
        "state": standing.state.value,
        "outcome": standing.outcome.value if standing.outcome else None,
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
        "kind": said.kind.value if said.kind else None,
        "snoozed_until": acts.snoozed_until(said, ((m.id or 0, m.author) for m in messages)),
        "tags": acts.tags_column(said),
        "defect_id": said.defect,
        "fix_start": seconds(standing.fix.start) if standing.fix else None,
        "fix_due": seconds(standing.fix.due) if standing.fix else None,
        "fix_at": maybe_seconds(standing.fix.at) if standing.fix else None,
        "told_at": maybe_seconds(_told_at(each, standing.fix)),
        "assignee": said.assignee,
    }


def _number(
    session: Session,
    worked: Sequence[Worked],
    entries: Sequence[dict[str, Any]],
    before: Mapping[int, Any],
    *,
    with_words: bool,
) -> None:
    """Put in the words of these threads, to be looked for, and their numbers into the entries."""
    known = {thread_id: (row.sid, row.words_key) for thread_id, row in before.items()}
    texts = (
        [_words_of(each, entry) for each, entry in zip(worked, entries, strict=True)] if with_words else []
    )
    numbers = words.put(session.connection(), texts, known)
    keys = {text.thread_id: text.key for text in texts}
    for entry in entries:
        thread_id = entry["thread_id"]
        sid, key = known.get(thread_id, (None, None))
        entry["sid"], entry["words_key"] = numbers.get(thread_id, sid), keys.get(thread_id, key)


def _words_of(each: Worked, entry: Mapping[str, Any]) -> words.Entry:
    """What can be looked for in a thread."""
    texts = {
        "topic": entry["topic"],
        "product": entry["product"],
        "customer": entry["customer"],
        "shop": f"{entry['shop']} {each.thread.website}",
        "numbers": f"{each.thread.id} {each.thread.order_id or ''}",
        "notes": "\n".join(note.text for note in each.said.notes),
        # What is masked wherever it is shown is not to be found either.
        "said": "\n".join(mask(message.text) for message in each.messages),
    }
    return words.Entry.of(entry["thread_id"], entry["updated_at"], [texts[name] for name in words.COLUMNS])


def _language(each: Worked, before: Any) -> str:
    """The language in which the customer writes; empty where it is unsure."""
    last = each.messages[-1].id if each.messages else None
    if before is not None and before.language and before.last_message_id == last:
        return str(before.language)
    asked = "\n".join(m.text for m in each.messages if m.author != Author.SELLER)
    return detect(asked[:_ENOUGH_TO_TELL]) or detect(each.thread.topic) or ""


def settle(session: Session, entry: dict[str, Any], before: Any, now: datetime, cause: str) -> None:
    """Fill in the clock's first and present settled status, and record a change of it."""
    first, settled = (before.first_status, before.settled_status) if before else (None, None)
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
