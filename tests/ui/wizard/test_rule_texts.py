"""Rules and evidence as the pages show them."""

from __future__ import annotations

from fixed_time import NOW
from purchase_desk import THREAD, PurchaseDesk

from bizcare_tui.domain.evidence.evaluation_data import Evidence
from bizcare_tui.ui.wizard.rule_texts import (
    accepted_evidence,
    format_evaluation,
    format_evidence,
)


def test_evidence_names_its_source_and_time() -> None:
    assert format_evidence(Evidence("a\nfact", "order 9")).plain == "· a fact  [order 9]"
    dated = format_evidence(Evidence("a fact", "order 9", NOW)).plain
    assert dated.startswith("· a fact  [order 9, ")


def test_an_evaluation_has_its_verdict_its_facts_and_what_would_prove_it(at_desk: PurchaseDesk) -> None:
    evaluated = at_desk.desk.decisions.contexts.read(THREAD).of("modified_code")
    assert evaluated is not None
    lines = [line.plain for line in format_evaluation(evaluated)]
    assert lines[0].endswith(evaluated.why)
    assert len(lines) == 2 + len(evaluated.evidence)
    assert lines[-1].startswith("What would prove it: ")


def test_the_accepted_evidence_of_a_rule_is_listed(at_desk: PurchaseDesk) -> None:
    rule = at_desk.desk.decisions.policy.grounds["modified_code"]
    text = accepted_evidence(rule).plain
    assert text.startswith("Accepted evidence: ")
    assert text.count(",") == len(rule.evidence) - 1
