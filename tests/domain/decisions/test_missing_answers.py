"""What is missing before the letter of a decision may be sent."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.decisions.answers import RejectionAnswers, WizardStep
from bizcare_tui.domain.decisions.missing_answers import missing_for_rejection

POLICY = load_policy(SHIPPED_POLICY_FOLDER / "nothing")


@pytest.mark.parametrize(
    ("letter", "missing"),
    [
        ("Hello", None),
        ("It costs 5 $ or $money", None),
        ("Your shop is $named_shop, not ${shop}", "$named_shop, $shop"),
        (" ", "The letter is empty."),
    ],
)
def test_a_letter_is_not_ready_while_it_is_empty_or_has_a_slot(letter: str, missing: str | None) -> None:
    found = missing_for_rejection(RejectionAnswers(letter=letter), POLICY, {})
    texts = [text for step, text in found if step is WizardStep.LETTER]
    assert len(texts) == (missing is not None)
    assert all(missing is not None and missing in text for text in texts)
