"""Messages that were edited, replaced, deleted or renumbered on the Marketplace: the next sync shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bizcare_tui.cli.json.threads import thread_json, threads_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

THREADS = (101, 102)


def message(number: int, thread: int, text: str, *, at: str = "10:00:00", **values: Any) -> dict[str, Any]:
    return {
        "id_community_message": number, "id_community_thread": thread, "message": text,
        "date_add": f"2026-11-25 {at}", "author": "customer", **values,
    }  # fmt: skip


def first_messages() -> list[dict[str, Any]]:
    return [
        message(1, 101, "The cart fails", at="10:00:00"),
        message(2, 101, "On every page", at="10:05:00"),
        message(3, 102, "The menu fails", at="11:00:00"),
    ]


@dataclass
class Account:
    """An account whose messages can be set, and what a desk over it shows."""

    sandbox: Sandbox
    patch: pytest.MonkeyPatch
    with_ids: bool = True
    with_threads: bool = True

    def serve(self, messages: list[dict[str, Any]]) -> None:
        counts = {thread: sum(m["id_community_thread"] == thread for m in messages) for thread in THREADS}
        hidden = {"id_community_message"} if not self.with_ids else set()
        hidden |= set() if self.with_threads else {"id_community_thread"}
        threads = [
            {"id_community_thread": thread, "topic": f"Topic {thread}", "id_product": 9, "id_order": thread,
             "nb_messages": counts[thread], "date_add": "2026-11-25 10:00:00", "qualification": "aftersale"}
            for thread in THREADS
        ]  # fmt: skip
        market = Market.given(threads=threads, messages=messages)
        shown = market._shown
        self.patch.setattr(
            market, "_shown", lambda row: {k: v for k, v in shown(row).items() if k not in hidden}
        )
        self.sandbox.api.market = market

    def sync(self, *, full: bool = False) -> dict[str, Any]:
        self.sandbox.calls.clear()
        return Desk().marketplace.sync(full=full, on_progress=lambda *_told: None)

    def shown(self, thread: int = 101) -> list[tuple[str, list[str], bool]]:
        """Text, earlier texts, and whether it is gone, of each message."""
        return [
            (m["text"], [each["text"] for each in m["earlier"]], m["gone_at"] is not None)
            for m in thread_json(Desk(), thread)["messages"]
        ]


@pytest.fixture(params=["ids", "no ids"])
def account(
    request: pytest.FixtureRequest, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Account]:
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T09:20:00+00:00")
    with Sandbox(Market.given()) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        opened = Account(running, monkeypatch, with_ids=request.param == "ids")
        opened.serve(first_messages())
        opened.sync()
        yield opened


def test_an_edited_message_shows_its_new_text_and_keeps_the_earlier(account: Account) -> None:
    messages = first_messages()
    messages[0]["message"] = "The cart fails with error 500"
    account.serve(messages)
    assert account.sync()["messages"]["changed"] == 1
    assert account.shown() == [
        ("The cart fails with error 500", ["The cart fails"], False),
        ("On every page", [], False),
    ]
    assert [line["id"] for line in threads_json(Desk(), "500", 0)] == [101]
    calls = sum(account.sandbox.calls.values())
    account.sync()
    assert sum(account.sandbox.calls.values()) == calls - 1
    messages[0]["message"] = "The cart fails with error 503"
    account.serve(messages)
    account.sync()
    assert account.shown()[0][1] == ["The cart fails", "The cart fails with error 500"]
    assert not Desk().decisions.verify([]).problems


def test_a_message_that_took_the_place_of_another_arrives(account: Account) -> None:
    messages = first_messages()
    messages[1] = message(9, 101, "It is the checkout page alone", at="12:00:00")
    account.serve(messages)
    account.sync()
    assert account.shown() == [
        ("The cart fails", [], False),
        ("On every page", [], True),
        ("It is the checkout page alone", [], False),
    ]
    account.sync()
    assert len(account.shown()) == 3


def test_a_message_that_is_gone_is_kept_and_returns(account: Account) -> None:
    messages = first_messages()
    account.serve([messages[0], messages[2]])
    account.sync()
    assert account.shown() == [("The cart fails", [], False), ("On every page", [], True)]
    account.serve(messages)
    account.sync()
    assert [gone for _text, _earlier, gone in account.shown()] == [False, False]


def test_an_edit_and_a_new_message_at_once_both_arrive(account: Account) -> None:
    messages = first_messages()
    messages[0]["message"] = "The cart fails with error 500"
    account.serve([*messages, message(9, 101, "Any news?", at="12:00:00")])
    account.sync()
    assert account.shown() == [
        ("The cart fails with error 500", ["The cart fails"], False),
        ("On every page", [], False),
        ("Any news?", [], False),
    ]


def test_a_full_sync_after_all_ids_were_renumbered_adds_nothing(account: Account) -> None:
    for shift in (1, 1000):
        messages = first_messages()
        for row in messages:
            row["id_community_message"] += shift
        account.serve(messages)
        account.sync()
        account.sync(full=True)
        for thread, count in ((101, 2), (102, 1)):
            shown = account.shown(thread)
            assert len(shown) == count
            assert not any(earlier or gone for _text, earlier, gone in shown)


def test_nothing_is_found_where_nothing_changed(account: Account) -> None:
    report = account.sync()
    assert (report["messages"]["new"], report["messages"]["changed"]) == (0, 0)
    assert sum(account.sandbox.calls.values()) == 4
