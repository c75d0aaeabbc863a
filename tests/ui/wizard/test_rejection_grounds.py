"""The page of the reasons for a rejection."""

from __future__ import annotations

from dataclasses import replace

from person import open_app
from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import begin_rejection, open_page, row_of

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.policy import Proof
from bizcare_tui.ui.wizard.rejection_grounds import RejectionGroundsPage


async def test_grounds_show_their_verdict_the_facts_and_what_would_prove_them(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.ASKED)
        person.expect_text("Request", "First answer", "carousel stays empty since Monday")
        await person.press("ctrl+n")
        person.expect_text(
            "PROVEN", "www.costa-outlet.com", "correct the licensed shop", "What would prove it"
        )
        await person.press("space", "ctrl+n")
        await person.wait_for_text("step 3 of 6")
        person.expect_text("[x] data:")


async def test_the_licensed_shop_and_the_versions_are_recorded_from_the_wizard(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "modified_code")
        await person.press("v")
        await person.type("2026-01-01 8.0 9.0 page")
        await person.press("enter", "w", "ctrl+u")
        await person.type("www.costa-outlet.com")
        await person.press("enter")
        await person.type("told by PrestaShop")
        await person.press("enter")
        await person.settled()
    verdicts = {
        line["ground"]: line["verdict"] for line in at_desk.desk.decisions.evaluation_json(THREAD)[:6]
    }
    assert (verdicts["other_shop"], verdicts["incompatible_version"]) == ("contradicted", "contradicted")


async def test_a_ground_that_the_data_prove_is_chosen_with_its_evidence(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionGroundsPage, at_desk.rejecting())
    await page.choose(row_of(page, "other_shop"))
    (chosen,) = page.answers.chosen
    data, quotation = chosen.items
    assert (data.proof, quotation.proof) == (Proof.DATA, Proof.MESSAGE)
    assert "www.costa-outlet.com" in quotation.text
    assert view.asked == []
    await page.choose(row_of(page, "other_shop"))
    assert page.answers.chosen == ()


def test_the_cursor_starts_on_what_is_proven_until_a_ground_is_chosen(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RejectionGroundsPage, at_desk.rejecting())
    assert page.first_row() == "other_shop"
    context = page.context
    unproven = tuple(
        each for each in context.evaluated if each.ground not in ("other_shop", "incompatible_version")
    )
    page.wizard.context = replace(context, evaluated=unproven)
    assert page.first_row() == "modified_code"
    page.wizard.context = replace(context, evaluated=())
    assert page.first_row() == ""
    page, _view = open_page(at_desk, RejectionGroundsPage, at_desk.rejecting("modified_code"))
    assert page.first_row() == ""


async def test_a_ground_that_the_data_cannot_decide_needs_an_acknowledgement(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionGroundsPage, at_desk.rejecting())
    view.replies = [0, None, 1]
    for _reply in range(2):
        await page.choose(row_of(page, "modified_code"))
        assert page.answers.chosen == ()
    await page.choose(row_of(page, "modified_code"))
    (chosen,) = page.answers.chosen
    assert chosen.acknowledged
    assert "on your own judgement" in page.detail(row_of(page, "modified_code")).plain


async def test_a_reason_is_asked_for_a_chosen_ground_only(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionGroundsPage, at_desk.rejecting("modified_code"))
    await page.enter_reason(row_of(page, "other_shop"))
    assert (view.asked, view.notices) == ([], ["Select the reason first, with Space."])
    view.replies = ["the diff shows it"]
    await page.enter_reason(row_of(page, "modified_code"))
    assert page.answers.of("modified_code").reason == "the diff shows it"
