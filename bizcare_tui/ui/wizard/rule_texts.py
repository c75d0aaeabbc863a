"""Rules, evaluations and evidence as the pages of the wizards show them."""

from __future__ import annotations

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.evidence.evaluation_data import Evidence, GroundEvaluation
from bizcare_tui.domain.policy import Rule, localized, proof_in_words
from bizcare_tui.i18n import _, current_language
from bizcare_tui.present import detail_labels
from bizcare_tui.present.evidence_lines import evidence_source
from bizcare_tui.ui.tones import verdict_style


def rule_title(rule: Rule) -> str:
    """Return the title of a rule in the language of the interface."""
    return localized(rule.title, current_language())


def rule_text(rule: Rule) -> str:
    """Return the text of a rule in the language of the interface."""
    return localized(rule.text, current_language())


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
    kinds = ", ".join(map(proof_in_words, rule.evidence))
    return Content.styled(_("Accepted evidence: {0}").format(kinds), "dim")
