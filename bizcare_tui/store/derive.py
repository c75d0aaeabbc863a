"""Compute the derived state of stale threads: message authors, clocks, what is owed, and the inbox entry.

Everything can be recomputed from the API data and the acts of the persons at the desk. Only the first status
of a clock is written once and never changed; its later changes are in the history.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bizcare_tui.domain.authorship import (
    Attribution,
    MessageFacts,
    SellerIdentity,
    ThreadFacts,
    notified_of,
    read_authors,
)
from bizcare_tui.domain.automatic import QUICK_SECONDS, is_automatic, is_quick
from bizcare_tui.domain.branches import line_of, version_in_use
from bizcare_tui.domain.clock import FirstAnswer, FollowUp, Status, first_answer, follow_ups
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.domain.language import detect, detect_own
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.purchases import Purchase
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.thread_status import ThreadStatus, derive_status
from bizcare_tui.domain.threads import Author, Cover, Decided, Outcome, Qualification, State, Turn
from bizcare_tui.domain.triage import Triage
from bizcare_tui.domain.versions import version_place
from bizcare_tui.store import (
    acts,
    clocks,
    decisions,
    defects,
    history,
    indexing,
    notification_mails,
    search,
    stale_threads,
)
from bizcare_tui.store.engine import Store
from bizcare_tui.store.purchases import PurchaseKey, read_purchases
from bizcare_tui.store.tables import Account, History, InboxEntry, Message, Reply, Signature, Thread
from bizcare_tui.store.unix_time import (
    from_optional_unix_seconds,
    from_unix_seconds,
    to_optional_unix_seconds,
    to_unix_seconds,
)

BATCH_SIZE = 500
# Characters of the customer's text that are enough to detect its language.
_ENOUGH_FOR_LANGUAGE = 2_000


@dataclass(frozen=True, slots=True)
class DerivationSettings:
    """The settings that apply to all threads of an account: its baseline, and how to recognise the seller."""

    account_id: int
    baseline: datetime | None
    seller: SellerIdentity


def derivation_settings(
    session: Session, account: Account, seller_names: tuple[str, ...]
) -> DerivationSettings:
    """Return these settings from the accepted signatures and the configured seller names."""
    assert account.id is not None
    signatures = session.exec(select(Signature.text).where(Signature.account_id == account.id))
    return DerivationSettings(
        account.id,
        from_optional_unix_seconds(account.baseline_at),
        SellerIdentity(seller_names, tuple(signatures)),
    )


def recompute_stale(
    session: Session, desk: DerivationSettings, now: datetime, cause: str, *, with_words: bool = True
) -> int:
    """Recompute up to `BATCH_SIZE` stale threads, and return how many there were.

    Args:
        cause: The reason recorded in the history if the status of a settled clock changes.
        with_words: Also update the full-text index.
    """
    threads = session.exec(
        select(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.stale))
        .order_by(col(Thread.id))
        .limit(BATCH_SIZE)
    ).all()
    if threads:
        _compute(session, desk, threads, now, cause, with_words=with_words)
    return len(threads)


def recompute_all_stale(
    transaction: Callable[[], AbstractContextManager[Session]],
    account_id: int,
    seller_names: tuple[str, ...],
    now: Callable[[], datetime],
    cause: str,
) -> Iterator[int]:
    """Recompute all stale threads, a batch in each transaction; yield the number done so far."""
    done = 0
    while True:
        with transaction() as session:
            account = session.get(Account, account_id)
            assert account is not None
            count = recompute_stale(
                session, derivation_settings(session, account, seller_names), now(), cause
            )
        if count == 0:
            return
        done += count
        yield done


def find_differing_threads(store: Store, seller_names: tuple[str, ...], now: datetime) -> list[int]:
    """Return the threads whose stored inbox entry differs from a newly computed one.

    Nothing is changed. Stale threads are left out.
    """
    with store.transaction() as session:
        before = _inbox_entries(session)
        waiting = set(session.exec(select(Thread.id).where(col(Thread.stale))))
        for account in session.exec(select(Account)).all():
            assert account.id is not None
            desk = derivation_settings(session, account, seller_names)
            stale_threads.mark_all_stale(session, account.id)
            while recompute_stale(session, desk, now, "looked through", with_words=False):
                session.flush()
        after = _inbox_entries(session)
        session.rollback()
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return sorted(thread_id for _account, thread_id in changed if thread_id not in waiting)


_NOT_COMPARED = ("first_status", "settled_status", "search_id", "words_key")


def _inbox_entries(session: Session) -> dict[tuple[int, int], tuple[Any, ...]]:
    table = InboxEntry.__table__  # type: ignore[attr-defined]
    # The statuses are not compared: the next sync records deadlines that have passed meanwhile.
    columns = [column for column in table.c if column.name not in _NOT_COMPARED]
    rows = session.connection().execute(sa_select(*columns)).mappings()
    return {(row["account_id"], row["thread_id"]): tuple(row.values()) for row in rows}


@dataclass(slots=True)
class ThreadDerivation:
    """A thread while its derived state is computed: its messages, acts, turns and first-answer clock.

    `said` is the state from the acts of the persons at the desk. `line` is the PrestaShop line of the request
    if it is about a defect. `is_cover_ended` is true if a refund in the orders ended its Business Care.
    `foreign_id` is the last message that is not a reply from our outbox. If only the standing is recomputed,
    `thread` and `messages` are rows with just the columns needed for that.
    """

    thread: Thread
    messages: Sequence[Message]
    said: Triage
    turns: list[Turn]
    clock: FirstAnswer
    line: str | None = None
    is_cover_ended: bool = False
    closed_at: datetime | None = None
    foreign_id: int | None = None


def _compute(
    session: Session,
    desk: DerivationSettings,
    threads: Sequence[Thread],
    now: datetime,
    cause: str,
    *,
    with_words: bool,
) -> None:
    ids = [thread.id for thread in threads]
    before = _previous_entries(session, desk.account_id, ids)
    orders = {thread.order_id for thread in threads if thread.order_id}
    sales = read_purchases(session, desk.account_id, orders)
    worked = _read(session, desk, threads, sales)
    decided = decisions.effective_decisions(session, desk.account_id, ids)
    defect_ids = sorted({each.said.defect for each in worked if each.said.defect is not None})
    # Also the defects they were linked to before: another request may be their earliest one now.
    previous_defect_ids = {entry.defect_id for entry in before.values() if entry.defect_id is not None}
    shared = _shared_by_defects(session, desk.account_id, worked, defect_ids)
    entries = []
    for each in worked:
        thread_id = each.thread.id
        standing = standing_columns(each, _fix(each, shared), decided.get(thread_id), baseline=desk.baseline)
        entry = {"account_id": desk.account_id, **_reported_columns(each, before.get(thread_id)), **standing}
        entry["fix_line"] = each.line
        settle_first_answer(session, entry, before.get(thread_id), now, cause)
        entries.append(entry)
    running = {each.thread.id: other_clocks(desk.baseline, each, _fix(each, shared)) for each in worked}
    clocks.record_clock_statuses(session, desk.account_id, running, now=now, cause=cause)
    session.flush()
    _index_words(session, worked, entries, before, with_words=with_words)
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
    defects.mark_outdated_requests_stale(
        session, desk.account_id, sorted({*defect_ids, *previous_defect_ids})
    )
    session.expunge_all()


def _previous_entries(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Any]:
    """Return the previously computed columns of these threads that are still needed, by thread id."""
    columns = InboxEntry.__table__.c  # type: ignore[attr-defined]
    query = sa_select(
        columns.thread_id, columns.first_status, columns.settled_status, columns.defect_id, columns.state,
        columns.first_start, columns.first_at, columns.obligation,
        columns.language, columns.last_message_id, columns.search_id, columns.words_key,
    ).where(columns.account_id == account_id, columns.thread_id.in_(thread_ids))  # fmt: skip
    return {row.thread_id: row for row in session.connection().execute(query)}


def standing_columns(
    each: ThreadDerivation,
    fix: FixClock | None,
    decided: Decided | None,
    *,
    baseline: datetime | None,
) -> dict[str, Any]:
    """Return the columns of the inbox entry for the thread's state, clocks and acts."""
    closed = decided
    if closed is None or (closed.outcome is not None and _is_reopened(each, closed)):
        closed = _closed_otherwise(each, fix) or closed
    standing = derive_status(
        each.turns,
        each.clock,
        opened_at=opened_at(each.thread),
        qualification=qualification(each.thread),
        baseline=baseline,
        decided=closed,
        fix=fix,
    )
    if standing.state is State.CLOSED and closed is not None:
        act = each.said.closed
        each.closed_at = act.at if act is not None and closed is not decided else closed.at
        each.clock = each.clock.closed_at(each.closed_at)
        standing = replace(standing, clock=each.clock, follow_up=None)
    return _standing_columns(each, standing, is_cover_ended=each.is_cover_ended or _is_refunded(closed))


def _read(
    session: Session,
    desk: DerivationSettings,
    threads: Sequence[Thread],
    sales: Mapping[PurchaseKey, Purchase],
) -> list[ThreadDerivation]:
    """Read the messages and acts of these threads, and determine the message authors."""
    ids = [thread.id for thread in threads]
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in session.exec(
        select(Message)
        .where(col(Message.account_id) == desk.account_id, col(Message.thread_id).in_(ids))
        .order_by(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id))
    ):
        messages[message.thread_id].append(message)
    triages = acts.triage_by_thread(session, desk.account_id, ids)
    replies = _own_replies(session, desk.account_id, ids)
    mails = notification_mails.mail_times(session, desk.account_id, ids)
    worked = []
    for thread in threads:
        thread_messages, triage = messages[thread.id], triages.get(thread.id) or Triage()
        mailed = notified_of([message.at for message in thread_messages], mails.get(thread.id, ()))
        _attribute(session, desk, thread, thread_messages, said=triage, own_replies=replies, mailed=mailed)
        each = start_derivation(thread, thread_messages, triage, sales, desk.baseline)
        each.foreign_id = next((m.id for m in reversed(thread_messages) if m.id not in replies), None)
        worked.append(each)
    return worked


def start_derivation(
    thread: Any,
    messages: Sequence[Any],
    said: Triage,
    sales: Mapping[PurchaseKey, Purchase],
    baseline: datetime | None,
) -> ThreadDerivation:
    """Return the thread being computed, from its messages in order of time with known authors."""
    turns = [Turn(from_unix_seconds(m.at), Author(m.author), m.automatic) for m in messages]
    settled = _settled_by_closing(messages, turns, said)
    bought = _purchase_of(thread, sales)
    clock = first_answer(
        turns[settled:],
        received_at=opened_at(thread),
        qualification=qualification(thread),
        purchased_at=bought.at if bought else None,
        baseline=baseline,
    )
    ended = bought is not None and bought.ends_cover(thread.days_left, from_unix_seconds(thread.read_at))
    return ThreadDerivation(thread, messages, said, turns, clock, is_cover_ended=ended)


def _settled_by_closing(messages: Sequence[Any], turns: Sequence[Turn], said: Triage) -> int:
    """Return how many of the first messages need no answer, because a person closed the thread after them.

    It is 0 unless the customer wrote again later.
    """
    if said.closed is None or said.closed.outcome is not Outcome.NO_ANSWER_NEEDED:
        return 0
    count = 0
    for number, message in enumerate(messages, 1):
        if (message.id or 0) <= said.closed.known:
            count = number
    is_reopened = any(turn.awaits_answer for turn in turns[count:])
    return count if is_reopened and not any(turn.is_answer for turn in turns[:count]) else 0


def _shared_by_defects(
    session: Session, account_id: int, worked: Sequence[ThreadDerivation], defect_ids: Sequence[int]
) -> dict[int, defects.SharedFixData]:
    """Return the shared facts of each defect, with these threads as they are now; also set their `line`."""
    found = defects.shared_fix_data(session, account_id, defect_ids, [each.thread.id for each in worked])
    for each in worked:
        if each.said.defect is not None:
            shared = found[each.said.defect]
            each.line = shared.stated_line(each.thread.id) or _line(each)
            found[each.said.defect] = shared.with_request(to_unix_seconds(each.clock.start), each.line)
    return found


def _line(each: ThreadDerivation) -> str:
    """Return the PrestaShop line of the version that the customer uses, "" if it is unknown."""
    written = [m.text for m in each.messages if m.author in (Author.CUSTOMER, Author.UNKNOWN)]
    return line_of(version_in_use(each.thread.topic, written, each.thread.prestashop_version or ""))


def _fix(each: ThreadDerivation, shared: Mapping[int, defects.SharedFixData]) -> FixClock | None:
    """Return the fix clock of a request: that of its defect, or its own if it is not linked to one."""
    if qualification(each.thread) is Qualification.NOTICE:
        return None
    if each.said.defect is not None:
        about = shared[each.said.defect]
        assert about.start is not None
        return fix_clock(from_unix_seconds(about.start), about.published_at(each.line or ""))
    return own_fix_clock(each)


def own_fix_clock(each: ThreadDerivation) -> FixClock | None:
    """Return the fix clock of a technical request that is not linked to a defect."""
    is_due = (
        each.said.kind is RequestType.TECHNICAL and qualification(each.thread) is not Qualification.NOTICE
    )
    return fix_clock(each.clock.start) if is_due else None


def _informed_at(each: ThreadDerivation, fix: FixClock | None) -> datetime | None:
    """Return when a person answered the customer after the patch was published."""
    if fix is None or fix.at is None:
        return None
    published = fix.at
    return next((turn.at for turn in each.turns if turn.is_answer and turn.at >= published), None)


def _is_reopened(each: ThreadDerivation, closed: Decided) -> bool:
    return any(turn.awaits_answer and turn.at > closed.at for turn in each.turns)


def _closed_otherwise(each: ThreadDerivation, fix: FixClock | None) -> Decided | None:
    """Return what closes a thread apart from a decision: a person closed it, or it was fixed."""
    last = max((turn.at for turn in each.turns), default=opened_at(each.thread))
    act = each.said.closed
    if act is not None:
        later = [m for m in each.messages if (m.id or 0) > act.known]
        if not any(Author(m.author) in (Author.CUSTOMER, Author.UNKNOWN) for m in later):
            return Decided(last, act.outcome)
        return None
    informed_at = _informed_at(each, fix)
    return Decided(informed_at, Outcome.FIXED) if informed_at is not None else None


def other_clocks(
    baseline: datetime | None, each: ThreadDerivation, fix: FixClock | None
) -> list[FollowUp | FixClock]:
    """Return the clocks of a thread other than the first-answer clock."""
    if qualification(each.thread) is Qualification.NOTICE:
        return []
    is_scored = fix is not None and (baseline is None or fix.start >= baseline)
    return [
        *_without_ended_by_closing(follow_ups(each.turns, baseline=baseline), each.closed_at),
        *([fix] if fix is not None and is_scored else []),
    ]


def _without_ended_by_closing(clocks: Sequence[FollowUp], closed_at: datetime | None) -> list[FollowUp]:
    """Return the follow-up clocks without those that ended in time because the thread was closed."""
    return [clock for clock in clocks if clock.at is not None or closed_at is None or clock.due <= closed_at]


def _own_replies(session: Session, account_id: int, thread_ids: Sequence[int]) -> set[int]:
    """Return the ids of the messages of these threads that are replies from our outbox."""
    query = select(Reply.message_id).where(
        col(Reply.account_id) == account_id,
        col(Reply.thread_id).in_(thread_ids),
        col(Reply.message_id).is_not(None),
    )
    return {message_id for message_id in session.exec(query) if message_id is not None}


def _purchase_of(thread: Any, sales: Mapping[PurchaseKey, Purchase]) -> Purchase | None:
    """Return the purchase of the product that a thread is about."""
    return sales.get((thread.order_id or 0, thread.product_id or 0))


def qualification(thread: Any) -> Qualification:
    """Return the qualification of a thread by its tag; unknown if the thread is known only from mails."""
    if notification_mails.is_known_only_from_mail(thread):
        return Qualification.UNKNOWN
    return Qualification.of(
        thread.tag, has_order=thread.order_id is not None, has_product=thread.product_id is not None
    )


def _attribute(
    session: Session,
    desk: DerivationSettings,
    thread: Thread,
    messages: Sequence[Message],
    *,
    said: Triage,
    own_replies: set[int],
    mailed: frozenset[int],
) -> None:
    """Set author, author source and `automatic` of a thread's messages, where they changed."""
    marks = [said.authors.get(message.id or 0, (None, None)) for message in messages]
    attributions = read_authors(
        ThreadFacts(has_order=thread.order_id is not None, qualification=qualification(thread)),
        [
            MessageFacts(
                text=message.text,
                role=Author(message.reported_role) if message.reported_role else None,
                name=message.reported_name,
                own_reply=message.id in own_replies,
                notified=index in mailed,
                mark=Author(author) if author else None,
            )
            for index, (message, (author, _automatic)) in enumerate(zip(messages, marks, strict=True))
        ],
        desk.seller,
    )
    customer_at: int | None = None
    changed: list[dict[str, Any]] = []
    for message, (_author, machine), attribution in zip(messages, marks, attributions, strict=True):
        if message.erased_at is not None:  # without its text, the author cannot be determined again
            customer_at = message.at if message.author == Author.CUSTOMER else customer_at
            continue
        automatic = machine
        if automatic is None:
            automatic = _automatic(session, message, attribution, customer_at)
        if attribution.author is Author.CUSTOMER:
            customer_at = message.at
        attributed = (attribution.author.value, attribution.by.value, automatic)
        if attributed != (message.author, message.author_by, message.automatic):
            changed.append(
                {"key": message.id, "who": attributed[0], "source": attributed[1], "machine": attributed[2]}
            )
            session.expunge(message)
            message.author, message.author_by, message.automatic = attributed
    if changed:
        table = Message.__table__  # type: ignore[attr-defined]
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values(author=bindparam("who"), author_by=bindparam("source"), automatic=bindparam("machine")),
            changed,
        )


def _automatic(
    session: Session, message: Message, attribution: Attribution, customer_at: int | None
) -> bool | None:
    seconds_after = None if customer_at is None else message.at - customer_at
    elsewhere = 0
    if attribution.author is Author.SELLER and is_quick(seconds_after):
        elsewhere = _count_as_quick_elsewhere(session, message)
    return is_automatic(
        attribution.author, message.text, seconds_after=seconds_after, as_quick_elsewhere=elsewhere
    )


def _count_as_quick_elsewhere(session: Session, message: Message) -> int:
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


_COUNT_AS_QUICK = text(
    """SELECT count(DISTINCT m.thread_id) FROM message m
       WHERE m.account_id = :account AND m.text_digest = :digest AND m.thread_id <> :thread AND EXISTS (
           SELECT 1 FROM message b
           WHERE b.account_id = m.account_id AND b.thread_id = m.thread_id
             AND b.at BETWEEN m.at - :quick AND m.at AND b.id <> m.id)"""
)


def opened_at(thread: Thread) -> datetime:
    """Return when a thread was opened."""
    return from_unix_seconds(thread.added_at if thread.added_at is not None else thread.read_at)


def _is_refunded(decided: Decided | None) -> bool:
    return decided is not None and decided.outcome is Outcome.REFUNDED


def _reported_columns(each: ThreadDerivation, before: Any) -> dict[str, Any]:
    """Return the columns of the inbox entry that come from the API data and the messages."""
    thread, messages = each.thread, each.messages
    shop = read_shop(thread.website) if thread.website else None
    customer = next(
        (m.reported_name for m in messages if m.author == Author.CUSTOMER and m.reported_name), ""
    )
    return {
        "topic": mask_credentials(thread.topic),
        "product": thread.product_name,
        "customer": customer,
        "shop": shop.host if shop else thread.website,
        "qualification": qualification(thread).value,
        "messages": max(sum(m.gone_at is None for m in messages), thread.nb_messages or 0),
        # Our own replies do not make a thread unread.
        "last_message_id": each.foreign_id,
        "prestashop_version": thread.prestashop_version or "",
        "version_order": version_place(thread.prestashop_version or ""),
        "language": _language(each, before),
        "attachments": any(message.attachments not in (None, "[]") for message in messages),
    }


def _standing_columns(
    each: ThreadDerivation, standing: ThreadStatus, *, is_cover_ended: bool
) -> dict[str, Any]:
    thread, messages, said = each.thread, each.messages, each.said
    clock = standing.clock
    return {
        "thread_id": thread.id,
        "rank": standing.rank,
        "state": standing.state.value,
        "outcome": standing.outcome.value if standing.outcome else None,
        "received_at": to_unix_seconds(standing.received_at),
        "updated_at": to_unix_seconds(standing.updated_at),
        "owed": standing.owed.value if standing.owed else None,
        "due_at": to_optional_unix_seconds(standing.due),
        "first_start": to_unix_seconds(clock.start),
        "first_due": to_unix_seconds(clock.due),
        "first_at": to_optional_unix_seconds(clock.at),
        "obligation": clock.obligation,
        "scored": clock.scored,
        "follow_up_due": to_optional_unix_seconds(standing.follow_up),
        # A refund ends the Business Care, even if the API still reports remaining days.
        "cover": (
            Cover.NONE if is_cover_ended else Cover.of(thread.days_left, is_reported=thread.cover_reported)
        ).value,
        "days_left": None if is_cover_ended else thread.days_left,
        "kind": said.kind.value if said.kind else None,
        "snoozed_until": acts.snoozed_until(said, ((m.id or 0, m.author) for m in messages)),
        "tags": acts.tags_column(said),
        "defect_id": said.defect,
        "fix_start": to_unix_seconds(standing.fix.start) if standing.fix else None,
        "fix_due": to_unix_seconds(standing.fix.due) if standing.fix else None,
        "fix_at": to_optional_unix_seconds(standing.fix.at) if standing.fix else None,
        "informed_at": to_optional_unix_seconds(_informed_at(each, standing.fix)),
        "assignee": said.assignee,
    }


def _index_words(
    session: Session,
    worked: Sequence[ThreadDerivation],
    entries: Sequence[dict[str, Any]],
    before: Mapping[int, Any],
    *,
    with_words: bool,
) -> None:
    """Update the full-text entries of these threads, and their `search_id` and `words_key`."""
    known = {thread_id: (row.search_id, row.words_key) for thread_id, row in before.items()}
    texts = (
        [_words_entry(each, entry) for each, entry in zip(worked, entries, strict=True)] if with_words else []
    )
    numbers = search.write_entries(session.connection(), texts, known)
    keys = {text.thread_id: text.key for text in texts}
    for entry in entries:
        thread_id = entry["thread_id"]
        search_id, key = known.get(thread_id, (None, None))
        entry["search_id"], entry["words_key"] = numbers.get(thread_id, search_id), keys.get(thread_id, key)


def _words_entry(each: ThreadDerivation, entry: Mapping[str, Any]) -> search.SearchEntry:
    """Return the full-text entry of a thread."""
    searched = SimpleNamespace(**entry, website=each.thread.website, order_id=each.thread.order_id)
    texts = indexing.search_texts(
        searched,
        (note.text for note in each.said.notes),
        (message.text for message in reversed(each.messages)),
    )
    return search.SearchEntry.of(entry["thread_id"], entry["updated_at"], texts)


def _language(each: ThreadDerivation, before: Any) -> str:
    """Return the language in which the customer writes, "" if it is uncertain."""
    if before is not None and before.language and before.last_message_id == each.foreign_id:
        return str(before.language)
    customer_texts = own_parts((m.text, m.author != Author.SELLER) for m in each.messages)
    return detect_own(customer_texts[:_ENOUGH_FOR_LANGUAGE]) or detect(each.thread.topic) or ""


def settle_first_answer(
    session: Session, entry: dict[str, Any], before: Any, now: datetime, cause: str
) -> None:
    """Set the first and the current settled status of the first-answer clock, and record a change.

    Each clock has its own first status: a new clock starts when a purchase turns the request into an
    obligation, or when the customer writes again after a request that needed no answer.
    """
    first, settled = (before.first_status, before.settled_status) if before else (None, None)
    if before is not None and _is_new_clock(entry, before):
        first, settled = _first_recorded_status(session, entry), None
    status: str | None = None
    if entry["scored"]:
        if entry["first_at"] is not None:
            status = Status.MET if entry["first_at"] < entry["first_due"] else Status.MISSED
        elif entry["state"] == State.CLOSED or to_unix_seconds(now) >= entry["first_due"]:
            status = Status.MISSED
    entry["settled_status"] = status
    entry["first_status"] = first or status
    if status != settled and (status is not None or settled is not None):
        _record(session, entry, now, cause)


def _is_new_clock(entry: Mapping[str, Any], before: Any) -> bool:
    """Return whether the clock is a new one: its obligation changed, or the thread was reopened."""
    if entry["obligation"] != bool(before.obligation):
        return True
    was_closed_unanswered = before.state == State.CLOSED and before.first_at is None
    return bool(was_closed_unanswered and entry["first_start"] > before.first_start)


def _first_recorded_status(session: Session, entry: Mapping[str, Any]) -> str | None:
    """Return the first status that the history has for exactly this clock."""
    query = (
        select(History.payload)
        .where(
            col(History.account_id) == entry["account_id"],
            col(History.thread_id) == entry["thread_id"],
            col(History.kind) == "first_answer",
        )
        .order_by(col(History.id))
    )
    for payload in map(json.loads, filter(None, session.exec(query))):
        clock = (payload.get("start"), payload.get("obligation"))
        if clock == (entry["first_start"], entry["obligation"]) and payload["status"]:
            return str(payload["status"])
    return None


def _record(session: Session, entry: Mapping[str, Any], now: datetime, cause: str) -> None:
    history.append_entry(
        session,
        account_id=entry["account_id"],
        at=to_unix_seconds(now),
        kind="first_answer",
        thread_id=entry["thread_id"],
        payload={
            "status": entry["settled_status"],
            "start": entry["first_start"],
            "due": entry["first_due"],
            "answered": entry["first_at"],
            "obligation": entry["obligation"],
            "cause": cause,
        },
    )
