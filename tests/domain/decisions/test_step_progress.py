"""How far a wizard is in each of its steps."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.decisions.answers import (
    REFUND_STEPS,
    DecisionAnswers,
    RefundAnswers,
    RejectionAnswers,
    WizardStep,
)
from bizcare_tui.domain.decisions.step_progress import StepState, step_progress

MARKS = {StepState.DONE: "d", StepState.CURRENT: "c", StepState.OPEN: "o"}


@pytest.mark.parametrize(
    ("answers", "missing", "expected"),
    [
        (RejectionAnswers(), (), "cooooo"),
        (RejectionAnswers(step=WizardStep.GROUNDS), (WizardStep.GROUNDS,), "dcoooo"),
        (RejectionAnswers(step=WizardStep.ALTERNATIVES), (WizardStep.EVIDENCE,), "ddocoo"),
        (RejectionAnswers(step=WizardStep.REVIEW, letter="Hello"), (), "dddddc"),
        (RejectionAnswers(step=WizardStep.GROUNDS, letter="Hello"), (WizardStep.EVIDENCE,), "dcoddo"),
        (RejectionAnswers(step=WizardStep.GROUNDS, letter=" "), (), "dcoooo"),
        (RefundAnswers(step=WizardStep.GUIDANCE, letter="Hello"), (WizardStep.CONFIRM,), "ddddco"),
    ],
)
def test_a_step_is_done_once_the_person_was_there_and_nothing_is_missing(
    answers: DecisionAnswers, missing: tuple[WizardStep, ...], expected: str
) -> None:
    progress = step_progress(answers, [(step, "missing") for step in missing])
    assert "".join(MARKS[each.state] for each in progress) == expected


def test_every_step_has_its_number_and_what_is_missing_in_it() -> None:
    missing = [(WizardStep.CONSEQUENCES, "one"), (WizardStep.CONSEQUENCES, "two")]
    progress = step_progress(RefundAnswers(), missing)
    assert [(each.step, each.number) for each in progress] == [
        (step, number) for number, step in enumerate(REFUND_STEPS, 1)
    ]
    assert [each.missing for each in progress] == [0, 0, 2, 0, 0, 0]
