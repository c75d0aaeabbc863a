"""Precedents on the pages of the reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from person import open_app
from purchase_desk import PurchaseDesk
from wizard_pages import begin_rejection, open_page, row_of

from bizcare_tui.desk.decision_rows import DecisionRow
from bizcare_tui.desk.precedents import Precedent
from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.decisions.precedents import Aftermath, RequestLikeness
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.wizard.page import WizardPage
from bizcare_tui.ui.wizard.refund_grounds import RefundGroundsPage
from bizcare_tui.ui.wizard.rejection_grounds import RejectionGroundsPage


def precedent(at_desk: PurchaseDesk, ground: str) -> Precedent:
    """A precedent on a ground: the row of a real decision."""
    row: DecisionRow = at_desk.desk.decisions.decide(at_desk.rejecting("modified_code"))
    return Precedent(
        replace(row, grounds=(ground,)),
        RequestLikeness(5.0, "same reason"),
        (Aftermath.UNDONE, Aftermath.CUSTOMER_REPLIED),
        ("it differs",),
        "Dear customer",
        "Not true",
    )


@pytest.mark.parametrize(
    ("page_class", "row_id", "kind"),
    [
        (RejectionGroundsPage, "modified_code", "rejection"),
        (RefundGroundsPage, "not_working/", "refund"),
    ],
)
async def test_precedents_are_named_and_opened(
    at_desk: PurchaseDesk, page_class: type[WizardPage], row_id: str, kind: str
) -> None:
    ready = at_desk.rejecting("modified_code") if kind == "rejection" else at_desk.refunding()
    page, view = open_page(at_desk, page_class, ready)
    assert isinstance(page, RejectionGroundsPage | RefundGroundsPage)
    row = row_of(page, row_id)
    assert "Precedents" not in page.detail(row).plain
    ground = row_id.rstrip("/")
    page.wizard.precedents = {ground: [precedent(at_desk, ground)]}
    assert "Precedents: 1 (p opens them)" in page.detail(row).plain
    assert "Carousel One: undone, the customer replied" in page.detail(row).plain
    view.replies = [0, None, None]
    await page.show_precedents(row)
    assert len(view.asked) == 3
    assert isinstance(view.asked[1], TextDialog)


async def test_the_key_says_so_when_there_is_no_precedent(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.GROUNDS, "other_shop")
        await person.press("p")
        await person.wait_for_text("No earlier decision on this reason")
