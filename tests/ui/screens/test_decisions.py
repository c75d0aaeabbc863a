"""The list of all decisions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from person import open_app
from purchase_desk import PurchaseDesk, open_purchase_desk

from bizcare_tui.desk.desk import Desk


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


async def test_decisions_are_listed_by_ground_product_and_outcome(at_desk: PurchaseDesk) -> None:
    at_desk.desk.decisions.decide(at_desk.rejecting("other_shop"))
    at_desk.send()
    at_desk.desk.decisions.decide(at_desk.refunding())
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("D")
        await person.wait_for_text("2 of 2", "Another shop", "Only this shop", "refunding")
        await person.press("g")
        await person.wait_for_text("1 of 2", "reason: Another shop")
        await person.press("g", "g", "o")
        await person.wait_for_text("1 of 2", "outcome: refunding")
        await person.press("w")
        await person.type("agreed to a fix")
        await person.press("enter")
        await person.settled()
        assert at_desk.desk.decisions.list_decisions()[0].kind == "withdrawal"


async def test_without_a_store_the_list_of_decisions_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(Desk(), (80, 24)) as person:
        await person.press("D")
        person.expect_notice("Nothing has been synced yet. s brings the store up to date")
