"""The strip of steps and the footer of a wizard, at the width of the terminal."""

from __future__ import annotations

import pytest
from person import open_app
from purchase_desk import PurchaseDesk
from wizard_pages import begin_rejection

from bizcare_tui.domain.decisions.answers import WizardStep


@pytest.mark.parametrize(
    ("size", "strip"),
    [
        ((80, 24), "✓ Request  ● Reasons  ✓ Evidence  ✓ Alternatives  ✓ Letter  ○ Review"),
        ((44, 20), "✓ 1  ● Reasons  ✓ 3  ✓ 4  ✓ 5  ○ 6"),
    ],
)
async def test_the_steps_and_discard_are_in_sight(
    at_desk: PurchaseDesk, size: tuple[int, int], strip: str
) -> None:
    async with open_app(at_desk.desk, size) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        person.expect_text(strip, "F9 discard", "Ctrl+N next step")
