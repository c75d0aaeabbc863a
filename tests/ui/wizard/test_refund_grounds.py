"""The page of the grounds for a refund."""

from __future__ import annotations

from purchase_desk import PurchaseDesk
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
    assert row_of(page, "singular").text.endswith("yes")
    await page.choose(row_of(page, "singular_unsolvable/"))
    assert page.answers.chosen == ()
    await page.choose(row_of(page, "singular_unsolvable/"))
    assert len(view.asked) == 1


async def test_a_problem_of_other_shops_is_to_be_fixed_instead(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    view.replies = [1]
    await page.choose(row_of(page, "singular"))
    assert page.answers.singular is False
    assert view.notices == [page.detail(row_of(page, "singular")).plain]


async def test_evidence_of_a_ground_is_deselected(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    await page.choose(row_of(page, "singular_unsolvable/0"))
    (chosen,) = page.answers.chosen
    assert chosen.items == ()
    assert "singular_unsolvable/0" not in row_ids(page)


async def test_the_row_of_the_question_takes_no_evidence(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundGroundsPage, at_desk.refunding())
    await page.type_finding(row_of(page, "singular"))
    assert (view.asked, view.notices) == ([], ["Select a reason first."])
