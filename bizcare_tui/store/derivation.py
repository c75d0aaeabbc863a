"""Derive the state of threads from the stored facts: authors, clocks and what is owed. It writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bizcare_tui.domain.authorship import notified_of
from bizcare_tui.domain.branches import line_of, version_in_use
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.domain.threads import Author, Qualification
from bizcare_tui.domain.triage import Triage
from bizcare_tui.store import acts, decisions, defects, notification_mails
from bizcare_tui.store.attribution import AuthorFacts, DerivationSettings
from bizcare_tui.store.derived_message import AttributedMessage, DerivedMessage
from bizcare_tui.store.derived_thread import (
    ThreadDerivation,
    own_fix_clock,
    qualification,
    start_derivation,
)
from bizcare_tui.store.inbox_columns import status_columns
from bizcare_tui.store.purchases import read_purchases
from bizcare_tui.store.tables import Message, Reply, Thread
from bizcare_tui.store.unix_time import from_unix_seconds, to_unix_seconds

_MESSAGE_COLUMNS: Select[Any] = sa_select(
    *(Message.__table__.c[each.name] for each in fields(DerivedMessage))  # type: ignore[attr-defined]
).order_by(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id))

Attribute = Callable[[Session, DerivationSettings, AuthorFacts], Sequence[DerivedMessage | AttributedMessage]]
"""Determines who wrote the messages of a thread, and returns the messages with their authors."""


def read_derivations(
    session: Session, desk: DerivationSettings, threads: Sequence[Thread], attribute: Attribute
) -> list[ThreadDerivation]:
    """Read the messages and acts of these threads, and begin to derive their state."""
    ids = [thread.id for thread in threads]
    messages = _read_messages(session, desk.account_id, ids)
    sales = read_purchases(
        session, desk.account_id, {thread.order_id for thread in threads if thread.order_id}
    )
    triages = acts.triage_by_thread(session, desk.account_id, ids)
    replies = _own_replies(session, desk.account_id, ids)
    mails = notification_mails.mail_times(session, desk.account_id, ids)
    worked = []
    for thread in threads:
        thread_messages, triage = messages[thread.id], triages.get(thread.id) or Triage()
        mailed = notified_of([message.at for message in thread_messages], mails.get(thread.id, ()))
        about = AuthorFacts(thread, thread_messages, triage, replies, mailed)
        each = start_derivation(thread, attribute(session, desk, about), triage, sales, desk.baseline)
        each.foreign_id = next((m.id for m in reversed(thread_messages) if m.id not in replies), None)
        worked.append(each)
    return worked


def _read_messages(
    session: Session, account_id: int, thread_ids: Sequence[int]
) -> dict[int, list[DerivedMessage]]:
    """Return the messages of each of these threads, the oldest first."""
    messages: dict[int, list[DerivedMessage]] = defaultdict(list)
    query = _MESSAGE_COLUMNS.where(
        col(Message.account_id) == account_id, col(Message.thread_id).in_(thread_ids)
    )
    for row in session.connection().execute(query):
        message = DerivedMessage(*row)
        messages[message.thread_id].append(message)
    return messages


def derive_statuses(
    session: Session, desk: DerivationSettings, worked: Sequence[ThreadDerivation]
) -> Iterator[tuple[ThreadDerivation, FixClock | None, dict[str, Any]]]:
    """Yield each thread with its fix clock and the status columns of its inbox row; also set its `line`."""
    ids = [each.thread.id for each in worked]
    decided = decisions.effective_decisions(session, desk.account_id, ids)
    shared = _shared_by_defects(session, desk.account_id, worked)
    for each in worked:
        fix = _fix(each, shared)
        yield each, fix, status_columns(each, fix, decided.get(each.thread.id), baseline=desk.baseline)


def _shared_by_defects(
    session: Session, account_id: int, worked: Sequence[ThreadDerivation]
) -> dict[int, defects.SharedFixData]:
    """Return the shared facts of each defect, with these threads as they are now; also set their `line`."""
    defect_ids = sorted({each.triage.defect for each in worked if each.triage.defect is not None})
    found = defects.shared_fix_data(session, account_id, defect_ids, [each.thread.id for each in worked])
    for each in worked:
        if each.triage.defect is not None:
            shared = found[each.triage.defect]
            each.line = shared.stated_line(each.thread.id) or _line(each)
            found[each.triage.defect] = shared.with_request(to_unix_seconds(each.clock.start), each.line)
    return found


def _line(each: ThreadDerivation) -> str:
    """Return the PrestaShop line of the version that the customer uses, "" if it is unknown."""
    written = [m.text for m in each.messages if m.author in (Author.CUSTOMER, Author.UNKNOWN)]
    return line_of(version_in_use(each.thread.topic, written, each.thread.prestashop_version or ""))


def _fix(each: ThreadDerivation, shared: Mapping[int, defects.SharedFixData]) -> FixClock | None:
    """Return the fix clock of a request: that of its defect, or its own if it is not linked to one."""
    if qualification(each.thread) is Qualification.NOTICE:
        return None
    if each.triage.defect is not None:
        about = shared[each.triage.defect]
        assert about.start is not None
        return fix_clock(from_unix_seconds(about.start), about.published_at(each.line or ""))
    return own_fix_clock(each)


def _own_replies(session: Session, account_id: int, thread_ids: Sequence[int]) -> set[int]:
    """Return the ids of the messages of these threads that are replies from our outbox."""
    query = select(Reply.message_id).where(
        col(Reply.account_id) == account_id,
        col(Reply.thread_id).in_(thread_ids),
        col(Reply.message_id).is_not(None),
    )
    return {message_id for message_id in session.exec(query) if message_id is not None}
