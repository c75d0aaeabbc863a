"""Read the acts of this person, and which threads a verb cannot close."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import State
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import OwnActRecord
from bizcare_tui.store.tables import ActTable, InboxEntry, Person


def read_own_acts(reader: StoreReader, limit: int) -> list[OwnActRecord]:
    """Return this person's acts, newest first; of a batch, only the first, with its number of threads."""
    other = aliased(ActTable)
    batch = (
        select(func.count(col(other.thread_id).distinct()))
        .where(
            col(other.account_id) == col(ActTable.account_id),
            col(other.person_id) == col(ActTable.person_id),
            col(other.id) >= col(ActTable.id),
            col(other.batch) == col(ActTable.batch),
        )
        .correlate(ActTable)
        .scalar_subquery()
    )
    is_entry = and_(
        col(InboxEntry.account_id) == col(ActTable.account_id),
        col(InboxEntry.thread_id) == col(ActTable.thread_id),
    )
    return reader.select(
        OwnActRecord,
        select_fields(
            OwnActRecord,
            ActTable,
            InboxEntry,
            threads=case((col(ActTable.batch).is_(None), 1), else_=batch),
        )
        .select_from(ActTable)
        .join(Person, col(Person.id) == col(ActTable.person_id))
        .join(InboxEntry, is_entry, isouter=True)
        .where(
            col(ActTable.account_id) == reader.account_id,
            col(Person.login) == reader.login,
            func.coalesce(col(ActTable.batch), col(ActTable.id)) == col(ActTable.id),
        )
        .order_by(col(ActTable.id).desc())
        .limit(limit),
    )


def find_owing_first_answer(reader: StoreReader, thread_ids: Sequence[int]) -> set[int]:
    """Return those of these threads that owe a first answer, even if they owe something else earlier."""
    owes = or_(
        col(InboxEntry.owed) == Owed.FIRST_ANSWER,
        and_(
            col(InboxEntry.owed).is_not(None),
            col(InboxEntry.first_at).is_(None),
            col(InboxEntry.scored),
            col(InboxEntry.state) != State.CLOSED,
        ),
    )
    found: set[int] = set()
    for batch in in_batches(thread_ids):
        some = col(InboxEntry.thread_id).in_(batch)
        statement = select(col(InboxEntry.thread_id)).where(
            col(InboxEntry.account_id) == reader.account_id, some, owes
        )
        found |= set(reader.scalars(statement))
    return found
