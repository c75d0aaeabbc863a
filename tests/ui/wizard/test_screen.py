"""The wizards' screen: from step to step, leaving, discarding, help."""

from __future__ import annotations

from dataclasses import replace

import pytest
from person import open_app
from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import begin_rejection, stored_rejection

from bizcare_tui.domain.decisions.answers import RejectionAnswers, WizardStep


async def test_back_never_loses_an_answer_and_next_says_what_is_missing(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.ASKED)
        await person.press("ctrl+n", "ctrl+n")
        person.expect_text("step 2 of 6")
        person.expect_notice("Select at least one reason")
        await person.press("space", "ctrl+n", "ctrl+b", "ctrl+b", "ctrl+n")
        person.expect_text("step 2 of 6", "[x] PROVEN")
        await person.press("escape")
        assert stored_rejection(at_desk).of("other_shop") is not None
        await person.press("x")
        await person.wait_for_text("step 2 of 6")


async def test_answers_are_discarded_only_after_a_confirmation(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        await person.press("f9", "enter")
        assert stored_rejection(at_desk).of("other_shop") is not None
        await person.press("f9", "j", "enter")
        await person.settled()
        assert stored_rejection(at_desk) == RejectionAnswers()
        person.expect_text("Carousel stays empty")


@pytest.mark.parametrize(("key", "kind"), [("x", "rejection"), ("$", "refund")])
async def test_a_wizard_that_was_only_opened_leaves_nothing_behind(
    at_desk: PurchaseDesk, key: str, kind: str
) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("dollar_sign" if key == "$" else key)
        await person.wait_for_text("step 1 of 6", "F9 discard")
        await person.press("ctrl+n", "ctrl+b", "escape")
        assert at_desk.desk.decisions.begun(THREAD) == []
        assert "begun" not in person.text
        await person.press("dollar_sign" if key == "$" else key, "f9")
        assert len(person.app.screen_stack) == 1
        assert at_desk.desk.decisions.begun(THREAD) == []


async def test_the_help_of_a_page_names_every_key(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        await person.press("f1")
        await person.wait_for_text(
            "Quote a message",
            "Type a finding",
            "Add a file",
            "Dismiss a passage",
            "Ctrl+R",
            "Leave the wizard",
        )


async def test_an_answer_of_a_colleague_is_kept_and_reported(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        wizards = at_desk.desk.decisions.wizards
        of_colleague = stored_rejection(at_desk)
        wizards.save(wizards.begin(THREAD, "rejection"), replace(of_colleague, alternatives=("reactivate",)))
        await person.press("j", "space")
        person.expect_notice("Both changes are kept.")
        merged = stored_rejection(at_desk)
        assert (merged.alternatives, merged.chosen != of_colleague.chosen) == (("reactivate",), True)


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
