"""The names on the screen of verdicts, of the steps of a defect, of what became of a decision."""

from __future__ import annotations

from bizcare_tui.domain.defects import DefectState, Step
from bizcare_tui.domain.evidence.case import Verdict
from bizcare_tui.i18n import _


def step(step_: Step) -> str:
    """A step of a defect's life."""
    return {
        Step.REPRODUCED: _("reproduced here"),
        Step.FIXED: _("fixed in our code"),
        Step.SUBMITTED: _("handed in"),
        Step.RETURNED: _("turned down by the review"),
        Step.PUBLISHED: _("published on the Marketplace"),
        Step.BLOCKED: _("blocked"),
        Step.UNBLOCKED: _("no longer blocked"),
        Step.RENAMED: _("another name"),
    }[step_]


def defect_state(state: DefectState) -> str:
    """How far a defect is, in at most twelve cells."""
    return {
        DefectState.REPORTED: _("reported"),
        DefectState.REPRODUCED: _("reproduced"),
        DefectState.FIXED: _("fixed"),
        DefectState.SUBMITTED: _("submitted"),
        DefectState.PUBLISHED: _("published"),
        DefectState.TOLD: _("told"),
    }[state]


def verdict(verdict_: Verdict) -> str:
    """What the data say of a ground."""
    return {
        Verdict.SUPPORTED: _("SUPPORTED"),
        Verdict.CONTRADICTED: _("CONTRADICTED"),
        Verdict.UNKNOWN: _("unknown"),
    }[verdict_]


def decision_outcome(outcome: str) -> str:
    """What became of a decision."""
    return {
        "withdrawal": _("a withdrawal"),
        "replaced": _("replaced"),
        "refunded": _("refunded"),
        "overdue": _("refund overdue"),
        "refunding": _("refunding"),
        "rejected": _("rejected"),
        "discarded": _("letter taken back"),
    }.get(outcome, _("letter {0}").format(outcome))
