"""Read the releases of PrestaShop from its list."""

from __future__ import annotations

from sqlmodel import col

from bizcare_tui.store.defect_records import ReleaseRecord
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.tables import PrestashopRelease


def read_releases(reader: StoreReader) -> list[ReleaseRecord]:
    """Return the releases from PrestaShop's list."""
    return reader.select(
        ReleaseRecord,
        select_fields(ReleaseRecord, PrestashopRelease).where(
            col(PrestashopRelease.account_id) == reader.account_id
        ),
    )
