"""Convert stored steps of defects to domain values."""

from __future__ import annotations

import json

from bizcare_tui.domain.defects import DefectStepKind, RecordedStep
from bizcare_tui.domain.text import safe_line
from bizcare_tui.store.database import DatabaseRow
from bizcare_tui.store.unix_time import from_unix_seconds


def to_defect_step(row: DatabaseRow) -> RecordedStep:
    """Return a stored step as a domain value."""
    content = json.loads(row["content"])
    return RecordedStep(
        row["id"], DefectStepKind(row["step"]), from_unix_seconds(row["at"]), safe_line(row["login"]), content
    )
