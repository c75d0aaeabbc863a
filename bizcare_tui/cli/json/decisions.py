"""Decisions as JSON: `decisions --json`, and within `show --json`."""

from __future__ import annotations

from typing import Any

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.domain.clock import iso


def decision_json(row: DecisionRow) -> dict[str, Any]:
    """Return a decision as a line of `decisions --json`."""
    return {
        "id": row.id,
        "thread": row.thread_id,
        "kind": row.kind,
        "grounds": list(row.grounds),
        "product": row.product,
        "at": iso(row.at),
        "who": row.who,
        "outcome": row.outcome,
        "reply": row.reply_id,
    }
