"""`o`: a page of the partner account is opened, and asked about until somebody saw it open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from person import at
from purchase_desk import THREAD, Dossier, dossier

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.ui import browser

PAGE = f"https://addons.prestashop.com/en/seller-contact.php?ict={THREAD}"
QUESTION = "Did the page of the partner account open?"


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    with dossier(monkeypatch, "sync_interval = 0") as opened:
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


async def test_it_is_asked_once_whether_the_page_opened(at_desk: Dossier, opened: list[str]) -> None:
    async with at(at_desk.desk) as person:
        await person.press("o")
        await person.told(QUESTION, "Yes, it opened")
        await person.press("enter")
        await person.settled()
        await person.press("o")
        assert opened == [PAGE, PAGE]
        assert QUESTION not in person.text


async def test_a_page_that_did_not_open_stays_unverified_and_its_setting_is_named(
    at_desk: Dossier, opened: list[str]
) -> None:
    async with at(at_desk.desk) as person:
        await person.press("o")
        await person.told(QUESTION)
        await person.press("j", "enter")
        await person.settled()
        person.expect_told("thread_page")
        await person.press("o")
        await person.told(QUESTION)


async def test_without_a_browser_the_address_is_shown_as_unverified(
    at_desk: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "open_page", lambda _url: False)
    async with at(at_desk.desk) as person:
        await person.press("o")
        person.expect_told(PAGE)
        person.expect_told("unverified")


async def test_the_refund_wizard_opens_the_same_page_and_asks_too(
    at_desk: Dossier, opened: list[str]
) -> None:
    ready = at_desk.refunding()
    at_desk.desk.decisions.save(ready, replace(ready.answers, step=WizardStep.GUIDANCE))
    async with at(at_desk.desk) as person:
        await person.press("dollar_sign")
        await person.told(PAGE, "unverified")
        await person.press("o")
        await person.told(QUESTION)
        await person.press("enter")
        assert opened == [PAGE]
