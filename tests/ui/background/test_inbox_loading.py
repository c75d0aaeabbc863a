"""Loading the inbox: sections, filters, and threads that come back by themselves."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import NoReturn

import pytest
from fixed_time import NOW
from person import open_app

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox_queries import InboxQueries
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import StoreBusy
from bizcare_tui.store import inbox_pager


async def test_a_snoozed_thread_comes_back_by_itself(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id = person.inbox.selected or 0
        scored.verbs.snooze([thread_id], scored.now() + timedelta(hours=1))
        person.app.reload()
        await person.settled()
        assert thread_id not in person.inbox.thread_ids
        monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(hours=2)).isoformat())
        monkeypatch.setattr(clock, "_started", time.monotonic())
        person.app.inbox_loader.reload_if_time_dependent()
        await person.settled()
        assert thread_id in person.inbox.thread_ids


async def test_rows_that_could_not_be_read_are_read_with_the_next_tick(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> NoReturn:
        raise StoreBusy("The store is busy.")

    async with open_app(scored, (80, 12)) as person:
        await person.press("9")
        with monkeypatch.context() as patched:
            patched.setattr(InboxQueries, "rows", fail)
            await person.press("G")
            assert person.inbox.rows_being_read
        await person.settled()
        person.app.inbox.tick()
        await person.settled()
        assert not person.inbox.rows_being_read


async def test_keys_load_more_threads_near_the_edge_of_those_that_are_loaded(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_pager, "EDGE_SIZE", 8)
    monkeypatch.setattr(inbox_pager, "WINDOW_SIZE", 8)
    async with open_app(scored, (100, 12)) as person:
        await person.press("9", "G")
        assert not person.app.inbox.includes_first
        await person.press(*["k"] * 12)
        everything = scored.inbox.thread_ids(person.app.inbox_loader.selection.query)
        person.inbox.expect_selected(everything[-13])


async def test_sections_are_edited(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("E", "a")
        person.expect_notice("at most nine sections")
        await person.press("x", "a")
        await person.type("Mine")
        await person.press("enter")
        await person.type("tag:(")
        await person.press("enter")
        person.expect_text("Column")
        await person.press(*["backspace"] * 5)
        await person.type("is:late")
        await person.press("enter", "ctrl+s", "9")
        person.tabs.expect_text("[9 Mine")
        assert person.inbox.thread_ids == scored.inbox.thread_ids(parse_query("is:late"))
        assert Desk().inbox.sections[-1].query == "is:late"


async def test_a_query_that_cannot_be_read_says_where_and_keeps_what_is_shown(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("slash")
        await person.type("is")
        shown = person.inbox.thread_ids
        await person.type(":lat")
        person.expect_text("^ `is:` does not know 'lat'", "is:late")
        assert person.inbox.thread_ids == shown
        await person.type("e")
        assert person.inbox.thread_ids == scored.inbox.thread_ids(parse_query("is:late"))


async def test_an_unfinished_query_searches_its_readable_beginning(scored: Desk) -> None:
    async with open_app(scored) as person:
        shown = person.inbox.thread_ids
        person.app.inbox_loader.load(from_top=True)
        person.app.inbox_loader.set_search_text("is:")
        await person.settled()
        assert person.inbox.thread_ids == shown
