"""Lists offer only the keys that do something with the row under the cursor; the others say why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from person import Person, open_app
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk
from screen_visits import VISITS, make_a_defect, visit_screen
from unattributed_account import unattributed_desk

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import MAX_SECTIONS
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.list_screen import ListScreen

REPLY = "I could reproduce it on your shop: the carousel stays empty. A patch follows. Ana"
# In a filter, keys are typed.
LISTS = [
    name
    for name, visit in VISITS.items()
    if issubclass(visit.kind, ListScreen) and visit.context is not Context.LIST_FILTER
]


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


def offered(person: Person) -> str:
    """The keys of the footer, but for those that every list has."""
    hints = person.text.splitlines()[-1].strip()
    for shared in ("Enter choose", "/ filter", "Esc close", "? keys"):
        hints = hints.replace(shared, "")
    return " ".join(hints.split())


def chooses(person: Person) -> bool:
    """Whether the footer says that Enter chooses the row."""
    return "Enter choose" in person.text.splitlines()[-1]


async def expect_refused(person: Person, key: str, reason: str) -> None:
    """A key does nothing but say why."""
    screen = person.app.screen
    await person.press(key)
    assert person.app.screen is screen
    assert reason in person.app.notices.last[0].notice.text, key


@pytest.mark.parametrize("name", LISTS)
async def test_a_key_that_is_not_offered_says_why(scored: Desk, name: str) -> None:
    make_a_defect(scored)
    async with open_app(scored, (120, 40)) as person:
        screen = await visit_screen(person, VISITS[name])
        assert isinstance(screen, ListScreen)
        for _row in range(min(3, len(screen.rows) or 1)):
            hints = {hint.command.id for hint in screen.key_hints() if hint.command is not None}
            for command in person.app.keymap.usable(screen.contexts):
                reason = screen.disabled_reason(command)
                if reason:
                    assert command.id not in hints
                    await expect_refused(person, command.keys[0], reason)
            await person.press("j")


async def test_a_reply_offers_what_its_state_allows(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    desk.session.settings = replace(desk.settings, undo_seconds=600)
    desk.replies.queue(THREAD, REPLY, override="seen")
    async with open_app(desk, (80, 24)) as person:
        await person.press("O")
        await person.wait_for_text("to send")
        assert offered(person) == "u undo e edit d discard"
        await expect_refused(person, "s", "This is not possible for a reply in the state “to send”.")
        await person.press("question_mark")
        person.expect_text("unavailable: This is not possible for a", "reply in the state “to send”.")
        await person.press("escape")
        await person.press("d")
        await person.type("no longer true")
        await person.press("enter")
        await person.wait_for_text("discarded")
        assert offered(person) == ""
        assert chooses(person)
        for key in "usmed":
            await expect_refused(person, key, "This is not possible for a reply in the state “discarded”.")
        assert desk.replies.outbox()[0].state is ReplyState.DISCARDED


async def test_a_reply_that_may_have_arrived_is_not_edited(
    at_desk: PurchaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_desk.desk
    desk.session.settings = replace(desk.settings, undo_seconds=600)
    desk.replies.queue(THREAD, REPLY, override="seen")
    (row,) = desk.replies.outbox()
    waiting = replace(row, ways=tuple(each for each in row.ways if each is not Transition.EDIT))
    monkeypatch.setattr(desk.replies, "outbox", lambda: [waiting])
    async with open_app(desk, (80, 24)) as person:
        await person.press("O")
        await person.wait_for_text("to send")
        assert offered(person) == "u undo d discard"
        await expect_refused(person, "e", "may already have arrived")


async def test_an_empty_outbox_offers_nothing(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("O")
        await person.wait_for_text("No reply is on its way")
        assert (offered(person), chooses(person)) == ("", False)
        for key in ("u", "enter", "slash"):
            await expect_refused(person, key, "The list is empty.")


async def test_only_the_last_decision_of_a_thread_can_be_undone_and_only_once(at_desk: PurchaseDesk) -> None:
    at_desk.desk.decisions.decide(at_desk.refunding())
    filters = "g reason p product o outcome"
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("D")
        assert offered(person).startswith("w undo the decision g reason")
        await person.press("w")
        await person.type("agreed to a fix")
        await person.press("enter")
        await person.wait_for_text("2 of 2")
        assert offered(person) == filters
        await expect_refused(person, "w", "This has already been undone.")
        await person.press("j")
        assert offered(person) == filters
        await expect_refused(person, "w", "is not the last one of its thread.")
    (_withdrawal, refund) = at_desk.desk.decisions.list_decisions()
    assert refund.kind == "refund"


async def test_without_decisions_there_is_nothing_to_filter_by(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("D")
        assert (offered(person), chooses(person)) == ("", False)
        await expect_refused(person, "g", "There is nothing to filter by.")
        await expect_refused(person, "w", "The list is empty.")


async def test_an_act_that_is_undone_is_not_offered_again(at_desk: PurchaseDesk) -> None:
    at_desk.desk.verbs.tag([THREAD], "later")
    at_desk.desk.verbs.undo(at_desk.desk.verbs.tag([THREAD], "vat").act_id)
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("U")
        assert (offered(person), chooses(person)) == ("", False)
        for key in ("u", "enter"):
            await expect_refused(person, key, "This has already been undone.")
        await person.press("j")
        assert (offered(person), chooses(person)) == ("u undo", True)


async def test_the_board_offers_what_can_be_done_with_the_defect(at_desk: PurchaseDesk) -> None:
    desk = at_desk.desk
    desk.defects.create_defect([THREAD], "The carousel stays empty", 3)
    pages = "o product page v validation"
    async with open_app(desk, (120, 40)) as person:
        await person.press("b")
        await person.wait_for_text("The carousel stays empty")
        assert offered(person) == f"s next step {pages} $ refund"
        await expect_refused(person, "t", "The patch is not available to the customers yet.")
        await expect_refused(person, "u", "No step has been recorded yet.")
        await expect_refused(person, "y", "No notice from PrestaShop suggests a step for it.")
    defect_id = desk.defects.board()[0].id
    desk.defects.record_step(defect_id, DefectStepKind.FIXED)
    checks = tuple(each.value for each in desk.defects.submission(desk.defects.board()[0]).checks)
    desk.defects.record_step(
        defect_id, DefectStepKind.SUBMITTED, version="2.5.0", changelog="Fixes the carousel.", checks=checks
    )
    desk.defects.record_step(defect_id, DefectStepKind.PUBLISHED)
    async with open_app(desk, (160, 40)) as person:
        await person.press("b")
        await person.wait_for_text("The carousel stays empty")
        assert offered(person) == f"t inform the customers s next step u undo step {pages} $ refund"


async def test_a_board_without_defects_offers_the_page_of_submissions(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("b")
        await person.wait_for_text("No defect yet")
        assert (offered(person), chooses(person)) == ("v validation", False)
        for key in ("t", "s", "u", "y", "o", "dollar_sign"):
            await expect_refused(person, key, "The list is empty.")


async def test_sections_move_only_where_there_is_room(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        await person.press("E")
        assert "K up" not in offered(person)
        await expect_refused(person, "K", "This is the first section already.")
        await expect_refused(person, "z", "These are the built-in sections already.")
        await person.press("G")
        assert "J down" not in offered(person)
        await expect_refused(person, "J", "This is the last section already.")
        screen = person.app.screen
        assert isinstance(screen, ListScreen)
        for _section in range(len(screen.rows) - 1):
            await person.press("x")
        assert len(screen.rows) == 1
        assert offered(person).startswith("n name e query a add")
        await expect_refused(person, "x", "At least one section must remain.")
        for number in range(MAX_SECTIONS - 1):
            await person.press("a")
            await person.type(f"s{number}")
            await person.press("enter", "enter")
        assert len(screen.rows) == MAX_SECTIONS
        await expect_refused(person, "a", "There can be at most nine sections.")


async def test_a_filter_that_hides_all_sections_protects_them(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        await person.press("E", "slash")
        await person.type("zzz")
        await person.press("enter")
        screen = person.app.screen
        assert isinstance(screen, ListScreen)
        before = list(screen.rows)
        for key in ("x", "n", "e", "J", "K"):
            await expect_refused(person, key, "No line matches.")
        assert list(screen.rows) == before


async def test_a_decided_group_offers_its_undo(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with unattributed_desk(monkeypatch) as desk:
        async with open_app(desk, (120, 40)) as person:
            await person.press("I")
            await person.wait_for_text("3 deadlines")
            assert offered(person).startswith("y ours c the customer's Space one by one")
            assert "u undo" not in offered(person)
            await expect_refused(person, "u", "Nothing has been decided here yet.")
            await person.press("y", "k")
            assert (offered(person), chooses(person)) == ("u undo o thread", False)
            for key in ("y", "c", "m", "space", "enter"):
                await expect_refused(person, key, "This group is decided; u undoes the last decision.")


async def test_a_first_visit_offers_nothing_to_choose(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.press("H")
        assert not chooses(person)
        await expect_refused(person, "enter", "The list is empty.")
