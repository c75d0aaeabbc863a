"""Read the files that prove a decision."""

from __future__ import annotations

from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import EvidenceFileRecord
from bizcare_tui.store.tables import EvidenceFile


def read_evidence_file(reader: StoreReader, digest: str) -> EvidenceFileRecord | None:
    """Return a file that was stored as evidence."""
    return reader.select_one(
        EvidenceFileRecord,
        select_fields(EvidenceFileRecord, EvidenceFile).where(
            col(EvidenceFile.account_id) == reader.account_id, col(EvidenceFile.digest) == digest
        ),
    )
