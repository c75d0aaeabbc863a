"""Every screen is modal: no key that is not its own reaches the store, or what is beneath it."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator
from typing import Any

import pytest
from modal_keys import KEYS, in_sight, outside, own_keys
from person import open_app
from screen_visits import VISITS, make_a_defect, visit_screen
from textual.screen import Screen

import bizcare_tui.ui
from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import with_shared
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
from bizcare_tui.ui.screens.main_screen import Panes
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
