"""Every screen is modal: no key that is not its own reaches the store, or what is beneath it."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from modal_keys import KEYS, in_sight, outside, own_keys
from person import Person, open_app
from textual.content import Content
from textual.keys import _character_to_key
from textual.screen import Screen

import bizcare_tui.ui
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.defects import DefectStepKind
from bizcare_tui.domain.focus import FocusQueue
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import with_shared
from bizcare_tui.ui.screens.baseline import BaselineScreen
from bizcare_tui.ui.screens.brief import BriefScreen
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.command_palette import CommandPalette
from bizcare_tui.ui.screens.decisions import DecisionsScreen
from bizcare_tui.ui.screens.defect_board import DefectBoardScreen
from bizcare_tui.ui.screens.dialogs import AuthorScreen, KeyScreen
from bizcare_tui.ui.screens.facts import FactsScreen, PlainTextScreen
from bizcare_tui.ui.screens.figures import FiguresScreen
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.screens.focus import FocusEndScreen
from bizcare_tui.ui.screens.guide import GuidePageScreen, GuideScreen
from bizcare_tui.ui.screens.help import HelpScreen
from bizcare_tui.ui.screens.input_dialogs import LineScreen, NoteScreen
from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
from bizcare_tui.ui.screens.last_visit import LastVisitScreen
from bizcare_tui.ui.screens.main_screen import Panes
from bizcare_tui.ui.screens.outbox import OutboxScreen
from bizcare_tui.ui.screens.reader_screen import TextDialog
from bizcare_tui.ui.screens.sections import SectionsScreen
from bizcare_tui.ui.screens.submission_form import SubmissionScreen
from bizcare_tui.ui.screens.theme_list import ThemeScreen
from bizcare_tui.ui.screens.undo_history import UndoScreen
from bizcare_tui.ui.wizard.screen import WizardScreen

FINDING = ReplyFinding(ReplyFindingKind.CANNED, FindingOutcome.OVERRIDE, "It was sent to eleven customers.")


@dataclass(frozen=True)
class Visit:
    """How to reach a screen: by keys from the inbox, or by showing it there.

    `context` is the context whose keys the visit tries, if it is not that of the class.
    """

    kind: type[Screen[Any]]
    keys: tuple[str, ...] = ()
    make: Callable[[Desk], Screen[Any]] | None = None
    context: Context | None = None


VISITS = {
    "help": Visit(HelpScreen, ("?",)),
    "facts": Visit(FactsScreen, ("i",)),
    "deadlines": Visit(PlainTextScreen, ("e",)),
    "customer": Visit(PlainTextScreen, ("C",)),
    "forecast": Visit(FiguresScreen, ("W",)),
    "statistics": Visit(FiguresScreen, ("S",)),
    "brief": Visit(BriefScreen, ("J",)),
    "board": Visit(DefectBoardScreen, ("b",)),
    "submission": Visit(SubmissionScreen, ("b", "s", "enter")),
    "checklist": Visit(SubmissionScreen, ("b", "s", "enter", "tab", "tab"), context=Context.CHECKLIST),
    "outbox": Visit(OutboxScreen, ("O",)),
    "decisions": Visit(DecisionsScreen, ("D",)),
    "history": Visit(UndoScreen, ("U",)),
    "sections": Visit(SectionsScreen, ("E",)),
    "filter of a list": Visit(SectionsScreen, ("E", "slash"), context=Context.LIST_FILTER),
    "name of a section": Visit(LineScreen, ("E", "n")),
    "query of a section": Visit(LineScreen, ("E", "e")),
    "help of a form over a list": Visit(HelpScreen, ("E", "n", "f1")),
    "since the last visit": Visit(LastVisitScreen, ("H",)),
    "baseline": Visit(BaselineScreen, ("B",)),
    "API key": Visit(KeyScreen, ("K",)),
    "tags": Visit(LineScreen, ("t",)),
    "note": Visit(NoteScreen, ("c",)),
    "no answer": Visit(ChoiceScreen, ("N",)),
    "another reason for no answer": Visit(LineScreen, ("N", "o")),
    "snooze": Visit(ChoiceScreen, ("w",)),
    "help of a choice": Visit(HelpScreen, ("w", "?")),
    "time of a snooze": Visit(LineScreen, ("w", "o")),
    "assign": Visit(ChoiceScreen, ("A",)),
    "kind": Visit(ChoiceScreen, ("P",)),
    "author": Visit(AuthorScreen, ("enter", "a")),
    "snippets": Visit(ChoiceScreen, ("r", "ctrl+t")),
    "file of a reply": Visit(LineScreen, ("r", "ctrl+o")),
    "check": Visit(FindingsScreen, ("r", "a", "ctrl+s")),
    "reason for sending": Visit(
        FindingsScreen, make=lambda _desk: FindingsScreen([FINDING], [], sending=True)
    ),
    "end of focus": Visit(FocusEndScreen, make=lambda desk: FocusEndScreen(FocusQueue(), 3, desk.now())),
    "text": Visit(TextDialog, make=lambda _desk: TextDialog("A text", Content("One line"))),
    "guide": Visit(GuideScreen, ("f3",)),
    "page of the guide": Visit(GuidePageScreen, ("f3", "enter")),
    "theme": Visit(ThemeScreen, ("f5",)),
    "palette": Visit(CommandPalette, ("ctrl+p",)),
}
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


async def visit_screen(person: Person, visit: Visit) -> Screen[Any]:
    """Show the screen of a visit."""
    if visit.make is not None:
        person.app.push_screen(visit.make(person.desk))
        await person.settled()
    await person.press(*(_character_to_key(key) if len(key) == 1 else key for key in visit.keys))
    assert type(person.app.screen) is visit.kind
    return person.app.screen


@pytest.mark.parametrize("name", VISITS)
async def test_no_key_of_another_screen_does_anything(scored: Desk, name: str) -> None:
    (thread_id, *_others) = scored.inbox.thread_ids(parse_query("is:aftersale"))
    scored.defects.create_defect([thread_id], "The cart is empty", scored.inbox.product_id_of(thread_id))
    for step in (DefectStepKind.REPRODUCED, DefectStepKind.FIXED):
        scored.defects.record_step(1, step)
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
