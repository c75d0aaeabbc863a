"""The first run, syncs seen from the app, and work without a connection."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from person import Person, open_app
from textual.widgets import Input

from bizcare_tui.cli.main import main
from bizcare_tui.demo.desk import SIGNATURES
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.baseline import STILL_IN_TIME, counted_from
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.paths import Paths
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.commands.system import sync


async def test_the_welcome_tries_the_key_says_what_is_wrong_and_keeps_what_is_right(
    sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    async with open_app(Desk(), first="") as person:
        person.expect_text("Welcome to bizcare", sandbox.url)
        await person.press("enter")
        person.expect_text("Paste the key first.")
        await person.type("wrong")
        await person.press("enter")
        await person.wait_for_text("rejects the key", "F2  look at the demo instead")
        assert not person.desk.marketplace.has_key()
        person.app.screen.query_one(Input).value = sandbox.key
        await person.press("enter")
        await person.wait_for_text("From when do deadlines count?")
        assert Paths.from_environment().key_file.stat().st_mode & 0o077 == 0
        await person.press("escape", "9")
        assert len(person.inbox.thread_ids) == 60
        person.top.expect_text("synced just now")


async def test_the_demo_can_be_asked_for_instead_of_a_key(home: Path) -> None:
    async with open_app(Desk(), first="f2") as person:
        assert person.app.return_value == "demo"


async def test_the_first_run_counts_what_can_still_be_answered_and_marks_nothing_owed_as_read(
    sandbox: Sandbox,
) -> None:
    async with open_app(Desk(), (120, 50), first="") as person:
        await person.wait_for_text("From when do deadlines count?", "› (•) four days ago", "Nordlys Modules")
        offer = person.desk.baseline.open_question()
        assert offer is not None
        chosen = counted_from(offer.requests, NOW - STILL_IN_TIME, (), NOW)
        later = counted_from(offer.requests, offer.baseline, (), NOW)
        assert (chosen.late > 0, chosen.due > 0, later.late) == (True, True, 0)
        person.expect_text(f"{chosen.late} late, {chosen.due} due", f"{later.late} late, {later.due} due")
        await person.press("enter")
        person.inbox.expect_keys()
        assert person.desk.baseline.open_question() is None
        counters = person.desk.statistics.counters()
        assert (counters.late, counters.due) == (chosen.late, chosen.due)
        await person.wait_for_notice(f"Deadlines count from Sun 22 Nov 2026 10:20: {chosen.late} LATE")
        rows = person.desk.inbox.rows(person.desk.inbox.thread_ids(parse_query("")))
        assert all(row.unread for row in rows if row.owed is not None)
        old = [row for row in rows if row.owed is None and row.updated_at < NOW - STILL_IN_TIME]
        assert old
        assert not any(row.unread for row in old)


async def test_who_goes_on_to_the_signatures_keeps_the_choice(sandbox: Sandbox) -> None:
    async with open_app(Desk(), (120, 50), first="") as person:
        await person.wait_for_text("From when do deadlines count?")
        await person.press("j", "j", "j", "j", "j", "space")
        person.expect_text("(•) four days ago", "› [x] Nordlys Modules")
        await person.press("enter")
        await person.wait_for_notice("Deadlines count from Sun 22 Nov 2026 10:20")


async def test_on_a_choice_enter_chooses_it_and_accepts(sandbox: Sandbox) -> None:
    async with open_app(Desk(), (120, 50), first="") as person:
        await person.wait_for_text("From when do deadlines count?")
        await person.press("j", "enter")
        await person.wait_for_notice("Deadlines count from Thu 26 Nov 2026 10:20")


async def test_after_the_first_run_the_list_is_at_its_top_and_the_counters_are_shown(
    sandbox: Sandbox,
) -> None:
    async with open_app(Desk(), (80, 24), first="") as person:
        await person.wait_for_text("From when do deadlines count?")
        await person.press("enter")
        person.inbox.expect_selected(person.desk.inbox.thread_ids(parse_query(""))[0])
        counters = person.desk.statistics.counters()
        assert person.inbox.text.lstrip().startswith("▌● LATE")
        person.top.expect_text(f"{counters.late} LATE", f"{counters.due} due")
        await person.resize(120, 40)
        person.top.expect_text(f"{counters.due} due before ")


async def test_a_choice_is_made_by_space_and_the_numbers_follow_the_signatures(
    sandbox: Sandbox,
) -> None:
    async with open_app(Desk(), (120, 50), first="") as person:
        await person.wait_for_text("From when do deadlines count?")
        offer = person.desk.baseline.open_question()
        assert offer is not None
        ((ending, _count), *_more) = offer.signatures
        everything = datetime(2000, 1, 1, tzinfo=UTC)
        before = counted_from(offer.requests, everything, (), NOW)
        after = counted_from(offer.requests, everything, (ending,), NOW)
        assert after.late < before.late
        await person.press("j", "j", "j")
        person.expect_text("(•) four days ago", "› ( ) all threads, from the beginning")
        await person.press("space")
        person.expect_text("› (•) all threads, from the beginning", f"{before.late} late, {before.due} due")
        await person.press("j", "j", "space")
        person.expect_text(f"{after.late} late, {after.due} due")
        await person.press("enter")
        counters = person.desk.statistics.counters()
        assert (counters.late, counters.due) == (after.late, after.due)


def test_commands_say_what_the_first_run_asks_until_it_is_answered(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync"]) == 0
    offer = Desk().baseline.open_question()
    assert offer is not None
    earlier = counted_from(offer.requests, datetime(2026, 11, 22, tzinfo=MARKETPLACE_ZONE), (), NOW)
    assert earlier.late
    assert f"{earlier.late} late, {earlier.due} due: bizcare baseline 2026-11-22" in capsys.readouterr().err
    assert main(["baseline", "2026-11-22"]) == 0
    counters = Desk().statistics.counters()
    assert (counters.late, counters.due) == (earlier.late, earlier.due)
    capsys.readouterr()
    assert main(["sync"]) == 0
    assert "Deadlines count" not in capsys.readouterr().err


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (40, 12)], ids=str)
async def test_without_a_store_there_is_no_error_and_the_inbox_says_what_to_do(
    home: Path, size: tuple[int, int]
) -> None:
    async with open_app(Desk(), size, first="") as person:
        person.expect_text("Welcome to bizcare")
        await person.press("escape")
        person.inbox.expect_text("Press K to enter your API key.", "`bizcare demo` shows made-up data.")
        person.top.expect_text("never synced")
        person.top.expect_no_text("cannot")
        person.top.expect_no_text("nothing is due")


async def test_an_account_in_which_no_answer_changes_anything_is_not_asked(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.generate(3, 0, NOW)) as empty:
        monkeypatch.setenv("BIZCARE_API_URL", empty.url)
        monkeypatch.setenv("BIZCARE_API_KEY", empty.key)
        async with open_app(Desk(), first="") as person:
            person.top.expect_text("synced just now")
            assert len(person.app.screen_stack) == 1
            assert person.desk.baseline.open_question() is None


async def test_what_is_out_of_sight_is_counted_while_obligations_are_among_it(desk: Desk) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    async with open_app(desk, (120, 20)) as person:
        counters = desk.statistics.counters()
        _first, bottom = person.app.inbox.visible_range
        assert counters.late + counters.due > bottom
        person.top.expect_text("below: ")
        await person.press("G")
        top, _bottom = person.app.inbox.visible_range
        person.top.expect_text(f"{top} above, {counters.late} LATE, {counters.due} due")
        await person.press("g")
        person.top.expect_no_text(" above")


async def test_a_second_sync_leaves_the_question_of_the_baseline_open(sandbox: Sandbox) -> None:
    async with open_app(Desk(), (120, 50), first="") as person:
        await person.wait_for_text("From when do deadlines count?")
        sync(person.app)
        await person.settled()
        await person.press("ctrl+s")
        assert person.desk.baseline.open_question() is None


async def test_the_line_on_top_says_how_far_a_sync_is(sandbox: Sandbox) -> None:
    app = BizcareApp(Desk())
    seen: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        person = Person(app, pilot)
        while person.desk.marketplace.sync_status().last_synced_at is None:
            await pilot.pause()
            seen.append(person.top.text)
        await person.settled()
    assert any(re.search(r"syncing \w+ \d", line) for line in seen)


async def test_without_a_connection_what_is_stored_can_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.baseline.answer(desk.now() - timedelta(days=10), SIGNATURES, mark_older_read=True)
    # Nobody listens on the discard port of loopback.
    monkeypatch.setenv("BIZCARE_API_URL", "http://127.0.0.1:9/request/")
    monkeypatch.setenv("BIZCARE_API_KEY", "any")
    async with open_app(Desk(), (160, 40), first="") as person:
        person.top.expect_text("synced ", "⚠", "cannot be reached")
        await person.press("enter")
        person.conversation.expect_open(desk.inbox.thread_ids(parse_query(""))[0])


async def test_what_arrives_is_shown_and_nothing_moves_under_the_fingers(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.baseline.answer(desk.now() - timedelta(days=10), SIGNATURES, mark_older_read=True)
    async with open_app(desk, first="") as person:
        await person.press("j", "j", "j", "enter")
        thread_id, message = person.inbox.selected, person.conversation.selected
        assert thread_id is not None
        sandbox.market.add_message(thread_id, "And one thing more.", at=desk.now())
        arrived = sandbox.market.add_new_thread()
        await person.press("s")
        person.expect_notice("1 new message below")
        person.conversation.expect_open(thread_id)
        assert person.conversation.selected == message
        person.inbox.expect_selected(thread_id)
        assert arrived in person.inbox.thread_ids
        await person.press("G")
        person.conversation.expect_text("And one thing more.")
