"""Read the absences of the people at the desk."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import col

from bizcare_tui.store.defect_records import AbsenceRecord
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.tables import AbsenceTable, Person


def read_absences(reader: StoreReader, since: date) -> list[AbsenceRecord]:
    """Return the absences that end on this day or later, ordered by first day."""
    adder = aliased(Person)
    return reader.select(
        AbsenceRecord,
        select_fields(AbsenceRecord, AbsenceTable, Person, added_by=col(adder.login))
        .join(Person, col(Person.id) == col(AbsenceTable.person_id))
        .join(adder, col(adder.id) == col(AbsenceTable.added_by))
        .where(
            col(AbsenceTable.account_id) == reader.account_id,
            col(AbsenceTable.removed_at).is_(None),
            col(AbsenceTable.last_day) >= since.isoformat(),
        )
        .order_by(col(AbsenceTable.first_day), col(AbsenceTable.id)),
    )
