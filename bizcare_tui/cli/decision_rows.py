"""Decisions as lines of text."""

from __future__ import annotations

from bizcare_tui.desk.decision_rows import DecisionRow, kind_in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.policy import Policy
from bizcare_tui.i18n import current_language
from bizcare_tui.present.detail_labels import decision_outcome_label


def format_decision(row: DecisionRow, policy: Policy) -> str:
    """Return a decision as a line of text."""
    grounds = ", ".join(policy.titles(row.grounds, current_language()))
    outcome = decision_outcome_label(row.outcome)
    return (
        f"#{row.id}  {moment_in_words(row.at)}  {kind_in_words(row.kind):<10} {outcome:<16} {row.thread_id}  "
        f"{grounds}  {row.product}  ({row.who})"
    )
