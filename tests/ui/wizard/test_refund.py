"""The pages of a refund: letter, guidance, confirmation."""

from __future__ import annotations

from pathlib import Path

from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import open_page, row_of

from bizcare_tui.domain.decisions.answers import REFUND_STEPS
from bizcare_tui.ui.wizard.refund import (
    REFUND_PAGES,
    RefundConfirmationPage,
    RefundGuidancePage,
    RefundLetterPage,
)


def test_every_step_has_its_page() -> None:
    assert tuple(page.step for page in REFUND_PAGES) == REFUND_STEPS


async def test_the_letter_is_sent_by_the_app_or_pasted(at_desk: PurchaseDesk) -> None:
    page, _view = open_page(at_desk, RefundLetterPage, at_desk.refunding())
    assert "The app sends this letter;" in page.detail(None).plain
    await page.send_or_paste()
    assert page.answers.pasted
    assert "You paste this letter" in page.detail(None).plain


async def test_the_text_to_paste_is_shown_copied_and_written(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundGuidancePage, at_desk.refunding())
    await page.copy_text()
    await page.copy_page()
    text, address = view.copied
    assert text in page.detail(None).plain
    assert address in page.detail(None).plain
    await page.write_file()
    file = Path(view.notices[0].removeprefix("Saved: "))
    assert file.name == f"refund-{THREAD}.txt"
    assert file.read_text(encoding="utf-8").strip() == text.strip()


async def test_the_confirmation_shows_the_note_and_which_message_counts(at_desk: PurchaseDesk) -> None:
    page, view = open_page(at_desk, RefundConfirmationPage, at_desk.refunding(), done=False)
    await page.choose(row_of(page, "done"))
    assert page.answers.done
    view.replies = ["picked the first reason", None]
    await page.add_note()
    await page.add_note()
    text = page.detail(None).plain
    assert "Your note: picked the first reason" in text
    assert text.endswith("The message that will be sent:\n" + page.answers.letter)
    page.change(pasted=True)
    assert "The message that you pasted:" in page.detail(None).plain
