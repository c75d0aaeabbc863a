"""The page of the reasons for a refund."""

from __future__ import annotations

from dataclasses import replace

from purchase_desk import ASKED, PurchaseDesk
from wizard_pages import open_page, row_of

from bizcare_tui.ui.wizard.refund_grounds import RefundGroundsPage


def row_ids(page: RefundGroundsPage) -> list[str]:
    """Return the ids of the rows."""
    return [row.id for row in page.rows()]


async def test_a_ground_of_one_shop_asks_whether_only_this_shop_has_the_problem(
    at_desk: PurchaseDesk,
) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding(), chosen=(), singular=None)
    assert "singular" not in row_ids(page)
    view.replies = [0]
    await page.choose(row_of(page, "singular_unsolvable/"))
    assert page.answers.singular is True
    assert row_of(page, "singular/yes").is_selected
    assert not row_of(page, "singular/no").is_selected
    await page.choose(row_of(page, "singular_unsolvable/"))
    assert page.answers.chosen == ()
    await page.choose(row_of(page, "singular_unsolvable/"))
    assert len(view.asked) == 1


async def test_a_problem_of_other_shops_is_to_be_fixed_instead(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    view.replies = [1]
    await page.choose(row_of(page, "singular"))
    assert page.answers.singular is False
    assert view.notices == [page.detail(row_of(page, "singular/no")).plain]
    await page.choose(row_of(page, "singular/yes"))
    assert page.answers.singular is True


async def test_only_this_shop_needs_own_judgement_when_other_requests_are_about_the_defect(
    at_desk: PurchaseDesk,
) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding(), singular=None)
    page.wizard.context = replace(page.context, requests_of_defect=2)
    assert "2 other requests are about the same defect." in page.detail(row_of(page, "singular/yes")).plain
    view.replies = [0, 1]
    await page.choose(row_of(page, "singular/yes"))
    assert page.answers.singular is None
    await page.choose(row_of(page, "singular/yes"))
    assert page.answers.singular is True
    await page.choose(row_of(page, "singular/no"))
    assert (page.answers.singular, len(view.asked)) == (False, 2)


async def test_evidence_of_a_ground_is_deselected(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    await page.choose(row_of(page, "singular_unsolvable/1"))
    (chosen,) = page.answers.chosen
    assert chosen.items == ()
    assert "singular_unsolvable/1" not in row_ids(page)


async def test_the_complaint_is_selected_with_the_ground_and_can_be_deselected(
    at_desk: PurchaseDesk,
) -> None:
    page, _view = open_page(at_desk, RefundGroundsPage, at_desk.refunding(), chosen=())
    await page.choose(row_of(page, "not_downloaded/"))
    (chosen,) = page.answers.chosen
    assert [item.text for item in chosen.items] == [ASKED]
    await page.choose(row_of(page, "not_downloaded/0"))
    assert page.answers.chosen[0].items == ()
    assert row_of(page, "not_downloaded/0").is_selected is False


async def test_the_row_of_the_question_takes_no_evidence(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    await page.type_finding(row_of(page, "singular"))
    assert (view.asked, view.notices) == ([], ["Select a reason first."])
