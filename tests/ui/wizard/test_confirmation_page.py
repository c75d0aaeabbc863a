"""The last page of a wizard: it decides, asks first, or leaves the decision to a second person."""

from __future__ import annotations

import pytest
from purchase_desk import PurchaseDesk, open_purchase_desk
from wizard_pages import open_page, stored_rejection

from bizcare_tui.domain.decisions.answers import RejectionAnswers
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.wizard.rejection import RejectionReviewPage


async def test_a_decision_closes_the_wizard_and_ends_it(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionReviewPage, at_desk.rejecting("other_shop"))
    view.replies = ["checked by hand"]
    await page.send()
    assert view.results == at_desk.desk.decisions.list_decisions()
    assert len(view.results) == 1
    assert stored_rejection(at_desk) == RejectionAnswers()


async def test_a_missing_answer_is_named_and_nothing_is_decided(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RejectionReviewPage, at_desk.rejecting())
    await page.send()
    assert view.notices[0].startswith("Reasons: Select at least one reason")
    assert (view.results, at_desk.desk.decisions.list_decisions()) == ([], [])


async def test_a_letter_that_the_check_objects_to_is_not_sent_without_a_reason(
    at_desk: PurchaseDesk,
) -> None:
    letter = "Hello Maria, we cannot help you. TODO"
    page, view = open_page(at_desk, RejectionReviewPage, at_desk.rejecting("other_shop"), letter=letter)
    view.replies = [None]
    await page.send()
    assert [type(screen) for screen in view.asked] == [FindingsScreen]
    assert (view.results, at_desk.desk.decisions.list_decisions()) == ([], [])


async def test_a_decision_for_a_second_person_is_saved_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_purchase_desk(monkeypatch, "sync_interval = 0\nsecond_person = true") as at_desk:
        page, view = open_page(at_desk, RejectionReviewPage, at_desk.rejecting("other_shop"))
        assert "A second person must send this." in page.detail(None).plain
        view.replies = ["checked by hand"]
        await page.send()
        assert view.results == [None]
        assert at_desk.desk.decisions.list_decisions() == []
        assert stored_rejection(at_desk).ready_by != ""
        assert view.notices == ["Saved for a second person, who opens it with the same key and sends it."]
