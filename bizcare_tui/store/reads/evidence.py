"""Read what proves a decision: files and earlier cover."""

from __future__ import annotations

from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import CoverReadingRecord, EvidenceFileRecord
from bizcare_tui.store.tables import (
    CoverReading,
    EvidenceFile,
)


def read_cover_readings(reader: StoreReader, thread_id: int) -> list[CoverReadingRecord]:
    """Return the earlier reported values of a thread's Business Care, oldest first."""
    return reader.select(
        CoverReadingRecord,
        select_fields(CoverReadingRecord, CoverReading)
        .where(col(CoverReading.account_id) == reader.account_id, col(CoverReading.thread_id) == thread_id)
        .order_by(col(CoverReading.at)),
    )


def read_evidence_file(reader: StoreReader, digest: str) -> EvidenceFileRecord | None:
    """Return a file that was stored as evidence."""
    return reader.select_one(
        EvidenceFileRecord,
        select_fields(EvidenceFileRecord, EvidenceFile).where(
            col(EvidenceFile.account_id) == reader.account_id, col(EvidenceFile.digest) == digest
        ),
    )
