"""The pages of a rejection: request, alternatives, review."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from person import open_app
from purchase_desk import FOUND, PurchaseDesk
from wizard_pages import begin_rejection, open_page, row_of

from bizcare_tui.domain.decisions.answers import REJECTION_STEPS, WizardStep
from bizcare_tui.ui.wizard.rejection import (
    REJECTION_PAGES,
    RejectionAlternativesPage,
    RejectionRequestPage,
    RejectionReviewPage,
)


def test_every_step_has_its_page() -> None:
    assert tuple(page.step for page in REJECTION_PAGES) == REJECTION_STEPS


def test_the_request_shows_the_cover_and_the_messages(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RejectionRequestPage, at_desk.rejecting())
    text = page.detail(None).plain
    assert text.startswith("Carousel stays empty\n")
    assert "Business Care active" in text
    assert ", 325 days left" in text
    assert "the carousel stays empty since Monday" in text


async def test_an_alternative_is_offered_and_no_longer_offered(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RejectionAlternativesPage, at_desk.rejecting("other_shop"))
    await page.choose(row_of(page, "reactivate"))
    assert page.answers.alternatives == ("reactivate",)
    assert row_of(page, "reactivate").is_selected
    await page.choose(row_of(page, "reactivate"))
    assert page.answers.alternatives == ()


async def test_a_partial_answer_is_written_when_it_is_offered_first(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionAlternativesPage, at_desk.rejecting("other_shop"))
    view.replies = ["Clear the cache of the theme."]
    await page.choose(row_of(page, "partial_answer"))
    assert page.answers.partial == "Clear the cache of the theme."
    assert "Clear the cache of the theme." in page.detail(row_of(page, "partial_answer")).plain
    for _choice in range(2):
        await page.choose(row_of(page, "partial_answer"))
    assert len(view.asked) == 1


def test_the_review_shows_the_evidence_the_objections_and_the_letter(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RejectionReviewPage, at_desk.rejecting("other_shop"))
    text = page.detail(None).plain
    assert text.startswith("Would this rejection hold?\nThis rejection may hold, with 2 doubts.\n")
    assert "(PROVEN)" in text
    assert "Your reason: seen myself" in text
    assert FOUND[:60] in text
    assert "? The only evidence is your own words.\n    → Quote the customer" in text
    assert page.aside().plain == "The message that will be sent:\n" + page.answers.letter


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_last_page_shows_the_objections_and_the_letter_at_every_size(
    at_desk: PurchaseDesk, size: tuple[int, int]
) -> None:
    async with open_app(at_desk.desk, size) as person:
        await begin_rejection(person, at_desk, WizardStep.REVIEW, "other_shop")
        person.expect_text("Would this rejection hold?", "Another shop (PROVEN)", "● Review", "F9 discard")
        letter = [line for line in person.text.splitlines() if "The message that will be sent:" in line]
        assert len(letter) == 1
        assert (letter[0].index("The message") > size[0] // 3) is (size[0] > 100)


async def test_the_evidence_pack_is_written_to_the_file_that_is_typed(
    at_desk: PurchaseDesk, tmp_path: Path
) -> None:
    file = tmp_path / "pack.zip"
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.REVIEW, "other_shop")
        person.expect_text("Would this rejection hold?", "p evidence pack")
        await person.press("p", "ctrl+u")
        await person.type(str(file))
        await person.press("enter")
        await person.settled()
    assert "evidence.md" in zipfile.ZipFile(file).namelist()
