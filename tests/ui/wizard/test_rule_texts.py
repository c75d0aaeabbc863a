"""Rules and evidence as the pages show them."""

from __future__ import annotations

import pytest
from fixed_time import NOW
from purchase_desk import THREAD, PurchaseDesk

from bizcare_tui.domain.decisions.answers import EvidenceItem
from bizcare_tui.domain.evidence.evaluation_data import Evidence
from bizcare_tui.domain.policy import Proof
from bizcare_tui.ui.wizard.rule_texts import (
    EXCERPT_LENGTH,
    accepted_evidence,
    format_evaluation,
    format_evidence,
    format_evidence_item,
)


@pytest.mark.parametrize(
    ("proof", "kind"),
    [
        (Proof.DATA, "data"),
        (Proof.MESSAGE, "quoted"),
        (Proof.ATTACHMENT, "file"),
        (Proof.FINDING, "finding"),
    ],
)
def test_an_item_is_one_line_with_its_kind(proof: Proof, kind: str) -> None:
    assert format_evidence_item(EvidenceItem(proof, "two\n  lines")) == f"{kind}: two lines"


def test_a_long_item_is_cut() -> None:
    line = format_evidence_item(EvidenceItem(Proof.FINDING, "x" * (EXCERPT_LENGTH + 1)))
    assert line == "finding: " + "x" * (EXCERPT_LENGTH - 1) + "…"


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
