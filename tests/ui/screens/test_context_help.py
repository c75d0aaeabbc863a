"""The help of lists, texts, forms and dialogs: their own keys, and back to the same place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from person import open_app
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, TextArea

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import Keymap, with_shared
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.context_help import ContextHelpScreen
from bizcare_tui.ui.screens.dialogs import AuthorScreen, HelpScreen, KeyScreen
from bizcare_tui.ui.screens.input_dialogs import ChoiceScreen, FindingsScreen, LineScreen, NoteScreen
from bizcare_tui.ui.screens.reader_screen import TextDialog

LINES = [Content(f"line {number}") for number in range(60)]
TEXT = Content("\n".join(f"line {number}" for number in range(200)))


def _refuse(*_arguments: Any, **_options: Any) -> Any:
    raise AssertionError("no key is tested here")


SCREENS: dict[str, tuple[Callable[[], Screen[Any]], str]] = {
    "list": (lambda: ChoiceScreen("Which one?", LINES), "Choose the line under the cursor"),
    "text": (lambda: TextDialog("A text", TEXT), "A line down"),
    "author": (lambda: AuthorScreen("an excerpt", ""), "The customer wrote it"),
    "line": (lambda: LineScreen("A line", "Which?"), "Leave the form"),
    "note": (NoteScreen, "Accept what was typed"),
    "key": (lambda: KeyScreen(_refuse, _refuse, "https://example.org"), "Look at the demo instead"),
    "findings": (lambda: FindingsScreen([], [], sending=True), "Send the reply after its check"),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_names_its_help_and_shows_its_own_keys(desk: Desk, name: str) -> None:
    make, own = SCREENS[name]
    async with open_app(desk) as person:
        screen = make()
        person.app.push_screen(screen)
        await person.settled()
        has_field = name in ("line", "note", "key", "findings")
        person.expect_text("F1  help" if has_field else "? help" if name != "author" else "?  help")
        await person.press("f1")
        assert isinstance(person.app.screen, ContextHelpScreen)
        person.expect_text(own)
        assert "Snooze" not in person.text, "keys of the inbox do nothing here"
        await person.press("f1")
        assert person.app.screen is screen


async def test_the_help_returns_to_the_same_line(desk: Desk) -> None:
    async with open_app(desk) as person:
        screen = ChoiceScreen("Which one?", LINES)
        person.app.push_screen(screen)
        await person.settled()
        await person.press("j", "j", "question_mark", "j", "escape")
        assert person.app.screen is screen
        assert screen.selected_index == 2


@pytest.mark.parametrize("make", [lambda: LineScreen("A line", ""), NoteScreen])
async def test_in_a_field_the_question_mark_is_typed_and_f1_helps(
    desk: Desk, make: Callable[[], Screen[Any]]
) -> None:
    async with open_app(desk) as person:
        screen = make()
        person.app.push_screen(screen)
        await person.settled()
        await person.type("why?")
        await person.press("f1", "escape")
        assert person.app.screen is screen
        field = screen.focused
        assert isinstance(field, Input | TextArea)
        assert (field.value if isinstance(field, Input) else field.text) == "why?"


async def test_the_help_has_the_keys_of_a_person(desk: Desk) -> None:
    desk.session.settings = replace(desk.settings, keys={"help": "f12", "choose": "f6"})
    async with open_app(desk) as person:
        person.app.push_screen(ChoiceScreen("Which one?", LINES))
        await person.settled()
        person.expect_text("F6 choose", "F12 help")
        await person.press("f12")
        assert any("F6" in line and "Choose the line" in line for line in person.text.splitlines())


async def test_the_help_of_the_inbox_is_closed_by_its_own_key(desk: Desk) -> None:
    async with open_app(desk) as person:
        await person.press("question_mark")
        assert isinstance(person.app.screen, HelpScreen)
        await person.press("question_mark")
        assert not isinstance(person.app.screen, HelpScreen | ContextHelpScreen)


def test_a_key_that_a_screen_has_for_itself_is_shown_once() -> None:
    keymap = Keymap(COMMANDS)
    for context in Context:
        keys = [key for command in keymap.usable(with_shared(context)) for key in command.keys]
        assert len(keys) == len(set(keys)), context
