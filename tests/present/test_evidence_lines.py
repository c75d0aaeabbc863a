"""Evidence and the dry run of a rejection as lines."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.decisions.answers import EvidenceItem
from bizcare_tui.domain.decisions.objections import Objection, ObjectionKind, ReasonDryRun, RejectionDryRun
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Proof
from bizcare_tui.i18n import set_language
from bizcare_tui.present.evidence_lines import (
    EXCERPT_WIDTH,
    dry_run_lines,
    dry_run_summary,
    evidence_source,
    format_evidence_item,
    weighing_words,
)

POLICY = load_policy(SHIPPED_POLICY_FOLDER / "nothing")
SERIOUS = Objection(ObjectionKind.NO_EVIDENCE, "Nothing proves it.", "Add some.")
DOUBT = Objection(ObjectionKind.OWN_WORDS, "Only your words.", "Quote the customer.")


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


def test_a_quotation_says_which_words_weigh_most() -> None:
    item = EvidenceItem(Proof.MESSAGE, "Last week our developer\nedited header.tpl by hand.")
    assert weighing_words(Ground.MODIFIED_CODE, item).startswith("Weighs most: “")
    assert "“edited”" in weighing_words(Ground.MODIFIED_CODE, item)


@pytest.mark.parametrize(
    ("ground", "item"),
    [
        (Ground.MODIFIED_CODE, EvidenceItem(Proof.FINDING, "we edited header.tpl")),
        (Ground.OTHER_SHOP, EvidenceItem(Proof.MESSAGE, "we edited header.tpl")),
        ("singular_unsolvable", EvidenceItem(Proof.MESSAGE, "we edited header.tpl")),
        (Ground.MODIFIED_CODE, EvidenceItem(Proof.MESSAGE, "#0 /modules/a/a.php(1): A->run()")),
    ],
)
def test_other_evidence_says_no_words(ground: str, item: EvidenceItem) -> None:
    assert weighing_words(ground, item) == ""


def test_a_long_item_is_cut() -> None:
    line = format_evidence_item(EvidenceItem(Proof.FINDING, "x" * (EXCERPT_WIDTH + 1)))
    assert line == "finding: " + "x" * (EXCERPT_WIDTH - 2) + " …"


@pytest.mark.parametrize(
    ("objections", "summary"),
    [
        ((), "would hold"),
        ((DOUBT,), "may hold, with 1 doubt."),
        ((DOUBT, SERIOUS, SERIOUS), "would hardly hold: 2 serious objections."),
    ],
)
def test_the_summary_says_whether_the_rejection_would_hold(
    objections: tuple[Objection, ...], summary: str
) -> None:
    assert summary in dry_run_summary(RejectionDryRun((), objections))


def test_each_reason_has_its_evidence_and_each_objection_its_answer() -> None:
    item = EvidenceItem(Proof.FINDING, "it differs")
    reason = ReasonDryRun(Ground.MODIFIED_CODE, GroundVerdict.UNKNOWN, (item,), (SERIOUS,))
    assert [line.text for line in dry_run_lines(RejectionDryRun((reason,), (DOUBT,)), POLICY)] == [
        "This rejection would hardly hold: 1 serious objection.",
        "Code changed by the customer (not proven yet)",
        "  finding: it differs",
        "  ✗ Nothing proves it.",
        "    → Add some.",
        "The rejection as a whole",
        "  ? Only your words.",
        "    → Quote the customer.",
    ]


def test_a_quoted_message_is_named_in_the_language_of_the_interface() -> None:
    set_language("es")
    try:
        assert evidence_source(EvidenceItem(Proof.MESSAGE, "text", "message 12", 12)) == "mensaje 12"
        assert (
            evidence_source(EvidenceItem(Proof.DATA, "8.0.4", "Seller API, thread")) == "Seller API, thread"
        )
    finally:
        set_language("en")
