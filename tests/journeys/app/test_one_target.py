"""Every command acts on the thread that its dialog names, and moves on only where the work on it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fixed_time import NOW
from person import Person, open_app
from textual import events
from textual.widgets import Input

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.threads import Cover, Qualification
from bizcare_tui.ui.screens.input_dialogs import LineScreen


@pytest.fixture
def scored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over an account whose requests of the last month are scored; it does not sync."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    return Desk()


async def test_what_is_about_a_message_is_refused_where_none_is_in_view(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("enter", "escape", "j", "j")
        assert person.app.panes.conversation is not None
        shown = person.app.panes.conversation.row.id
        for key in ("a", "R", "z"):
            person.app.notify(f"Before {key}")
            await person.press(key)
            assert "open the thread first (Enter)" in person.app.notices.last[0].notice.text
            assert len(person.app.screen_stack) == 1
        await person.press("a")
        assert scored.verbs.history() == []
        assert person.app.panes.conversation is not None
        assert person.app.panes.conversation.row.id == shown
        await person.press("enter", "a")
        person.expect_text("Who wrote this?", f"#{person.inbox.selected}")


async def test_what_is_about_a_message_is_about_the_thread_under_the_cursor(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("enter", "escape")
        opened = person.inbox.selected
        await person.burst("j", "j", "a")
        assert person.inbox.selected != opened
        await person.wait_for_text("Who wrote this?", f"#{person.inbox.selected}")


async def test_a_dialog_names_its_thread_and_acts_on_it_whatever_happens_beneath(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("j")
        thread_id = person.inbox.selected or 0
        await person.press("t")
        person.expect_text(f"#{thread_id}")
        person.app.inbox.move(3)
        await person.type("vat")
        await person.press("enter")
        assert list(scored.inbox.thread_ids(parse_query("tag:vat"))) == [thread_id]


STAY = [("t", "v", "a", "t", "enter"), ("c", "a", "ctrl+s"), ("P", "j", "enter"), ("T",), ("A", "j", "enter")]


@pytest.mark.parametrize("opened", [True, False], ids=["opened", "in the inbox"])
async def test_what_does_not_end_the_work_stays_on_its_thread(scored: Desk, opened: bool) -> None:
    async with open_app(scored, (100, 30)) as person:
        if opened:
            await person.press("enter")
        thread_id = person.inbox.selected or 0
        done = 0
        for keys in [*STAY, ("L", *str(person.inbox.thread_ids[4]), "enter")]:
            await person.press(*keys)
            history = scored.verbs.history()
            assert len(history) > done, keys
            assert history[0].thread_id == thread_id, keys
            done = len(history)
            if opened:
                person.conversation.expect_open(thread_id)
            else:
                person.inbox.expect_selected(thread_id)


async def test_after_done_comes_the_next_deadline_and_not_the_next_that_waits(scored: Desk) -> None:
    to_do = list(scored.inbox.thread_ids(parse_query("is:due -is:snoozed")))
    waiting = list(scored.inbox.thread_ids(parse_query("-is:due")))
    async with open_app(scored, (100, 30)) as person:
        await person.press("9")
        places = list(person.inbox.thread_ids)
        place = places.index(waiting[0])
        await person.press(*["j"] * place, "enter")
        person.conversation.expect_open(waiting[0])
        await person.press("d")
        person.conversation.expect_open(to_do[0])
        assert person.inbox.selected == to_do[0]


async def test_where_the_section_has_nothing_to_do_the_next_deadline_of_all_comes(scored: Desk) -> None:
    to_do = list(scored.inbox.thread_ids(parse_query("is:due -is:snoozed")))
    waiting = list(scored.inbox.thread_ids(parse_query("-is:due")))
    assert scored.inbox.next_thread_to_do(parse_query("-is:due"), [waiting[0]]) == to_do[0]
    assert scored.inbox.next_thread_to_do(parse_query(""), [to_do[0]]) == to_do[1]
    without_deadline = list(scored.inbox.thread_ids(parse_query("is:todo -is:due")))
    assert scored.inbox.next_thread_to_do(parse_query(""), to_do) == without_deadline[0]
    assert scored.inbox.next_thread_to_do(parse_query(""), [*without_deadline, *to_do]) is None


async def test_two_keys_at_once_end_the_work_on_two_threads(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        first, second = scored.inbox.thread_ids(parse_query("is:due -is:snoozed"))[:2]
        await person.press("enter")
        person.conversation.expect_open(first)
        for _each in range(2):
            for key, character in (("N", "N"), ("t", "t")):
                person.app.post_message(events.Key(key, character))
        async with asyncio.timeout(60):
            while len(scored.verbs.history()) < 2:
                await person.settled()
        assert {row.thread_id for row in scored.verbs.history()} == {first, second}
        assert {thread_json(scored, each)["state"] for each in (first, second)} == {"closed"}


async def test_a_note_that_was_left_is_only_there_for_its_own_thread(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        await person.press("c")
        await person.type("ask Ana")
        await person.press("escape", "j", "c")
        assert "ask Ana" not in person.text
        await person.press("escape", "k", "c")
        person.expect_text("ask Ana")


async def expect_kept(person: Person, trouble: str, text: str) -> None:
    """The dialog is still there with what was typed, and says what is wrong."""
    person.expect_text(trouble, text)
    assert isinstance(person.app.screen, LineScreen)
    assert person.app.focused is not None


WRONG = [
    (("w", "end", "enter"), "whenever", "'whenever'"),
    (("t",), "-", "Give a tag"),
    (("E", "e"), "is:lat", "does not know 'lat'"),
    (("r", "ctrl+o"), "/nonexistent.zip", "/nonexistent.zip"),
]


async def test_an_error_in_a_form_is_shown_in_it_and_nothing_is_lost(scored: Desk) -> None:
    async with open_app(scored, (100, 30)) as person:
        for keys, typed, trouble in WRONG:
            await person.press(*keys)
            await person.type(typed)
            await person.press("enter")
            await expect_kept(person, trouble, typed)
            await person.press("x")
            assert person.app.screen.query_one(Input).value == typed + "x"
            await person.press("escape", "escape", "escape")
            assert len(person.app.screen_stack) == 1
        assert scored.verbs.history() == []


async def test_the_form_of_a_patch_keeps_everything(scored: Desk) -> None:
    (thread_id, *_others) = scored.inbox.thread_ids(parse_query("is:aftersale"))
    scored.defects.create_defect([thread_id], "The cart is empty", scored.inbox.product_id_of(thread_id))
    for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
        scored.defects.record_step(1, step)
    async with open_app(scored, (120, 40)) as person:
        await person.press("b", "s", "enter")
        person.expect_text("submissions are left today")
        await person.type("4.1")
        await person.press("tab")
        await person.type("Corrige el carrito que quedaba vacio con un vale de descuento")
        await person.press("tab", *["space"] * 9, "ctrl+s")
        person.expect_text("'4.1' is not three or four numbers", "4.1", "Corrige el carrito")
        assert person.app.focused is not None
        assert person.app.focused.id == "version"
        await person.press("escape", "s", "enter")
        person.expect_text("4.1", "Corrige el carrito", "[x]")


async def test_a_defect_of_a_thread_without_cover_is_asked_about(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        bare = person.thread_where(
            lambda each: each.row.cover is Cover.NONE or each.row.qualification is Qualification.PRESALE
        ).row.id
        await person.app.open_thread(bare)
        await person.press("f")
        person.expect_text("No fix is required here", f"#{bare}")
        await person.press("enter")
        assert scored.verbs.history() == []
        assert len(person.app.screen_stack) == 1
        covered = person.thread_where(
            lambda each: each.row.cover is Cover.ACTIVE and each.row.qualification is Qualification.AFTERSALE
        ).row.id
        await person.app.open_thread(covered)
        await person.press("f")
        person.expect_text("Which defect is it?", f"#{covered}")


async def test_the_sections_follow_the_width(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        wide = person.tabs.text
        await person.resize(80, 40)
        narrow = person.tabs.text
        assert narrow != wide
        assert "8 Unassigned" in wide
        assert "Unassigned" not in narrow
        assert " 8:" in narrow
        await person.resize(120, 40)
        assert person.tabs.text == wide
