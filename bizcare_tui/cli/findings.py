"""Findings of the reply check, as JSON and as text."""

from __future__ import annotations

from typing import Any

from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.present.detail_labels import finding_outcome_label


def finding_fields(finding: ReplyFinding) -> dict[str, Any]:
    """Return a finding as the fields of a line of `check --json`."""
    return {
        "finding": finding.kind.value,
        "outcome": finding.outcome.value,
        "why": finding.why,
        "span": list(finding.span) if finding.span else None,
    }


def format_finding(finding: ReplyFinding) -> str:
    """Return a finding as a line of text."""
    return f"{finding_outcome_label(finding.outcome):<9} {finding.why}"
