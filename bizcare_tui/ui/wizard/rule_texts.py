"""Rules, evaluations and evidence as the pages of the wizards show them."""

from __future__ import annotations

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.evidence.evaluation_data import Evidence, GroundEvaluation
from bizcare_tui.domain.policy import Rule
from bizcare_tui.i18n import _
from bizcare_tui.present import detail_labels, rule_lines
from bizcare_tui.present.evidence_lines import evidence_source
from bizcare_tui.ui.tones import verdict_style


def format_evidence(evidence: Evidence) -> Content:
    """Return a piece of evidence with its source and time."""
    source = evidence_source(evidence)
    if evidence.at is not None:
        source += ", " + moment_in_words(evidence.at)
    return Content.assemble(("· ", ""), (" ".join(evidence.text.split()), "bold"), (f"  [{source}]", "dim"))


def format_evaluation(evaluated: GroundEvaluation) -> list[Content]:
    """Return the verdict on a ground: its reason, the facts with their sources, and what would prove it."""
    lines = [
        Content.assemble(
            (detail_labels.verdict_label(evaluated.verdict), verdict_style(evaluated.verdict)),
            (f"  {evaluated.why}", ""),
        ),
        *(format_evidence(each) for each in evaluated.evidence),
    ]
    if evaluated.settle:
        lines.append(Content.styled(_("What would prove it: {0}").format(evaluated.settle), "italic"))
    return lines


def accepted_evidence(rule: Rule) -> Content:
    """Return a line with the kinds of evidence that a rule accepts."""
    return Content.styled(rule_lines.accepted_evidence(rule), "dim")
