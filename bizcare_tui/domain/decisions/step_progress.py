"""How far a wizard is: which of its steps are done, and how much is open in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bizcare_tui.domain.decisions.answers import DecisionAnswers, WizardStep
from bizcare_tui.domain.decisions.missing_answers import MissingAnswer, wizard_steps


class StepState(StrEnum):
    """Whether a step of a wizard is done, the present one, or open."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step of a wizard: its number from 1, its state, and how many answers are missing in it."""

    step: WizardStep
    number: int
    state: StepState
    missing: int


def step_progress(answers: DecisionAnswers, missing: Sequence[MissingAnswer]) -> tuple[StepProgress, ...]:
    """Return the progress of every step, in their order.

    A step is done when nothing is missing in it and the person has been there: it is before the present one,
    or not after the letter once that is written.
    """
    steps = wizard_steps(answers)
    counts = [sum(each is step for each, _text in missing) for step in steps]
    present = steps.index(answers.step)
    reached = max(present, steps.index(WizardStep.LETTER) + 1 if answers.letter.strip() else 0)
    return tuple(
        StepProgress(step, number + 1, _state(number, count, present=present, reached=reached), count)
        for number, (step, count) in enumerate(zip(steps, counts, strict=True))
    )


def _state(number: int, missing: int, *, present: int, reached: int) -> StepState:
    if number == present:
        return StepState.CURRENT
    return StepState.DONE if number < reached and not missing else StepState.OPEN
