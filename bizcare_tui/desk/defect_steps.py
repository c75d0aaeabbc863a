"""Convert stored steps of defects to domain values."""

from __future__ import annotations

from bizcare_tui.domain.defects import RecordedStep
from bizcare_tui.domain.text import safe_line
from bizcare_tui.store.defect_records import DefectStepRecord


def to_defect_step(record: DefectStepRecord) -> RecordedStep:
    """Return a stored step as a domain value."""
    return RecordedStep(record.id, record.step, record.at, safe_line(record.login), record.content)
