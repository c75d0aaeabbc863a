"""Decisions as lines of text."""

from __future__ import annotations

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.domain.clock import iso


def format_decision(row: DecisionRow) -> str:
    """Return a decision as a line of text."""
    grounds = ", ".join(row.grounds)
    return (
        f"#{row.id}  {(iso(row.at) or '')[:16]}  {row.kind:<10} {row.outcome:<11} {row.thread_id}  "
        f"{grounds}  {row.product}  ({row.who})"
    )
