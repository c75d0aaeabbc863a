"""What closes a thread without an answer ends its clock; each clock has a first status of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from purchase_desk import wire_time

from bizcare_tui.cli.json.threads import thread_json, threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import derive
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store

THREAD = 1


def paris(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=MARKETPLACE_ZONE)


@dataclass
class Account:
    """A desk with one thread, and the clock of its machine."""

    market: Market
    patch: pytest.MonkeyPatch

    def at(self, moment: str, *, sync: bool = True) -> Desk:
        """The desk at a moment of November 2026, in Paris."""
        self.patch.setenv("BIZCARE_NOW", paris(moment).astimezone(UTC).isoformat())
        desk = Desk()
        if sync:
            desk.marketplace.sync(full=False, on_progress=lambda *_told: None)
        return desk

    def says(self, who: str, text: str, moment: str) -> None:
        self.market.add_message(THREAD, text, author=who, at=paris(moment))


def thread(begun: str, **values: Any) -> dict[str, Any]:
    row = {
        "id_community_thread": THREAD, "topic": "The cart fails", "id_product": 9, "name": "ShopFast",
        "id_order": 100, "qualification": "aftersale", "date_add": wire_time(paris(begun)), "nb_messages": 0,
    }  # fmt: skip
    return {**row, **values}


def opened(patch: pytest.MonkeyPatch, begun: str, *, bought: str = "", **values: Any) -> Iterator[Account]:
    ordered = wire_time(paris(bought)) if bought else "2026-09-01 10:00:00"
    sale = {"id_order": 100, "id_product": 9, "order_date": ordered, "product_quantity": 1}
    market = Market.given(sales=[sale], quirks=Quirks(authors=True))
    with Sandbox(market) as running:
        patch.setenv("BIZCARE_API_URL", running.url)
        patch.setenv("BIZCARE_API_KEY", running.key)
        account = Account(market, patch)
        account.at("01 08:00").baseline.answer(paris("01 08:00"), [], mark_older_read=False)
        market.add_thread(thread(begun, **values))
        yield account


@pytest.fixture
def account(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """A thread that begins on Monday 16 November at 10:00, due on Tuesday at 10:00."""
    for each in opened(monkeypatch, "16 10:00"):
        each.says("customer", "Thank you, it works again", "16 10:00")
        yield each


def first_answer(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = thread_json(desk, THREAD)["first_answer"]
    return found


def test_what_needed_no_answer_is_late_nowhere(account: Account, place: Database) -> None:
    account.at("16 10:30").verbs.no_answer([THREAD], "thanks only")
    desk = account.at("18 12:00")
    clock = first_answer(desk)
    assert (clock["status"], clock["first_status"]) == ("none", None)
    (line,) = threads_json(desk, "", 0)
    assert (line["state"], line["owed"], line["urgency"], line["follow_up"]) == ("closed", None, None, None)
    assert list(threads_json(desk, "is:late", 0)) == []
    assert desk.statistics.counters().late == 0
    weeks = {group.name: group.in_time.of for group in desk.statistics.figures().weeks}
    assert set(weeks.values()) == {0}
    explained = "\n".join(desk.conversations.explain(THREAD))
    assert "missed" not in explained
    assert "no answer was needed" in explained
    assert derive.find_differing_threads(Store(place), (), desk.now()) == []


def test_closed_after_the_deadline_it_stays_missed_and_is_not_late(account: Account) -> None:
    account.at("17 10:30")
    desk = account.at("17 11:00")
    assert first_answer(desk)["status"] == "late"
    desk.verbs.no_answer([THREAD], "thanks only")
    desk = account.at("18 12:00")
    assert (first_answer(desk)["status"], first_answer(desk)["first_status"]) == ("missed", "missed")
    assert desk.statistics.counters().late == 0


def test_closed_late_before_a_sync_noted_it_it_is_missed(account: Account) -> None:
    account.at("16 10:30")
    account.at("17 11:00", sync=False).verbs.no_answer([THREAD], "thanks only")
    desk = account.at("18 12:00")
    assert (first_answer(desk)["status"], first_answer(desk)["first_status"]) == ("missed", "missed")


def test_undone_the_clock_runs_as_before(account: Account) -> None:
    before = first_answer(account.at("16 10:30"))
    did = account.at("16 10:30").verbs.no_answer([THREAD], "thanks only")
    assert did.act_id is not None
    account.at("16 10:40").verbs.undo(did.act_id)
    assert first_answer(account.at("16 10:40")) == before
    assert first_answer(account.at("18 12:00"))["status"] == "late"


def test_a_thread_that_reopens_has_a_clock_of_its_own(account: Account, place: Database) -> None:
    account.at("16 10:30").verbs.no_answer([THREAD], "thanks only")
    account.says("customer", "Now the cart fails again", "19 09:00")
    desk = account.at("19 09:30")
    clock = first_answer(desk)
    assert clock["due"] == "2026-11-20T09:00:00+01:00"
    assert (clock["status"], clock["first_status"], clock["obligation"]) == ("pending", None, True)
    assert thread_json(desk, THREAD)["state"] == "new"
    account.says("seller", "I looked at your cart and repaired it. Tom", "19 15:00")
    desk = account.at("19 16:00")
    assert (first_answer(desk)["status"], first_answer(desk)["first_status"]) == ("met", "met")
    assert derive.find_differing_threads(Store(place), (), desk.now()) == []


def test_a_reopened_thread_does_not_carry_what_was_missed_before(account: Account) -> None:
    account.at("17 10:30").verbs.no_answer([THREAD], "thanks only")
    account.says("customer", "Now the cart fails again", "19 09:00")
    account.says("seller", "I looked at your cart and repaired it. Tom", "19 15:00")
    desk = account.at("19 16:00")
    assert (first_answer(desk)["status"], first_answer(desk)["first_status"]) == ("met", "met")
    assert "for the previous question" in "\n".join(desk.conversations.explain(THREAD))


def test_a_follow_up_that_was_closed_in_time_is_not_missed(account: Account) -> None:
    account.says("seller", "I looked at your cart and repaired it. Tom", "16 11:00")
    account.says("customer", "Thank you!", "16 12:00")
    account.at("16 13:00").verbs.done([THREAD])
    desk = account.at("18 12:00")
    assert thread_json(desk, THREAD)["follow_up"] is None
    assert "Follow-up" not in "\n".join(desk.conversations.explain(THREAD))


def test_the_obligation_after_a_purchase_does_not_carry_the_pre_sale_goal(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in opened(monkeypatch, "16 10:00", qualification="presale", id_order=0):
        account.says("customer", "Does it work with PrestaShop 9?", "16 10:00")
        assert first_answer(account.at("18 09:00"))["first_status"] == "missed"
        row = thread("16 10:00", qualification="aftersale", nb_messages=1)
        sale = {
            "id_order": 100,
            "id_product": 9,
            "order_date": wire_time(paris("18 16:00")),
            "product_quantity": 1,
        }
        monkeypatch.setattr(account.market, "sales", lambda _first, _last, sale=sale: [sale])
        account.market.replace_thread(row)
        account.says("customer", "I bought it, and the cart fails", "19 09:00")
        desk = account.at("19 10:00")
        clock = first_answer(desk)
        assert (clock["obligation"], clock["status"], clock["first_status"]) == (True, "pending", None)
        account.says("seller", "I looked at your cart and repaired it. Tom", "19 12:30")
        desk = account.at("19 13:00")
        clock = first_answer(desk)
        assert (clock["status"], clock["first_status"]) == ("met", "met")
        notes = [line for line in desk.conversations.explain(THREAD) if "recorded" in line]
        assert ["for the previous question: deadline missed" in line for line in notes] == [True, False]


def test_what_is_asked_after_the_purchase_obliges_though_the_tag_stayed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in opened(monkeypatch, "16 10:00", bought="17 12:00", qualification="presale"):
        account.says("customer", "Does it work with PrestaShop 9?", "16 10:00")
        clock = first_answer(account.at("16 11:00"))
        assert clock["obligation"] is False
        account.says("customer", "I bought it, and the cart fails", "19 09:00")
        clock = first_answer(account.at("19 10:00"))
        assert (clock["obligation"], clock["due"]) == (True, "2026-11-20T09:00:00+01:00")
        assert account.at("20 10:00").statistics.counters().late == 1
