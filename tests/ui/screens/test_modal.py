"""Every screen is modal: no key that is not its own reaches the store, or what is beneath it."""

from __future__ import annotations

import importlib
import pkgutil
import random
import string
from collections.abc import Iterator
from typing import Any

import pytest
from modal_keys import (
    BURST,
    CONTROL,
    KEYS,
    OTHERS,
    PRINTABLE,
    bursts,
    ending_keys,
    in_sight,
    outside,
    own_keys,
    return_to,
)
from person import open_app
from screen_visits import VISITS, make_a_defect, visit_screen
from textual.keys import _character_to_key
from textual.screen import Screen

import bizcare_tui.ui
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import with_shared
from bizcare_tui.ui.screens.defect_board import DefectBoardScreen
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
from bizcare_tui.ui.screens.main_screen import Panes
from bizcare_tui.ui.widgets.composer import DraftArea
from bizcare_tui.ui.wizard.screen import WizardScreen

# The main screen is beneath all; `test_dialog_base.py` tries every key on every page of both wizards.
ELSEWHERE = {Panes, WizardScreen}
MAIN_CONTEXTS = {
    Context.MAIN,
    Context.INBOX,
    Context.CONVERSATION,
    Context.COMPOSER,
    Context.FILTER,
    Context.FOCUS,
}


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_every_screen_and_every_context_is_visited() -> None:
    for module in pkgutil.walk_packages(bizcare_tui.ui.__path__, "bizcare_tui.ui."):
        importlib.import_module(module.name)
    own = {each for each in _subclasses(Screen) if each.__module__.startswith("bizcare_tui.")}
    shown = {each for each in own if not any(issubclass(other, each) for other in own - {each})}
    visited = {each.kind for each in VISITS.values()}
    assert visited | ELSEWHERE == shown, "add a visit for a new screen"
    contexts = set(MAIN_CONTEXTS)
    for visit in VISITS.values():
        context = visit.context or getattr(visit.kind, "CONTEXT", None)
        contexts |= set(with_shared(context)) if context is not None else set()
    wizards = {each for each in Context if Context.WIZARD in with_shared(each)} | {Context.WIZARD_ROWS}
    assert contexts | wizards == set(Context), "add a visit for a new context"


@pytest.mark.parametrize("name", VISITS)
async def test_no_key_of_another_screen_does_anything(scored: Desk, name: str) -> None:
    make_a_defect(scored)
    async with open_app(scored, (120, 40)) as person:
        screen = await visit_screen(person, VISITS[name])
        if isinstance(screen, KeyedScreen) and (context := VISITS[name].context) is not None:
            assert context in screen.contexts
        stack = list(person.app.screen_stack)
        before, seen = outside(person), in_sight(person)
        own = own_keys(person)
        foreign = [key for key in KEYS if key not in own]
        # A few at a time, which is quick, and still says where to look.
        for first in range(0, len(foreign), 12):
            pressed = foreign[first : first + 12]
            await person.burst(*pressed)
            assert person.app.screen_stack == stack, pressed
            assert in_sight(person) == seen, pressed
        assert outside(person) == before
        for _each in range(len(stack) + 3):
            await person.press("escape")
        assert person.app.screen_stack == stack[:1]
        assert outside(person)[0] == before[0], "leaving does nothing"


@pytest.mark.parametrize("name", VISITS)
async def test_keys_typed_quickly_open_nothing_twice_and_change_nothing_outside(
    scored: Desk, name: str
) -> None:
    """The screen's own keys too, mixed with all others, also while another one opens over it.

    Only those that end it are left out: what is typed behind them is meant for what is beneath.
    """
    make_a_defect(scored)
    async with open_app(scored, (120, 40)) as person:
        screen = await visit_screen(person, VISITS[name])
        stack = list(person.app.screen_stack)
        before, seen = outside(person), in_sight(person)
        ending = ending_keys(person)
        for pressed in bursts([key for key in KEYS if key not in ending], name):
            await person.burst(*pressed)
            shown = list(person.app.screen_stack)
            assert shown[: len(stack)] == stack, pressed
            assert len({type(each) for each in shown}) == len(shown), (pressed, shown)
            assert in_sight(person) == seen, pressed
            await return_to(person, screen)
        after = outside(person)
        if VISITS[name].kind is DefectBoardScreen:  # steps are what it records
            before, after = (each[:3] + each[4:] for each in (before, after))
        assert after == before


# Not that of the author: a second `a` there says that the message was automatic.
@pytest.mark.parametrize("name", [name for name, visit in VISITS.items() if visit.keys and name != "author"])
async def test_the_key_of_a_screen_typed_several_times_opens_it_once(scored: Desk, name: str) -> None:
    *way, opener = VISITS[name].keys
    make_a_defect(scored)
    async with open_app(scored, (120, 40)) as person:
        before = outside(person)[0]
        await person.press(*(_character_to_key(key) if len(key) == 1 else key for key in way))
        beneath = len(person.app.screen_stack)
        await person.burst(opener, opener, opener)
        shown = person.app.screen_stack
        assert len(shown) <= beneath + 1, shown
        assert outside(person)[0] == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_burst_into_a_draft_is_all_in_the_draft(scored: Desk, size: tuple[int, int]) -> None:
    signs = [each for each in string.printable if each.isprintable()]
    async with open_app(scored, size) as person:
        unread = set(scored.inbox.thread_ids(parse_query("is:unread")))
        await person.burst("r", *signs)
        draft = person.app.focused
        assert isinstance(draft, DraftArea)
        assert draft.text.endswith("".join(signs))
        before, seen = outside(person), in_sight(person)
        for first in range(0, 3 * BURST, BURST):
            pressed = random.Random(first).sample(PRINTABLE, BURST)
            await person.burst(*pressed)
            assert len(person.app.screen_stack) == 1
            assert in_sight(person) == seen, pressed
        assert outside(person) == before
        assert scored.verbs.history() == []
        assert set(scored.inbox.thread_ids(parse_query("is:unread"))) <= unread


async def test_a_burst_into_the_filter_is_all_in_the_filter(scored: Desk) -> None:
    signs = [each for each in string.printable if each.isprintable()]
    async with open_app(scored, (120, 40)) as person:
        before = outside(person)[:-1]
        await person.burst("/", *signs)
        assert person.app.panes.is_filter_focused
        assert person.app.panes.field is not None
        assert person.app.panes.field.line.value == "".join(signs)
        assert outside(person)[:-1] == before
        assert len(person.app.screen_stack) == 1


async def test_focus_mode_is_left_by_no_key_of_the_inbox(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        await person.press("F")
        assert person.app.panes.is_in_focus_mode
        before, seen = outside(person), in_sight(person)
        keymap = person.app.keymap
        own = {key for each in keymap.of(*person.app.panes.contexts) for key in each.keys}
        foreign = [
            key for key in (*PRINTABLE, *CONTROL, *OTHERS) if key not in own | {"enter", "tab", "shift+tab"}
        ]
        assert {"0", "m"} <= set(foreign)
        for pressed in bursts(foreign, "focus"):
            await person.burst(*pressed)
            assert person.app.panes.is_in_focus_mode, pressed
            assert len(person.app.screen_stack) == 1, pressed
            assert in_sight(person) == seen, pressed
        assert outside(person) == before


LETTERS = [each for each in string.ascii_letters if each not in "qQ"]


@pytest.mark.parametrize("opener", ["t", "c", "K", "E n", "E e", "w o", "N o"])
async def test_letters_typed_with_the_key_of_a_form_are_all_in_its_field(scored: Desk, opener: str) -> None:
    async with open_app(scored, (100, 30)) as person:
        before = outside(person)[0]
        await person.burst(*opener.split(), *LETTERS)
        focused = person.app.focused
        text = getattr(focused, "value", None) or getattr(focused, "text", "")
        assert text == "".join(LETTERS)
        assert outside(person)[0] == before
