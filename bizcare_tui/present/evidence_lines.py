"""Evidence, and the dry run of a rejection, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bizcare_tui.domain.decisions.answers import EvidenceItem
from bizcare_tui.domain.decisions.objections import Objection, RejectionDryRun
from bizcare_tui.domain.evidence.evaluation_data import Evidence
from bizcare_tui.domain.evidence.learned_passages import heaviest_words, learned_grounds
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.policy import Policy, Proof
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.i18n import _, current_language, labelled, ngettext
from bizcare_tui.present.cells import shorten
from bizcare_tui.present.detail_labels import verdict_label

# Cells of a terminal at which the excerpt of a message or of evidence is cut.
EXCERPT_WIDTH = 90
_LONGEST_WORD = 40  # letters


class DryRunLineKind(Enum):
    """What a line of a dry run is, so that it can be shown in its colour."""

    SUMMARY = "summary"
    REASON = "reason"
    EVIDENCE = "evidence"
    SERIOUS = "serious"
    DOUBT = "doubt"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class DryRunLine:
    """A line of a dry run."""

    kind: DryRunLineKind
    text: str


def evidence_source(evidence: Evidence | EvidenceItem) -> str:
    """Return where a piece of evidence comes from; a message in the language of the interface."""
    if evidence.message is not None:
        return _("message {0}").format(evidence.message)
    return evidence.source


def format_evidence_item(item: EvidenceItem) -> str:
    """Return a selected piece of evidence as one line."""
    kinds = {
        Proof.DATA: _("data"),
        Proof.MESSAGE: _("quoted"),
        Proof.ATTACHMENT: _("file"),
        Proof.FINDING: _("finding"),
    }
    excerpt = " ".join(item.text.split())
    return labelled(kinds[item.proof], shorten(excerpt, EXCERPT_WIDTH))


def weighing_words(ground: str, item: EvidenceItem) -> str:
    """Return which words of a quotation speak most for a ground; "" for other evidence."""
    if item.proof is not Proof.MESSAGE or ground not in learned_grounds():
        return ""
    words = [item.text[slice(*span)] for span in heaviest_words(flat(item.text), Ground(ground))]
    shown = ", ".join(f"“{safe_line(word, _LONGEST_WORD)}”" for word in dict.fromkeys(words))
    return _("Weighs most: {0}").format(shown) if shown else ""


def dry_run_lines(dry_run: RejectionDryRun, policy: Policy) -> list[DryRunLine]:
    """Return a dry run: whether the rejection would hold, then each reason, then what is about the whole."""
    lines = [DryRunLine(DryRunLineKind.SUMMARY, dry_run_summary(dry_run))]
    for reason in dry_run.reasons:
        (title,) = policy.titles([reason.ground], current_language())
        lines.append(DryRunLine(DryRunLineKind.REASON, f"{title} ({verdict_label(reason.verdict)})"))
        lines += [
            DryRunLine(DryRunLineKind.EVIDENCE, "  " + format_evidence_item(each)) for each in reason.items
        ]
        lines += [line for each in reason.objections for line in _objection_lines(each)]
    if dry_run.objections:
        lines.append(DryRunLine(DryRunLineKind.REASON, _("The rejection as a whole")))
        lines += [line for each in dry_run.objections for line in _objection_lines(each)]
    return lines


def dry_run_summary(dry_run: RejectionDryRun) -> str:
    """Return in one sentence whether the rejection would hold."""
    count, serious = len(dry_run.every_objection), dry_run.serious_count
    if serious:
        return ngettext(
            "This rejection would hardly hold: {n} serious objection.",
            "This rejection would hardly hold: {n} serious objections.",
            serious,
        ).format(n=serious)
    if count:
        return ngettext(
            "This rejection may hold, with {n} doubt.", "This rejection may hold, with {n} doubts.", count
        ).format(n=count)
    return _("This rejection would hold: nothing was found to object.")


def _objection_lines(objection: Objection) -> Iterator[DryRunLine]:
    if objection.is_serious:
        yield DryRunLine(DryRunLineKind.SERIOUS, f"  ✗ {objection.text}")
    else:
        yield DryRunLine(DryRunLineKind.DOUBT, f"  ? {objection.text}")
    yield DryRunLine(DryRunLineKind.ANSWER, f"    → {objection.answer}")
