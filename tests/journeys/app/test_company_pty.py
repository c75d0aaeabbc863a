"""Several people at one desk, as each sees the others on the screen."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from emulator import Emulator
from fixed_time import NOW
from logins import desk_of
from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.replies import Replies
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.views import ReplyDraft
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.ui.widgets import composer

AS_PERSON = [sys.executable, str(Path(__file__).parents[2] / "tools" / "run_as_login.py")]


@pytest.fixture
def shared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that another account syncs: there is no key."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    return Desk()


async def test_a_thread_is_claimed_returned_and_assigned(shared: Desk) -> None:
    was_here = shared.session.login
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            first, second = person.inbox.thread_ids[:2]
            await person.press("T")
            person.inbox.expect_text("[→ana]")
            await person.press("7")
            assert list(person.inbox.thread_ids) == [first]
            await person.press("T")
            assert list(person.inbox.thread_ids) == []
            await person.press("1", "j", "A", "j", "enter")
            assert desk.inbox.rows([second])[0].assignee == was_here
            await person.press("A", "enter")
            assert desk.inbox.rows([second])[0].assignee == "ana"
            await person.press("A", "j", "j", "enter")
            assert desk.inbox.rows([second])[0].assignee == ""
            await person.press("A", "j", "j", "j", "enter")
            await person.type("cai")
            await person.press("enter")
            assert desk.inbox.rows([second])[0].assignee == "cai"


async def test_what_a_colleague_took_meanwhile_is_left_to_them(shared: Desk) -> None:
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            first = person.inbox.thread_ids[0]
            with desk_of("bo") as other:
                other.verbs.claim([first])
            await person.press("T")
            person.expect_notice("it is now assigned to bo")
            assert desk.inbox.rows([first])[0].assignee == "bo"


async def test_a_mention_is_marked_until_its_thread_was_opened(shared: Desk) -> None:
    with desk_of("bo") as other:
        first = other.inbox.thread_ids(parse_query(""))[0]
        other.conversations.mark_read(first)
        other.verbs.note([first], "@ana what do you think?")
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            assert person.inbox.text.splitlines()[0].startswith("▌@")
            await person.press("enter", "escape")
            assert not person.inbox.text.splitlines()[0].startswith("▌@")
            assert not list(desk.inbox.thread_ids(parse_query("is:mentioned")))


async def test_what_happened_is_listed_and_leads_to_its_thread(shared: Desk) -> None:
    with desk_of("ana") as desk:
        desk.presence.record_visit(None, desk.now())
    with desk_of("bo") as other:
        threads = other.inbox.thread_ids(parse_query(""))
        other.verbs.tag(threads[:3], "later")
        other.verbs.note([threads[4]], "rang them")
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            person.expect_notice("2 events since your last visit")
            await person.press("H")
            person.expect_text("tag +later", "3 threads", "note: rang them")
            await person.press("enter")
            person.conversation.expect_open(threads[4])
            await person.press("H")
            person.expect_text("Nothing happened.")


def test_two_at_one_desk_see_each_other_write_and_take_over(shared: Desk) -> None:
    environment = {**os.environ, "TERM": "xterm-256color"}
    with (
        Emulator([*AS_PERSON, "ana"], environment, 120, 40) as ana,
        Emulator([*AS_PERSON, "bo"], environment, 120, 40) as bo,
    ):
        ana.until_text("[1 To do", bo)
        bo.until_text("[1 To do", ana)
        ana.press("\r")
        bo.until_text("ana reading", ana)
        ana.press("r")
        ana.until_text("Reply to", bo)
        ana.press("what Ana wrote")
        bo.until_text("ana writing", ana)
        bo.press("\r")
        bo.until_text("ana writing", ana)
        bo.press("r")
        bo.until_text("ana has been writing here", ana)
        bo.press("I have them on the phone\r")
        bo.until_text("Reply to", ana)
        ana.until_text("bo has taken over this reply", bo)
        ana.until_text("what Ana wrote", bo)
        [thread_id] = shared.inbox.thread_ids(parse_query("has:note"))
        # Saved a moment after it was typed: her program is killed below.
        with desk_of("ana") as desk:
            for _look in range(300):
                if (written := desk.replies.draft(thread_id).text) == "what Ana wrote":
                    break
                ana.watch(0.2)
            assert written == "what Ana wrote"
    assert "I have them on the phone" in shared.verbs.of(thread_id).notes[0].text
    with desk_of("bo") as desk:
        assert desk.replies.draft(thread_id).text == ""


async def test_a_colleagues_reply_is_taken_over_from_the_outbox_with_a_reason(shared: Desk) -> None:
    shared.session.paths.settings_file.write_text("sync_interval = 0\nundo_seconds = 600\n")
    text = "The cache had kept the old template: I cleared it, and the cart shows again. Bo"
    with desk_of("bo") as other:
        thread_id = other.inbox.thread_ids(parse_query(""))[0]
        other.replies.queue(thread_id, text, override="as agreed")
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            await person.press("O", "u")
            person.expect_text("bo wrote reply 1", "Esc cancels")
            await person.press("escape")
            assert desk.replies.row(1).state is ReplyState.QUEUED
            await person.press("e")
            await person.type("Bo is ill")
            await person.press("enter")
            person.conversation.expect_open(thread_id)
        row = desk.replies.row(1)
        assert (row.state, row.reason) == (ReplyState.DISCARDED, "Bo is ill")
        assert desk.replies.draft(thread_id).text == text
    with desk_of("bo") as other:
        assert other.replies.draft(thread_id).text == text
        assert list(other.inbox.thread_ids(parse_query("is:mentioned"))) == [thread_id]


async def test_a_draft_that_another_window_changed_is_looked_through_before_it_is_sent(
    shared: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Replies, "check", lambda *_of: [])
    monkeypatch.setattr(composer, "SAVE_SECONDS", 3600.0)  # the draft is saved when it is sent
    with desk_of("ana") as desk:
        async with open_app(desk) as person:
            thread_id = person.inbox.thread_ids[0]
            await person.press("r")
            await person.type("From this window.")
            desk.replies.save_draft(thread_id, ReplyDraft("From the other window."))
            await person.type(" Sent.")
            await person.press("ctrl+s")
            assert desk.replies.outbox() == []
            person.expect_text("It now contains", "From the other window.")
            await person.press("ctrl+s")
        (row,) = desk.replies.outbox()
        assert "From the other window." in row.text
        assert "From this window. Sent." in row.text
        assert desk.replies.draft(thread_id).text == ""
