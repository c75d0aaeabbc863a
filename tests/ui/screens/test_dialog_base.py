"""No key reaches a screen beneath another: every key in every page of both wizards, and keys typed ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from modal_keys import KEYS, bursts, in_sight, outside, return_to
from person import Person, open_app
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.decisions.answers import REFUND_STEPS, REJECTION_STEPS, WizardStep
from bizcare_tui.ui import browser
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.input_dialogs import LineScreen
from bizcare_tui.ui.screens.sections import SectionsScreen
from bizcare_tui.ui.screens.undo_history import UndoScreen
from bizcare_tui.ui.wizard.screen import WizardScreen


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    monkeypatch.setattr(browser, "open_page", lambda _url: True)
    with open_purchase_desk(monkeypatch, "sync_interval = 0") as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "key", "steps"),
    [("rejection", "x", REJECTION_STEPS), ("refund", "$", REFUND_STEPS)],
    ids=["rejection", "refund"],
)
async def test_no_key_of_a_wizard_reaches_what_is_beneath(
    at_desk: PurchaseDesk, kind: str, key: str, steps: tuple[WizardStep, ...]
) -> None:
    ready = at_desk.rejecting("other_shop") if kind == "rejection" else at_desk.refunding()
    at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=steps[0]))
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press(_character_to_key(key))
        assert isinstance(person.app.screen, WizardScreen)
        wizard: WizardScreen = person.app.screen
        before, seen = outside(person), in_sight(person)
        leaving = person.app.keymap.command("wizard_leave").keys
        for step in steps:
            for pressed in [each for each in KEYS if each not in leaving]:
                if wizard.state.answers.step is not step:
                    await wizard._go_to_step(step)
                    await person.settled()
                if pressed == "ctrl+s" and step is steps[-1]:
                    continue  # this is what decides
                await person.burst(pressed)
                assert wizard in person.app.screen_stack, (step, pressed)
                await return_to(person, wizard)
                assert in_sight(person) == seen, (step, pressed)
                assert (wizard.state.thread_id, wizard.state.kind) == (THREAD, kind)
            assert outside(person) == before, step


@pytest.mark.parametrize(
    ("kind", "key", "steps"),
    [("rejection", "x", REJECTION_STEPS), ("refund", "$", REFUND_STEPS)],
    ids=["rejection", "refund"],
)
async def test_keys_typed_quickly_into_a_wizard_open_nothing_twice_and_stay_in_it(
    at_desk: PurchaseDesk, kind: str, key: str, steps: tuple[WizardStep, ...]
) -> None:
    """From each page on; the keys of the pages that they lead to, and of the dialogs that they open, too."""
    ready = at_desk.rejecting("other_shop") if kind == "rejection" else at_desk.refunding()
    at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=steps[0]))
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press(_character_to_key(key))
        assert isinstance(person.app.screen, WizardScreen)
        wizard: WizardScreen = person.app.screen
        stack, before, seen = list(person.app.screen_stack), outside(person), in_sight(person)
        keymap = person.app.keymap
        ending = {each for name in ("wizard_leave", "wizard_discard") for each in keymap.command(name).keys}
        # Ctrl+S decides on the last page.
        keys = ["enter", *(each for each in KEYS if each not in ending | {"ctrl+s"})]
        for step in steps:
            for pressed in bursts(keys, f"{kind} {step}"):
                await wizard._go_to_step(step)
                await person.burst(*pressed)
                shown = list(person.app.screen_stack)
                assert shown[: len(stack)] == stack, (step, pressed)
                assert len({type(each) for each in shown}) == len(shown), (step, pressed, shown)
                await return_to(person, wizard)
                assert in_sight(person) == seen, (step, pressed)
                assert (wizard.state.thread_id, wizard.state.kind) == (THREAD, kind)
        assert outside(person) == before


@pytest.mark.parametrize("key", ["q", "d", "n", "N", "c", "x", "u", "1"])
async def test_a_key_that_the_first_step_does_not_have_does_nothing(at_desk: PurchaseDesk, key: str) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("x")
        before = outside(person)
        await person.press(key)
        assert isinstance(person.app.screen, WizardScreen)
        assert outside(person) == before


async def test_a_key_of_another_step_is_named(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("x", "d")
        person.expect_notice("d has no function in this step")


async def expect_field(person: Person, text: str) -> None:
    """The dialog on top asks for a line, and has this in its field when all keys have arrived."""
    async with asyncio.timeout(60):
        while not (
            isinstance(person.app.screen, LineScreen) and person.app.screen.query_one(Input).value == text
        ):
            await person.settled()


@pytest.mark.parametrize(
    ("keys", "typed", "field"),
    [("E", "nen", "en"), ("E", "een", "en"), ("", "Een", "n"), ("", "tvat", "vat")],
)
async def test_what_is_typed_while_a_dialog_opens_is_for_that_dialog(
    scored: Desk, keys: str, typed: str, field: str
) -> None:
    async with open_app(scored, (120, 40)) as person:
        if keys:
            await person.press(*keys)
        stack = len(person.app.screen_stack)
        await person.burst(*typed)
        await expect_field(person, field)
        assert len(person.app.screen_stack) == (stack + 1 if keys or typed[0] == "t" else stack + 2)


async def test_what_is_typed_after_one_question_is_for_the_next(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("E", "x", "a")
        await person.burst(*"Mine", "enter", *"eax")
        await expect_field(person, "eax")
        assert isinstance(person.app.screen_stack[-2], SectionsScreen)
        assert len(person.app.screen_stack) == 3


async def test_what_is_typed_behind_the_choice_of_a_line_is_for_the_next_question(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("w", "end")
        await person.burst("enter", *"qjk")
        await expect_field(person, "qjk")


async def test_what_is_typed_while_a_wizard_asks_is_for_its_question(at_desk: PurchaseDesk) -> None:
    ready = at_desk.rejecting("modified_code")
    at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=WizardStep.EVIDENCE))
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("x")
        await person.burst("t", "d", "q", "space", "f")
        await expect_field(person, "dq f")
        await person.press("escape")
        await person.burst(*"qjk")
        async with asyncio.timeout(60):
            while not isinstance(person.app.screen, ChoiceScreen):
                await person.settled()
        assert len(person.app.screen_stack) == 3


async def test_a_dialog_that_is_covered_closes_nothing(scored: Desk) -> None:
    """Textual closes whichever screen is on top; one that is not composed yet then ended the app."""
    async with open_app(scored, (120, 40)) as person:
        await person.press("E")
        sections = person.app.screen
        person.app.run_worker(person.app.push_screen_wait(LineScreen("One", "")))
        person.app.run_worker(person.app.push_screen_wait(LineScreen("Two", "")))
        await person.wait_for_text("Two")
        one, two = person.app.screen_stack[-2:]
        one.dismiss(None)
        assert person.app.screen is two
        sections.dismiss(None)
        assert person.app.screen is two
        two.dismiss(None)
        assert person.app.screen is one


async def test_who_quits_under_a_wizard_has_its_letter_saved(at_desk: PurchaseDesk) -> None:
    ready = at_desk.rejecting("other_shop")
    at_desk.desk.decisions.wizards.save(ready, replace(ready.answers, step=WizardStep.LETTER))
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press("x")
        area = person.app.screen.query_one(TextArea)
        area.insert("NB ")
        await person.pilot.press("ctrl+q")
        while person.app.is_running:
            await person.pilot.pause()
    stored = at_desk.desk.decisions.wizards.begin(THREAD, "rejection").answers
    assert stored.letter.startswith("NB ")


async def test_a_list_that_stays_after_enter_still_gets_keys(scored: Desk) -> None:
    (thread_id, *_others) = scored.inbox.thread_ids(parse_query("is:aftersale"))
    scored.verbs.undo(scored.verbs.tag([thread_id], "vat").act_id)
    async with open_app(scored, (100, 30)) as person:
        await person.press("U", "enter")
        person.expect_notice("This has already been undone.")
        assert isinstance(person.app.screen, UndoScreen)
        await person.press("escape")
        assert not isinstance(person.app.screen, UndoScreen)
