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


async def test_the_deadline_and_the_cover_are_above_every_step(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        person.expect_text("COVERED 325 d", "SHOP ✗")
        await person.press("ctrl+n", "ctrl+n")
        person.expect_text("step 4 of 6", "COVERED 325 d")
        await person.pilot.click("#chips", offset=(2, 0))
        await person.settled()
        assert len(person.app.screen_stack) == 2, "a click on a chip shows nothing on top of the wizard"
        await person.resize(80, 14)
        assert "COVERED" not in person.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_no_row_is_cut_beside_an_empty_half(at_desk: PurchaseDesk, size: tuple[int, int]) -> None:
    async with open_app(at_desk.desk, size) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        person.expect_text(
            "Work on the site, or a third-party service", "Incompatible developments in the shop"
        )


async def test_the_keys_of_the_step_and_those_of_the_wizard_have_a_line_each(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        of_step, of_wizard = person.text.splitlines()[-2:]
        assert of_step.startswith(" Space choose   e say why")
        assert of_wizard.split("   ")[0] == " Ctrl+N next step"
        assert of_wizard.strip().endswith("F1 keys")
