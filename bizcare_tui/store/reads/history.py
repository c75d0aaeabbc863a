"""Read the history."""

from __future__ import annotations

from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import HistoryRecord
from bizcare_tui.store.tables import History, Person


def read_thread_history(reader: StoreReader, thread_id: int) -> list[HistoryRecord]:
    """Return the history entries of a thread, oldest first."""
    return reader.select(
        HistoryRecord,
        select_fields(HistoryRecord, History, Person)
        .join(Person, col(Person.id) == col(History.person_id), isouter=True)
        .where(col(History.account_id) == reader.account_id, col(History.thread_id) == thread_id)
        .order_by(col(History.id)),
    )
