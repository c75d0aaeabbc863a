"""The pages of a refund's windows and consequences."""

from __future__ import annotations

from dataclasses import replace

from person import open_app
from purchase_desk import PurchaseDesk
from wizard_pages import open_page, row_of

from bizcare_tui.domain.decisions.answers import RefundAnswers, WizardStep
from bizcare_tui.ui.wizard.refund_conditions import RefundConsequencesPage, RefundWindowsPage


async def test_an_answer_that_excludes_another_is_a_radio_button_and_contradicts_no_date(
    at_desk: PurchaseDesk,
) -> None:
    refund = at_desk.refunding()
    assert isinstance(refund.answers, RefundAnswers)
    answers_ = replace(refund.answers, step=WizardStep.CONSEQUENCES, paid_out=None)
    at_desk.desk.decisions.wizards.save(refund, answers_)
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("dollar_sign")
        await person.wait_for_text(
            "[x] I know", "( ) The sale has not been paid out", "( ) The sale has already been paid out"
        )
        await person.press("j", "space")
        person.expect_text("(•) The sale has not been paid out")
        await person.press("j", "space")
        person.expect_notice("it cannot have been paid out yet")
        person.expect_text("(•) The sale has not been paid out", "( ) The sale has already been paid out")


async def test_the_windows_show_the_order_and_until_when_it_can_be_refunded(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RefundWindowsPage, at_desk.refunding())
    text = page.detail(None).plain
    assert text.startswith("Order 9\n")
    assert "79.90 €" in text
    assert "open until the end of that day" in text


async def test_the_reason_outside_the_windows_is_kept_when_the_question_is_cancelled(
    at_desk: PurchaseDesk,
) -> None:
    page, view = open_page(at_desk, RefundWindowsPage, at_desk.refunding())
    view.replies = ["agreed by telephone", None]
    await page.explain_late_refund()
    await page.explain_late_refund()
    assert page.answers.late_reason == "agreed by telephone"


async def test_the_end_of_business_care_is_acknowledged_and_undone(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RefundConsequencesPage, at_desk.refunding())
    for is_acknowledged in (False, True):
        await page.choose(row_of(page, "care"))
        assert row_of(page, "care").is_selected is is_acknowledged
