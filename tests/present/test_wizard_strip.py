"""The strip of a wizard's steps, at several widths and in all languages."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from bizcare_tui.domain.decisions.answers import DecisionAnswers, RefundAnswers, RejectionAnswers, WizardStep
from bizcare_tui.domain.decisions.missing_answers import MissingAnswer
from bizcare_tui.domain.decisions.step_progress import StepState, step_progress
from bizcare_tui.i18n import set_language
from bizcare_tui.present.wizard_strip import strip_parts, wizard_step_name

MISSING: list[MissingAnswer] = [
    (WizardStep.GROUNDS, "a"),
    (WizardStep.EVIDENCE, "b"),
    (WizardStep.EVIDENCE, "c"),
]


def strip(width: int) -> str:
    """Return the strip of a rejection in its second step."""
    progress = step_progress(RejectionAnswers(step=WizardStep.GROUNDS), MISSING)
    return "".join(text for text, _state in strip_parts(progress, width))


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (
            100,
            "✓ Request  ● Reasons: 1 open  ○ Evidence: 2 open  ○ Alternatives  ○ Letter  ○ Review",
        ),
        (78, "✓ Request  ● Reasons  ○ Evidence  ○ Alternatives  ○ Letter  ○ Review"),
        (60, "✓ 1  ● Reasons  ○ 3  ○ 4  ○ 5  ○ 6"),
        (30, "✓ 1  ● 2  ○ 3  ○ 4  ○ 5  ○ 6"),
        (1, "✓ 1  ● 2  ○ 3  ○ 4  ○ 5  ○ 6"),
    ],
)
def test_the_strip_has_the_longest_form_that_fits(width: int, text: str) -> None:
    assert strip(width) == text


@pytest.mark.parametrize("language", ["en", "es", "fr", "it"])
@pytest.mark.parametrize("answers", [RejectionAnswers(), RefundAnswers()])
def test_every_name_fits_whole_at_80_columns(language: str, answers: DecisionAnswers) -> None:
    set_language(language)
    try:
        progress = step_progress(answers, ())
        parts = strip_parts(progress, 78)
        names = [wizard_step_name(each.step) for each in progress]
    finally:
        set_language("en")
    assert cell_len("".join(text for text, _state in parts)) <= 78
    assert [text.split(maxsplit=1)[1].strip() for text, _state in parts] == names
    assert parts[0][1] is StepState.CURRENT
