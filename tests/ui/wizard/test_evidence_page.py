"""The page of the evidence: found passages, quotations, findings, files."""

from __future__ import annotations

from person import open_app
from purchase_desk import FOUND, THREAD, PurchaseDesk
from wizard_pages import begin_rejection, open_page, row_of, stored_rejection

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.policy import Proof
from bizcare_tui.ui.wizard.evidence_page import EvidencePage


async def test_passages_are_selected_dismissed_and_quoted(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        person.expect_text("[ ] quoted:", "[x] finding:")
        await person.press("home", "j", "d")
        assert len(stored_rejection(at_desk).dismissed) == 1
        person.expect_text("Dismissed")
        await person.press("space", "k", "q", "enter", "enter")
        await person.settled()
        (chosen,) = stored_rejection(at_desk).chosen
        quotations = [item for item in chosen.items if item.proof is Proof.MESSAGE]
        assert len(quotations) == 2
        messages = at_desk.desk.decisions.contexts.read(THREAD).case.messages
        assert all(item.text in messages[0].text for item in quotations)


async def test_a_file_that_is_not_there_is_reported_and_nothing_is_lost(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.EVIDENCE, "modified_code")
        before = stored_rejection(at_desk)
        await person.press("f")
        await person.type("/nonexistent.log")
        await person.press("enter")
        person.expect_text("cannot be read", "/nonexistent.log")
        await person.press("escape")
        assert stored_rejection(at_desk) == before


async def test_a_typed_finding_is_added_once_and_gets_the_cursor(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, EvidencePage, at_desk.rejecting("modified_code"))
    view.replies = ["The file was changed on 3 May."]
    await page.type_finding(row_of(page, "modified_code/"))
    (chosen,) = page.answers.chosen
    assert [item.text for item in chosen.items] == [FOUND, "The file was changed on 3 May."]
    assert view.selected_rows == [page.rows()[-1].id]
    assert page.rows()[-1].text == "finding: The file was changed on 3 May."


async def test_a_question_that_is_cancelled_adds_no_evidence(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, EvidencePage, at_desk.rejecting("modified_code"))
    before, row = page.answers, row_of(page, "modified_code/")
    view.replies = [None, None, None, 0, None]
    await page.type_finding(row)
    await page.add_file(row)
    await page.quote(row)
    await page.quote(row)
    assert view.replies == []
    assert page.answers == before


async def test_without_a_reason_evidence_is_not_asked_for(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, EvidencePage, at_desk.rejecting())
    assert list(page.rows()) == []
    await page.type_finding(None)
    assert view.notices == ["Select a reason first."]
    assert view.asked == []
