"""Read what proves a decision: files, declared versions, corrections of the shop, and earlier cover."""

from __future__ import annotations

from sqlalchemy import and_, func, or_
from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import (
    CoverReadingRecord,
    DeclaredRangeRecord,
    EvidenceFileRecord,
    ShopCorrectionRecord,
)
from bizcare_tui.store.tables import (
    CoverReading,
    DeclaredRange,
    EvidenceFile,
    Person,
    ShopCorrection,
    Thread,
)


def read_declared_ranges(reader: StoreReader, product_id: int | None) -> list[DeclaredRangeRecord]:
    """Return the versions declared compatible for a product, in the order in which they were recorded."""
    return reader.select(
        DeclaredRangeRecord,
        select_fields(DeclaredRangeRecord, DeclaredRange, Person)
        .join(Person, col(Person.id) == col(DeclaredRange.person_id))
        .where(
            col(DeclaredRange.account_id) == reader.account_id, col(DeclaredRange.product_id) == product_id
        )
        .order_by(col(DeclaredRange.recorded_at), col(DeclaredRange.id)),
    )


def read_shop_correction(reader: StoreReader, thread_id: int) -> ShopCorrectionRecord | None:
    """Return the seller's last correction of a thread's licensed shop, made there or in its order."""
    is_of_order = and_(
        col(ShopCorrection.order_id) == col(Thread.order_id),
        func.coalesce(col(ShopCorrection.product_id), 0) == func.coalesce(col(Thread.product_id), 0),
    )
    return reader.select_one(
        ShopCorrectionRecord,
        select_fields(ShopCorrectionRecord, ShopCorrection, Person)
        .join(Person, col(Person.id) == col(ShopCorrection.person_id))
        .join(Thread, col(Thread.account_id) == col(ShopCorrection.account_id))
        .where(
            col(ShopCorrection.account_id) == reader.account_id,
            col(Thread.id) == thread_id,
            or_(col(ShopCorrection.thread_id) == col(Thread.id), is_of_order),
        )
        .order_by(col(ShopCorrection.id).desc()),
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
