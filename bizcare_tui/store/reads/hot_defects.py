"""The hand-written SQL of the steps of defects: a conversation about a defect shows how long reviews take.

Importing sqlmodel takes 0.4 to 0.5 s and 30 MB, so this runs on the database driver alone. It has a module
of its own because its record needs the rules of defects, which take 60 ms to import: too long for the first
frame.
"""

from __future__ import annotations

from bizcare_tui.store.defect_records import DefectStepRecord
from bizcare_tui.store.reads.reader import StoreReader


def read_defect_steps(reader: StoreReader) -> list[DefectStepRecord]:
    """Return the steps of all defects that were not undone, oldest first."""
    return reader.fetch(
        DefectStepRecord,
        """SELECT s.*, p.login FROM defect_step s JOIN person p ON p.id = s.person_id
           WHERE s.account_id = :account AND s.undone_at IS NULL ORDER BY s.id""",
    )
