"""Addresses of shops in messages: shown as they are, and found by search."""

from __future__ import annotations

import pytest
from fixed_time import NOW
from generated_texts import addresses

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

ADDRESSES = list(addresses(5_000))
A_THREAD = 100  # addresses in one message


@pytest.mark.sqlite
@pytest.mark.usefixtures("database")
def test_every_address_of_a_shop_is_found_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    day = "2026-11-20 10:00:00"
    numbers = range(1, len(ADDRESSES) // A_THREAD + 1)
    threads = [
        {"id_community_thread": each, "topic": "Blank", "date_add": day, "nb_messages": 1, "id_order": each}
        for each in numbers
    ]
    texts = {
        each: "\n".join(one.address for one in ADDRESSES[(each - 1) * A_THREAD : each * A_THREAD])
        for each in numbers
    }
    messages = [
        {"id_community_thread": each, "id_message": each, "date_add": day, "message": text}
        for each, text in texts.items()
    ]
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.given(threads=threads, messages=messages, products=[], sales=[])) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        for each, text in texts.items():
            assert desk.conversations.conversation(each).messages[0].text == text
        lost = [
            one.address
            for place, one in enumerate(ADDRESSES)
            if place // A_THREAD + 1 not in desk.inbox.thread_ids(parse_query(f'"{one.address}"'))
        ]
    assert lost == []
