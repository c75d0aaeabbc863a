"""`o`: a page of the partner account is opened, and asked about until somebody saw it open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from person import open_app
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.ui import browser

PAGE = f"https://addons.prestashop.com/en/seller-contact.php?ict={THREAD}"
QUESTION = "Did the partner account page open?"


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was asked for."""
    pages: list[str] = []

    def open_page(url: str) -> bool:
        pages.append(url)
        return True

    monkeypatch.setattr(browser, "open_page", open_page)
    return pages


async def test_it_is_asked_once_whether_the_page_opened(at_desk: PurchaseDesk, opened: list[str]) -> None:
    async with open_app(at_desk.desk) as person:
        await person.press("o")
        await person.wait_for_text(QUESTION, "Yes, it opened")
        await person.press("enter")
        await person.settled()
        await person.press("o")
        assert opened == [PAGE, PAGE]
        assert QUESTION not in person.text


async def test_a_page_that_did_not_open_stays_unverified_and_its_setting_is_named(
    at_desk: PurchaseDesk, opened: list[str]
) -> None:
    async with open_app(at_desk.desk) as person:
        await person.press("o")
        await person.wait_for_text(QUESTION)
        await person.press("j", "enter")
        await person.settled()
        person.expect_notice("thread_page")
        await person.press("o")
        await person.wait_for_text(QUESTION)


async def test_without_a_browser_the_address_is_shown_as_unverified(
    at_desk: PurchaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "open_page", lambda _url: False)
    async with open_app(at_desk.desk) as person:
        await person.press("o")
        person.expect_notice(PAGE)
        person.expect_notice("unverified")


async def test_the_refund_wizard_opens_the_same_page_and_asks_too(
    at_desk: PurchaseDesk, opened: list[str]
) -> None:
    ready = at_desk.refunding()
    at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=WizardStep.GUIDANCE))
    async with open_app(at_desk.desk) as person:
        await person.press("dollar_sign")
        await person.wait_for_text(PAGE, "unverified")
        await person.press("o")
        await person.wait_for_text(QUESTION)
        await person.press("enter")
        assert opened == [PAGE]
