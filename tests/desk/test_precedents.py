"""Precedents from the store: decisions on other threads, with what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW
from purchase_desk import ASKED, FOUND, THREAD, PurchaseDesk, open_purchase_desk

from bizcare_tui.domain.decisions.precedents import Aftermath
from bizcare_tui.errors import UnknownThread

OTHER = 8


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    """A desk with another request about the same product."""
    with open_purchase_desk(monkeypatch) as opened:
        row = dict(opened.market.thread(THREAD) or {})
        opened.market.add_thread({**row, "id_community_thread": OTHER, "topic": "Carousel is empty too"})
        opened.market.add_message(OTHER, ASKED, at=NOW - timedelta(hours=1))
        opened.sync()
        yield opened


def test_a_decision_on_another_thread_is_found_by_its_ground(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    decision = decisions.decide(at_desk.rejecting("modified_code"))
    found = decisions.precedents.by_ground(OTHER, "rejection", ["modified_code", "other_shop"])
    (precedent,) = found["modified_code"]
    assert found["other_shop"] == []
    assert precedent.row.id == decision.id
    assert precedent.findings == (FOUND,)
    assert FOUND in precedent.letter
    assert precedent.aftermath == (Aftermath.NO_REPLY,)
    assert "same product" in precedent.likeness.why
    assert decisions.precedents.by_ground(OTHER, "refund", ["not_working"]) == {"not_working": []}
    assert decisions.precedents.by_ground(THREAD, "rejection", ["modified_code"]) == {"modified_code": []}


def test_the_reply_and_a_refund_of_the_marketplace_are_told(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    decisions.decide(at_desk.rejecting("modified_code"))
    at_desk.send()
    at_desk.market.add_message(THREAD, "That is not right.", at=NOW + timedelta(hours=1))
    at_desk.sale["product_quantity_refunded"] = 1
    at_desk.sync()
    (precedent,) = at_desk.desk.decisions.precedents.like(OTHER)
    assert precedent.aftermath == (Aftermath.REFUNDED_ANYWAY, Aftermath.CUSTOMER_REPLIED)
    assert precedent.last_reply == "That is not right."


def test_a_withdrawn_decision_says_so(at_desk: PurchaseDesk) -> None:
    decisions = at_desk.desk.decisions
    row = decisions.decide(at_desk.rejecting("modified_code"))
    decisions.withdraw(row.id, "a mistake")
    (precedent,) = decisions.precedents.like(OTHER)
    assert precedent.aftermath[0] is Aftermath.UNDONE


def test_a_thread_that_is_not_stored_has_no_precedents(at_desk: PurchaseDesk) -> None:
    with pytest.raises(UnknownThread):
        at_desk.desk.decisions.precedents.like(999)
