"""Interface labels of verdicts, defect steps, defect states and decision outcomes."""

from __future__ import annotations

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.defects import DefectState, DefectStepKind
from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.outbox import ReplyState, reply_state_label
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFindingKind
from bizcare_tui.i18n import _


def defect_step_label(step_: DefectStepKind) -> str:
    """Return the label of a step in the life of a defect."""
    return {
        DefectStepKind.REPRODUCED: _("reproduced here"),
        DefectStepKind.FIXED: _("fixed in our code"),
        DefectStepKind.SUBMITTED: _("submitted to PrestaShop"),
        DefectStepKind.RETURNED: _("rejected by PrestaShop"),
        DefectStepKind.CANCELLED: _("submission cancelled"),
        DefectStepKind.PUBLISHED: _("published on the Marketplace"),
        DefectStepKind.BLOCKED: _("blocked"),
        DefectStepKind.UNBLOCKED: _("unblocked"),
        DefectStepKind.BRANCH: _("branch of a request"),
        DefectStepKind.RENAMED: _("renamed"),
    }[step_]


def defect_state_label(state: DefectState) -> str:
    """Return the label of a defect's state, at most twelve cells wide."""
    return {
        DefectState.REPORTED: _("reported"),
        DefectState.REPRODUCED: _("reproduced"),
        DefectState.FIXED: _("fixed"),
        DefectState.SUBMITTED: _("submitted"),
        DefectState.PUBLISHED: _("published"),
        DefectState.INFORMED: _("informed"),
    }[state]


def verdict_label(verdict_: GroundVerdict) -> str:
    """Return the label of the data's verdict on a ground, at most fourteen cells wide."""
    return {
        GroundVerdict.SUPPORTED: _("PROVEN"),
        GroundVerdict.CONTRADICTED: _("CONTRADICTED"),
        GroundVerdict.UNKNOWN: _("not proven yet"),
    }[verdict_]


def decision_outcome_label(outcome: str) -> str:
    """Return the label of a decision's outcome."""
    return {
        "withdrawal": _("undoes a decision"),
        "replaced": _("replaced"),
        "refunded": _("refunded"),
        "overdue": _("refund overdue"),
        "refunding": _("refunding"),
        "rejected": _("rejected"),
        "discarded": _("letter undone"),
    }.get(outcome) or _("letter {0}").format(reply_state_label(ReplyState(outcome)))


def wizard_step_label(step: WizardStep) -> str:
    """Return the label of a step of a wizard."""
    return {
        WizardStep.ASKED: _("Request"),
        WizardStep.GROUNDS: _("Reasons"),
        WizardStep.EVIDENCE: _("Evidence"),
        WizardStep.ALTERNATIVES: _("Alternatives"),
        WizardStep.WINDOWS: _("Refund windows and order"),
        WizardStep.CONSEQUENCES: _("Consequences"),
        WizardStep.LETTER: _("Letter"),
        WizardStep.REVIEW: _("Review"),
        WizardStep.GUIDANCE: _("The “$” step"),
        WizardStep.CONFIRM: _("Confirmation"),
    }[step]


def rule_kind_label(kind: str) -> str:
    """Return the label of a kind of rules of the policy."""
    return {
        "cover": _("Cover"),
        "ground": _("Reason for a rejection"),
        "refund": _("Reason for a refund"),
        "clock": _("Deadline"),
        "window": _("Period"),
        "alternative": _("Alternative"),
        "information": _("Information"),
    }[kind]


def finding_outcome_label(outcome: FindingOutcome) -> str:
    """Return the label of what a finding of the reply check means for sending."""
    return {
        FindingOutcome.BLOCK: _("STOP"),
        FindingOutcome.OVERRIDE: _("REASON?"),
        FindingOutcome.WARN: _("WARNING"),
        FindingOutcome.NOTE: _("NOTE"),
    }[outcome]


def finding_kind_label(kind: ReplyFindingKind) -> str:
    """Return the label of a kind of finding of the reply check."""
    return {
        ReplyFindingKind.CANNED: _("repeats an earlier text"),
        ReplyFindingKind.INSUFFICIENT: _("says too little"),
        ReplyFindingKind.UNFILLED_SLOT: _("empty slot"),
        ReplyFindingKind.WRONG_LANGUAGE: _("another language"),
        ReplyFindingKind.OTHER_CUSTOMER: _("another customer"),
        ReplyFindingKind.AUTO_REPLY: _("reads automatic"),
        ReplyFindingKind.OFF_PLATFORM: _("leads off the Marketplace"),
        ReplyFindingKind.CREDENTIALS: _("password or key"),
    }[kind]
