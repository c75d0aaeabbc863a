"""Keys typed before the list of a section or filter is shown are meant for that list."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxPage
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.background.list_arrival import ListArrival


async def test_a_list_arrives_or_is_replaced() -> None:
    arrival, replaced = ListArrival(), ListArrival()
    waiting = asyncio.gather(arrival.wait(), replaced.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    arrival.end(is_shown=True)
    replaced.end(is_shown=False)
    assert list(await waiting) == [True, False]


class SlowInbox:
    """Holds the lists of the inbox back until it is released."""

    def __init__(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.released = threading.Event()
        read = person.desk.inbox.pages

        def pages(*arguments: Any, **options: Any) -> Iterator[InboxPage]:
            self.released.wait(60)
            yield from read(*arguments, **options)

        monkeypatch.setattr(person.desk.inbox, "pages", pages)


@pytest.fixture
def third(scored: Desk) -> int:
    """A thread that is not the first one of the inbox."""
    return scored.inbox.thread_ids(parse_query(""))[2]


async def press_at_once(person: Person, *keys: str) -> None:
    for key in keys:
        await person.pilot.press(key)


async def test_enter_after_a_search_opens_what_it_finds(
    scored: Desk, third: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(scored) as person:
        slow = SlowInbox(person, monkeypatch)
        await press_at_once(person, "slash", *str(third), "enter", "enter")
        assert not person.app.panes.in_conversation
        slow.released.set()
        await person.settled()
        assert list(person.inbox.thread_ids) == [third]
        person.conversation.expect_open(third)


async def test_enter_twice_in_one_burst_confirms_the_search_and_opens_what_it_finds(
    scored: Desk, third: int
) -> None:
    async with open_app(scored) as person:
        await person.press("slash")
        await person.burst(*str(third), "enter", "enter")
        person.conversation.expect_open(third)


async def test_keys_after_a_section_move_in_its_list(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(scored) as person:
        shown = person.inbox.thread_ids
        lists = [scored.inbox.thread_ids(parse_query(each.query)) for each in scored.inbox.sections]
        number, wanted = next(
            (number, ids[1]) for number, ids in enumerate(lists, 1) if len(ids) > 1 and ids[1] != shown[1]
        )
        slow = SlowInbox(person, monkeypatch)
        await press_at_once(person, str(number), "j", "enter")
        slow.released.set()
        await person.settled()
        person.conversation.expect_open(wanted)


async def test_a_key_for_a_list_that_was_given_up_does_nothing(
    scored: Desk, third: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bizcare_tui.ui.commands.running.PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr("bizcare_tui.ui.app.PATIENCE_SECONDS", 0.01)
    async with open_app(scored) as person:
        before = person.inbox.thread_ids
        slow = SlowInbox(person, monkeypatch)
        await press_at_once(person, "slash", *str(third), "enter", "enter")
        await asyncio.sleep(0.1)
        await press_at_once(person, "escape")
        await asyncio.sleep(0.1)
        slow.released.set()
        await person.settled()
        assert person.inbox.thread_ids == before
        assert not person.app.panes.in_conversation
