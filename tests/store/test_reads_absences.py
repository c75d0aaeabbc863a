"""Reading absences: from a day on, without removed ones."""

from __future__ import annotations

from datetime import date

from small_store import ANA, BEA, small_store

from bizcare_tui.store.database import Database
from bizcare_tui.store.defect_records import AbsenceRecord
from bizcare_tui.store.reads.absences import read_absences
from bizcare_tui.store.tables import AbsenceTable


def absence(first: str, last: str, removed_at: int | None = None) -> AbsenceTable:
    return AbsenceTable(
        account_id=1, person_id=BEA, first_day=first, last_day=last, added_by=ANA, added_at=0,
        removed_at=removed_at,
    )  # fmt: skip


def test_absences_end_on_the_day_or_later_and_are_not_removed(place: Database) -> None:
    rows = (
        absence("2026-12-07", "2026-12-08"), absence("2026-12-01", "2026-12-02"),
        absence("2026-11-01", "2026-11-30"), absence("2026-12-03", "2026-12-04", removed_at=9),
    )  # fmt: skip
    with small_store(place, *rows) as reader:
        assert read_absences(reader, date(2026, 12, 1)) == [
            AbsenceRecord(2, "bea", date(2026, 12, 1), date(2026, 12, 2), "ana"),
            AbsenceRecord(1, "bea", date(2026, 12, 7), date(2026, 12, 8), "ana"),
        ]
