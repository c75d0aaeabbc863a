"""The conversation follows the cursor: at once, of the right thread, and without marking it as read."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.ui.background.presence import PresenceReporter

WIDE = (120, 40)


def unread(desk: Desk) -> list[int]:
    """Return the unread threads."""
    return [row.id for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query("is:unread")))]


def shown(person: Person) -> int | None:
    """Return the thread that is shown beside the inbox."""
    conversation = person.app.panes.conversation
    return conversation.row.id if conversation is not None else None


def remember_shown(person: Person, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list that gets the id of every conversation that is shown from now on."""
    found: list[int] = []
    show = person.app.panes.show

    def show_and_remember(conversation: ConversationView) -> Any:
        found.append(conversation.row.id)
        return show(conversation)

    monkeypatch.setattr(person.app.panes, "show", show_and_remember)
    return found


@pytest.mark.parametrize("size", [(100, 24), WIDE, (200, 50)])
async def test_the_cursor_shows_its_thread_and_leaves_it_unread(scored: Desk, size: tuple[int, int]) -> None:
    before = unread(scored)
    async with open_app(scored, size) as person:
        assert shown(person) == person.inbox.selected
        await person.press("j", "j")
        thread_id = person.inbox.selected
        assert thread_id is not None
        assert shown(person) == thread_id
        conversation = scored.conversations.conversation(thread_id)
        person.subject.expect_text(f"#{thread_id}", conversation.row.topic[:12])
        person.bar.expect_text("Next: ")
        person.conversation.expect_text(conversation.messages[-1].text.split()[0])
        person.inbox.expect_keys()
        assert unread(scored) == before


async def test_nobody_is_told_that_a_thread_is_read_that_is_only_shown(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[int | None] = []
    monkeypatch.setattr(
        scored.presence, "report_presence", lambda thread_id, **_writes: reported.append(thread_id)
    )
    async with open_app(scored, WIDE) as person:
        await person.press("j")
        person.app.part(PresenceReporter).beat()
        await person.settled()
        assert set(reported) == {None}
        await person.press("enter")
        person.app.part(PresenceReporter).beat()
        await person.settled()
        assert reported[-1] == shown(person)


async def test_what_the_cursor_passes_is_not_shown(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(scored, WIDE) as person:
        first = person.inbox.selected
        found = remember_shown(person, monkeypatch)
        await person.burst("j", "j", "j", "j", "k")
        assert set(found) - {first} == {person.inbox.selected}


async def test_a_thread_that_is_read_too_late_is_not_shown(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = scored.conversations.conversation
    started, may_end = threading.Event(), threading.Event()
    async with open_app(scored, WIDE) as person:
        slow, quick = person.inbox.thread_ids[1:3]

        def read_slowly(thread_id: int) -> ConversationView:
            if thread_id == slow:
                started.set()
                may_end.wait(20)
            return read(thread_id)

        monkeypatch.setattr(scored.conversations, "conversation", read_slowly)
        found = remember_shown(person, monkeypatch)
        await person.pilot.press("j")
        while not started.is_set():
            await person.pilot.pause(0.01)
        await person.press("j")
        assert shown(person) == quick
        may_end.set()
        await person.settled()
        assert shown(person) == quick
        assert slow not in found


async def test_a_command_typed_right_after_a_move_is_about_the_thread_moved_to(scored: Desk) -> None:
    async with open_app(scored, WIDE) as person:
        first, second, third = person.inbox.thread_ids[:3]
        await person.burst("j", "t", *"vat", "enter")
        await person.settled()
        assert list(scored.inbox.thread_ids(parse_query("tag:vat"))) == [second]
        await person.burst("j", "R")
        assert shown(person) == third
        person.conversation.expect_text("Raw text:")
        await person.burst("k", "k", "a")
        await person.wait_for_text("Who wrote this?", f"#{first}")


async def test_where_only_one_pane_fits_nothing_is_shown_until_it_is_opened(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("j")
        assert shown(person) is None
        await person.resize(*WIDE)
        assert shown(person) == person.inbox.selected
        await person.press("j")
        await person.resize(80, 24)
        await person.press("j", "enter")
        person.conversation.expect_open(person.inbox.selected or 0)


async def test_a_click_selects_and_a_double_click_opens(scored: Desk) -> None:
    before = unread(scored)
    async with open_app(scored, WIDE) as person:
        second, third = person.inbox.thread_ids[1:3]
        await person.pilot.click("#inbox", offset=(20, 2))
        await person.settled()
        assert person.inbox.selected == shown(person) == second
        person.inbox.expect_keys()
        assert unread(scored) == before
        await person.pilot.click("#inbox", offset=(20, 4), times=2)
        await person.settled()
        person.conversation.expect_open(third)
        assert third not in unread(scored)
        await person.pilot.click("#inbox", offset=(20, 2))
        await person.settled()
        person.inbox.expect_keys()
        assert shown(person) == second


async def test_a_click_on_a_shown_conversation_opens_it(scored: Desk) -> None:
    async with open_app(scored, WIDE) as person:
        thread_id = person.inbox.selected or 0
        await person.pilot.click("#conversation", offset=(5, 3))
        await person.settled()
        person.conversation.expect_open(thread_id)
        assert thread_id not in unread(scored)


async def test_tab_opens_what_is_shown(scored: Desk) -> None:
    async with open_app(scored, WIDE) as person:
        await person.press("j", "tab")
        thread_id = person.inbox.selected or 0
        person.conversation.expect_open(thread_id)
        assert thread_id not in unread(scored)


async def test_an_empty_list_shows_no_thread(scored: Desk) -> None:
    async with open_app(scored, WIDE) as person:
        await person.press("slash", *"zzqq")
        assert person.inbox.selected is None
        assert shown(person) is None
        person.bar.expect_no_text("Next:")
        await person.press("escape")
        assert shown(person) == person.inbox.selected


async def test_the_way_back_to_the_inbox_shows_the_thread_under_the_cursor(scored: Desk) -> None:
    async with open_app(scored, WIDE) as person:
        selected, other = person.inbox.thread_ids[0], person.inbox.thread_ids[5]
        await person.app.open_thread(other)
        person.conversation.expect_open(other)
        await person.press("escape")
        assert shown(person) == person.inbox.selected == selected
