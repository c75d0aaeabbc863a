"""What to do next with a thread: one step, chosen by rules in the order of their urgency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.domain.care_summary import CareSummary, CoverReason, UnderWay
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Cover, Qualification, State

_NEEDS_PERSON = (ReplyState.HELD, ReplyState.FAILED, ReplyState.UNKNOWN)
_ON_ITS_WAY = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNCONFIRMED)
_NO_CARE = (Cover.EXPIRED, Cover.NONE)
_REFUND_REASONS = (CoverReason.REFUNDED, CoverReason.CARE_REFUNDED)


class NextStep(StrEnum):
    """The next step of a thread."""

    CHECK_REPLY = "check_reply"
    AWAIT_REPLY = "await_reply"
    SET_AUTHOR = "set_author"
    CONTINUE_REJECTION = "continue_rejection"
    CONTINUE_REFUND = "continue_refund"
    CHASE_REFUND = "chase_refund"
    AWAIT_REFUND = "await_refund"
    READ_NOTICE = "read_notice"
    FINISH_DRAFT = "finish_draft"
    ASK_FACTS = "ask_facts"
    OFFER_REACTIVATION = "offer_reactivation"
    ANSWER = "answer"
    PUBLISH_OR_REFUND = "publish_or_refund"
    LINK_DEFECT = "link_defect"
    SUBMIT_FIX = "submit_fix"
    REPLY_AGAIN = "reply_again"
    AWAIT_CUSTOMER = "await_customer"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next step of a thread.

    `due` is the deadline that the step has to meet, `is_late` whether it has passed. `needs_fix` is true when
    an answer alone does not end the request: a patch is due after it.
    """

    step: NextStep
    due: datetime | None = None
    is_late: bool = False
    needs_fix: bool = False


def next_action(summary: CareSummary, now: datetime) -> NextAction:
    """Return the next step of a thread; the first rule that applies decides.

    Source: partner help centre, handling support requests; the order of the rules is ours.
    """
    step = next(step for applies, step in _RULES if applies(summary))
    due = _due(step, summary)
    is_late = due is not None and due <= now
    return NextAction(step, due, is_late, _needs_fix(step, summary))


def _due(step: NextStep, summary: CareSummary) -> datetime | None:
    if step in (NextStep.AWAIT_CUSTOMER, NextStep.NOTHING, NextStep.READ_NOTICE):
        return None
    if step in (NextStep.CHASE_REFUND, NextStep.AWAIT_REFUND):
        return summary.refund_expected_by
    if step in (NextStep.PUBLISH_OR_REFUND, NextStep.LINK_DEFECT, NextStep.SUBMIT_FIX):
        return summary.fix.due if summary.fix is not None else summary.due
    return summary.due


def _needs_fix(step: NextStep, summary: CareSummary) -> bool:
    answers = (NextStep.ANSWER, NextStep.FINISH_DRAFT, NextStep.ASK_FACTS)
    if step not in answers or not summary.is_covered or summary.fix is None:
        return False
    return summary.is_technical and summary.fix.status is Status.PENDING


def _owes_answer(summary: CareSummary) -> bool:
    return summary.owed in (Owed.FIRST_ANSWER, Owed.FOLLOW_UP)


def _is_purchase_without_care(summary: CareSummary) -> bool:
    """Return whether cover could be bought again: a refund ended the purchase or the cover for good."""
    return (
        summary.qualification is Qualification.AFTERSALE
        and summary.cover in _NO_CARE
        and summary.cover_reason is not CoverReason.FREE
        and summary.cover_reason not in _REFUND_REASONS
    )


def _owes_fix(summary: CareSummary) -> bool:
    return summary.owed is Owed.FIX and summary.fix is not None


_RULES: tuple[tuple[Callable[[CareSummary], bool], NextStep], ...] = (
    (lambda each: each.reply in _NEEDS_PERSON, NextStep.CHECK_REPLY),
    (lambda each: each.reply in _ON_ITS_WAY, NextStep.AWAIT_REPLY),
    (lambda each: each.owed is Owed.REFUND, NextStep.CHASE_REFUND),
    (lambda each: each.state is State.REFUNDING, NextStep.AWAIT_REFUND),
    (lambda each: _owes_answer(each) and each.may_be_answered, NextStep.SET_AUTHOR),
    (
        lambda each: each.state is not State.CLOSED and UnderWay.REJECTION in each.under_way,
        NextStep.CONTINUE_REJECTION,
    ),
    (
        lambda each: each.state is not State.CLOSED and UnderWay.REFUND in each.under_way,
        NextStep.CONTINUE_REFUND,
    ),
    (
        lambda each: each.qualification is Qualification.NOTICE and each.state is not State.CLOSED,
        NextStep.READ_NOTICE,
    ),
    (lambda each: each.state is not State.CLOSED and UnderWay.DRAFT in each.under_way, NextStep.FINISH_DRAFT),
    (
        lambda each: _owes_answer(each) and each.is_technical and each.is_missing_facts and each.is_covered,
        NextStep.ASK_FACTS,
    ),
    (lambda each: _owes_answer(each) and _is_purchase_without_care(each), NextStep.OFFER_REACTIVATION),
    (lambda each: each.owed is Owed.FIRST_ANSWER, NextStep.ANSWER),
    (
        lambda each: _owes_fix(each) and each.fix is not None and each.fix.status is Status.LATE,
        NextStep.PUBLISH_OR_REFUND,
    ),
    (
        lambda each: _owes_fix(each) and each.fix is not None and each.fix.defect is None,
        NextStep.LINK_DEFECT,
    ),
    (_owes_fix, NextStep.SUBMIT_FIX),
    (lambda each: each.owed is Owed.FOLLOW_UP, NextStep.REPLY_AGAIN),
    (lambda each: each.state is State.WAITING, NextStep.AWAIT_CUSTOMER),
    (lambda _each: True, NextStep.NOTHING),
)
