"""The first run, syncs seen from the app, and work without a connection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from person import Person, at
from textual.widgets import Input

from bizcare_tui.cli.demo import SCORED, SIGNATURES
from bizcare_tui.desk.desk import Desk
from bizcare_tui.marketplace.sandbox.server import Sandbox
from bizcare_tui.paths import Paths
from bizcare_tui.ui.app import BizcareApp


async def test_the_welcome_tries_the_key_says_what_is_wrong_and_keeps_what_is_right(
    sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    async with at(Desk(), first="") as person:
        person.expect_text("Welcome to bizcare", sandbox.url)
        await person.press("enter")
        person.expect_text("Paste the key first.")
        await person.type("wrong")
        await person.press("enter")
        await person.told("refuses the key", "F2  look at the demo instead")
        assert not person.desk.has_key()
        person.app.screen.query_one(Input).value = sandbox.key
        await person.press("enter")
        await person.told("What is scored")
        assert Paths.from_environment().key_file.stat().st_mode & 0o077 == 0
        await person.press("escape")
        assert len(person.inbox.thread_ids) == 60
        person.top.expect_text("synced just now")


async def test_the_demo_can_be_asked_for_instead_of_a_key(home: Path) -> None:
    async with at(Desk(), first="f2") as person:
        assert person.app.return_value == "demo"


async def test_after_the_first_sync_the_baseline_is_offered_and_what_is_older_is_read(
    sandbox: Sandbox,
) -> None:
    async with at(Desk(), (120, 50), first="") as person:
        await person.told("What is scored", "are not scored: nobody knows who answered.", "Nordlys Modules")
        offer = person.desk.baseline_offer()
        assert offer is not None
        await person.press("ctrl+s")
        person.inbox.expect_keys()
        assert person.desk.baseline_offer() is None
        old = [row for row in person.desk.rows(person.desk.thread_ids("")) if row.updated_at < offer.baseline]
        assert old
        assert not any(row.unread for row in old)


async def test_a_second_sync_leaves_the_question_of_the_baseline_open(sandbox: Sandbox) -> None:
    async with at(Desk(), (120, 50), first="") as person:
        await person.told("What is scored")
        person.app.do_sync()
        await person.settled()
        await person.press("ctrl+s")
        assert person.desk.baseline_offer() is None


async def test_the_line_on_top_says_how_far_a_sync_is(sandbox: Sandbox) -> None:
    app = BizcareApp(Desk())
    seen: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        person = Person(app, pilot)
        while person.desk.sync_status().last_synced_at is None:
            await pilot.pause()
            seen.append(person.top.text)
        await person.settled()
    assert any(re.search(r"syncing \w+ \d", line) for line in seen)


async def test_without_a_connection_what_is_stored_can_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer_baseline(desk.now() - SCORED, SIGNATURES, mark_older_read=True)
    # Nobody listens on the discard port of loopback.
    monkeypatch.setenv("BIZCARE_API_URL", "http://127.0.0.1:9/request/")
    monkeypatch.setenv("BIZCARE_API_KEY", "any")
    async with at(Desk(), (160, 40), first="") as person:
        person.top.expect_text("synced ", "⚠", "cannot be reached")
        await person.press("enter")
        person.conversation.expect_open(desk.thread_ids("")[0])


async def test_what_arrives_is_shown_and_nothing_moves_under_the_fingers(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.answer_baseline(desk.now() - SCORED, SIGNATURES, mark_older_read=True)
    async with at(desk, first="") as person:
        await person.press("j", "j", "j", "enter")
        thread_id, message = person.inbox.selected, person.conversation.selected
        assert thread_id is not None
        sandbox.market.add_message(thread_id, "And one thing more.", at=desk.now())
        arrived = sandbox.market.thread_arrives()
        await person.press("s")
        person.expect_told("Below, new messages: 1")
        person.conversation.expect_open(thread_id)
        assert person.conversation.selected == message
        person.inbox.expect_selected(thread_id)
        assert arrived in person.inbox.thread_ids
        await person.press("G")
        person.conversation.expect_text("And one thing more.")
