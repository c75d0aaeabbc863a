"""Verbs by keys: each is carried out, reported and undone, and the next thread follows."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import TO_DO_QUERY, parse_query
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.store import batching, derive
from bizcare_tui.store.inbox_updates import InboxUpdater
from bizcare_tui.ui.commands.verb_steps import progress
from bizcare_tui.ui.widgets.top_line import StatusPart


def holds(person: Person, thread_id: int) -> list[str]:
    """The acts of the person on a thread, without those that were undone."""
    rows = person.desk.verbs.history()
    return [row.sentence for row in rows if row.thread_id == thread_id and row.undone_at is None]


@pytest.mark.parametrize(
    ("keys", "typed", "sentence"),
    [
        (("N", "o"), "a machine of the shop", "no answer needed: a machine of the shop"),
        (("N", "t"), "", "no answer needed: thanks only"),
        (("N", "d"), "", "no answer needed: duplicate"),
        (("N", "e"), "", "no answer needed: answered elsewhere"),
        (("N", "a"), "", "no answer needed: automatic notice"),
        (("w", "enter"), "", "snoozed until "),
        (("w", "h"), "", "snoozed until "),
    ],
)
async def test_a_verb_goes_on_to_the_next_thread_and_is_undone(
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
        person.expect_notice("u undoes it")
        await person.press("u")
        person.conversation.expect_open(first)
        assert holds(person, first) == []


async def test_two_keys_snooze_until_monday(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        thread_id = person.inbox.thread_ids[0]
        await person.burst("w", "m")
        if "deadline falls before" in person.text or "deadlines fall before" in person.text:
            await person.burst("s")
        (sentence,) = holds(person, thread_id)
        assert re.match("snoozed until Mon .*08:00", sentence), sentence


async def test_the_reason_why_no_answer_is_needed_is_shown_with_the_thread(scored: Desk) -> None:
    async with open_app(scored, (100, 40)) as person:
        thread_id = person.inbox.thread_ids[0]
        await person.burst("N", "d")
        facts = scored.conversations.conversation(thread_id).facts
        (closed,) = [fact for fact in facts if fact.key == "closed"]
        assert (closed.label, closed.value) == ("No answer needed", "duplicate")
        assert scored.session.login in closed.source
        await person.press("U")
        person.expect_text("no answer needed: duplicate")


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


async def test_a_verb_on_many_shows_its_progress_and_is_undone(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "BATCH_SIZE", 7)
    async with open_app(scored, (120, 40)) as person:
        said: list[str] = []
        top_line = person.app.panes.top_line
        show = top_line.show

        def watched(late: str, owed: tuple[list[str], list[str]], parts: list[StatusPart]) -> None:
            said.extend(part.text.partition(" · u stops")[0] for part in parts if "done" in part.text)
            show(late, owed, parts)

        monkeypatch.setattr(top_line, "show", watched)
        count = len(scored.inbox.thread_ids(parse_query(TO_DO_QUERY)))
        monkeypatch.setattr(batching, "BATCH_SIZE", 9)
        await person.press("M", "t")
        await person.type("many")
        await person.press("enter")
        assert f"{count} threads: 9 done" in said
        assert f"{count} threads: {count} done" in said
        said.clear()
        await person.press("M", "N", "o")
        await person.type("a test")
        await person.press("enter")
        assert f"{count} threads: 0 done" in said
        assert f"{count} threads: 9 done" in said
        assert f"{count} threads: {count} done" in said
        assert "threads:" not in person.top.text
        assert list(scored.inbox.counts([parse_query("state:closed")]).values()) == [count]
        await person.press("u")
        assert list(scored.inbox.counts([parse_query("outcome:no_answer_needed")]).values()) == [0]


async def test_a_verb_on_many_is_stopped_with_the_key_that_undoes(
    scored: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 1)
    shown, update = threading.Event(), InboxUpdater.update

    def update_when_seen(updater: InboxUpdater, *arguments: Any) -> None:
        assert shown.wait(30)
        update(updater, *arguments)

    monkeypatch.setattr(InboxUpdater, "update", update_when_seen)
    async with open_app(scored, (120, 40)) as person:
        stop = scored.verbs.stop

        def stop_and_go_on() -> bool:
            is_stopped = stop()
            shown.set()
            return is_stopped

        monkeypatch.setattr(scored.verbs, "stop", stop_and_go_on)
        await person.press("M")
        await person.pilot.press("Z")
        await person.wait_for_text("0 done · u stops")
        await person.press("u")
        person.expect_text("Stopped: nothing was changed.")
        person.top.expect_no_text("threads:")
        assert scored.verbs.history() == []


def test_a_verb_goes_on_when_the_screen_is_gone(scored: Desk) -> None:
    """A report of its progress would otherwise end it, and undo it."""

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
