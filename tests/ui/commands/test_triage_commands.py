"""Verbs by keys: each is done, said, taken back; after it comes the next thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fixed_time import NOW
from person import Person, open_app

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.store import batching, derive
from bizcare_tui.ui.commands.verb_steps import progress


@pytest.fixture
def scored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over an account whose requests of the last month are scored; it does not sync."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    return Desk()


def holds(person: Person, thread_id: int) -> list[str]:
    """What is in the history of the person about a thread, what was taken back apart."""
    rows = person.desk.verbs.history()
    return [row.sentence for row in rows if row.thread_id == thread_id and row.undone_at is None]


@pytest.mark.parametrize(
    ("keys", "typed", "sentence"),
    [
        (("N",), "a machine of the shop", "no answer needed: a machine of the shop"),
        (("w", "enter"), "", "snoozed until "),
    ],
)
async def test_a_verb_goes_on_to_the_next_thread_and_is_taken_back(
    scored: Desk, keys: tuple[str, ...], typed: str, sentence: str
) -> None:
    async with open_app(scored, (100, 30)) as person:
        await person.press("enter")
        first, second = person.inbox.thread_ids[:2]
        person.conversation.expect_open(first)
        await person.press(*keys)
        if typed:
            await person.type(typed)
            await person.press("enter")
        if "deadline falls before" in person.text:
            await person.press("j", "enter")
        person.conversation.expect_open(second)
        assert holds(person, first)[0].startswith(sentence)
        person.expect_toast("u undoes it")
        await person.press("u")
        person.conversation.expect_open(first)
        assert holds(person, first) == []


async def test_a_note_is_written_and_what_was_not_kept_is_there_again(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id = person.inbox.selected or 0
        await person.press("c")
        await person.type("ask Ana")
        await person.press("escape", "c")
        person.expect_text("ask Ana", "never sent")
        await person.press("ctrl+s")
        assert [note.text for note in scored.verbs.of(thread_id).notes] == ["ask Ana"]
        await person.press("k", "enter")
        person.bar.expect_text("NOTE, not sent")


async def test_the_kind_is_chosen_and_proposed(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id = person.inbox.selected or 0
        await person.press("P", "j", "j", "enter")
        assert scored.verbs.of(thread_id).kind is RequestType.TECHNICAL
        proposed = scored.conversations.proposed_kind(thread_id)
        await person.press("p")
        assert scored.verbs.of(thread_id).kind is (proposed or RequestType.TECHNICAL)


async def test_verbs_go_to_all_marked_threads(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        marked = list(person.inbox.thread_ids[:3])
        await person.press("m", "m", "m")
        person.tabs.expect_text("marked: 3")
        person.inbox.expect_text("*")
        await person.press("t")
        await person.type("bulk")
        await person.press("enter")
        assert sorted(scored.inbox.thread_ids(parse_query("tag:bulk"))) == sorted(marked)
        person.tabs.expect_no_text("marked")
        await person.press("U")
        person.expect_text("3 threads", "tag +bulk")
        await person.press("u")
        assert list(scored.inbox.thread_ids(parse_query("tag:bulk"))) == []
        await person.press("M", "escape")
        person.tabs.expect_no_text("marked")


async def test_what_was_put_off_comes_back_by_itself(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(scored, (100, 30)) as person:
        await person.press("2")
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


async def test_sections_are_edited(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("E", "a")
        person.expect_toast("at most nine sections")
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


async def test_what_cannot_be_read_is_typed_on_while_its_beginning_is_looked_for(scored: Desk) -> None:
    async with open_app(scored) as person:
        shown = person.inbox.thread_ids
        person.app.inbox_loader.load(from_top=True)
        person.app.inbox_loader.set_search_text("is:")
        await person.settled()
        assert person.inbox.thread_ids == shown


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("e", ("First answer", "rule", "source", "stops at")),
        ("C", ("thread", "purchase")),
        ("W", ("Tuesday 00:00", "expected")),
        ("S", ("by week", "by product", "in time")),
        ("b", ("No defect yet",)),
    ],
)
async def test_what_a_key_shows(scored: Desk, key: str, texts: tuple[str, ...]) -> None:
    async with open_app(scored, (120, 60)) as person:
        await person.press(key)
        person.expect_text(*texts)
        await person.press("escape")
        person.inbox.expect_keys()


async def test_a_figure_leads_to_its_threads(scored: Desk) -> None:
    async with open_app(scored, (120, 60)) as person:
        await person.press("W", "enter")
        person.expect_text("The threads")
        await person.press("enter")
        assert person.app.panes.in_conversation


async def test_a_verb_on_many_says_how_far_it_is_and_is_taken_back(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "BATCH_SIZE", 7)
    async with open_app(scored, (120, 40)) as person:
        said: list[str] = []
        set_status = person.app.panes.set_status

        def watched(late: str, owed: tuple[list[str], list[str]], parts: list[str]) -> None:
            said.extend(part for part in parts if "done" in part)
            set_status(late, owed, parts)

        monkeypatch.setattr(person.app.panes, "set_status", watched)
        count = len(scored.inbox.thread_ids(parse_query("")))
        monkeypatch.setattr(batching, "BATCH_SIZE", 9)
        await person.press("M", "t")
        await person.type("many")
        await person.press("enter")
        assert f"{count} threads: 9 done" in said
        assert f"{count} threads: {count} done" in said
        said.clear()
        await person.press("M", "N")
        await person.type("a test")
        await person.press("enter")
        assert f"{count} threads: 0 done" in said
        assert f"{count} threads: 9 done" in said
        assert f"{count} threads: {count} done" in said
        assert "threads:" not in person.top.text
        assert list(scored.inbox.counts([parse_query("state:closed")]).values()) == [count]
        await person.press("u")
        assert list(scored.inbox.counts([parse_query("outcome:no_answer_needed")]).values()) == [0]


def test_a_verb_goes_on_when_the_screen_is_gone(scored: Desk) -> None:
    """What is told of its progress then would else end it, and take it back."""

    async def leave_in_the_middle() -> None:
        async with open_app(scored, (120, 40)) as person:
            with progress(person.app, 9):
                kept.append(scored.session.on_recomputed)

    kept: list[Callable[[int], None]] = []
    asyncio.run(leave_in_the_middle())
    scored.session.on_recomputed = kept[0]
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(scored.verbs.tag, [first, second], "kept").result(30)
    assert set(scored.inbox.thread_ids(parse_query("tag:kept"))) == {first, second}
