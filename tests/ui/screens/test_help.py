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
from bizcare_tui.ui.commands.command import CommandGroup, Context
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN, Keymap, with_shared
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.dialogs import AuthorScreen, KeyScreen
from bizcare_tui.ui.screens.findings import FindingsScreen
from bizcare_tui.ui.screens.help import HelpScreen
from bizcare_tui.ui.screens.help_sections import help_text, main_sections
from bizcare_tui.ui.screens.input_dialogs import LineScreen, NoteScreen
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
        has_field = name in ("line", "note", "key")
        person.expect_text("F1 keys" if has_field else "? keys")
        await person.press("f1")
        assert isinstance(person.app.screen, HelpScreen)
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
        person.expect_text("F6 choose", "F12 keys")
        await person.press("f12")
        assert any("F6" in line and "Choose the line" in line for line in person.text.splitlines())


async def test_the_help_of_the_inbox_is_closed_by_its_own_key(desk: Desk) -> None:
    async with open_app(desk) as person:
        await person.press("question_mark")
        assert isinstance(person.app.screen, HelpScreen)
        await person.press("question_mark")
        assert not isinstance(person.app.screen, HelpScreen)


def test_a_key_that_a_screen_has_for_itself_is_shown_once() -> None:
    keymap = Keymap(COMMANDS)
    for context in Context:
        keys = [key for command in keymap.usable(with_shared(context)) for key in command.keys]
        assert len(keys) == len(set(keys)), context


async def test_the_help_begins_with_the_commands_of_the_pane(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        await person.press("question_mark")
        lines = [line.strip("│▐ ") for line in person.text.splitlines()]
        assert lines.index("Here: the inbox") < lines.index("Move and find")
        assert any(
            "Open the thread under the cursor" in line for line in lines[: lines.index("Move and find")]
        )


async def test_the_search_of_the_help_finds_words_synonyms_and_keys(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.press("question_mark", "slash")
        await person.type("postpone")
        person.expect_text("Snooze the thread", "Organise")
        assert "Reject the request" not in person.text
        await person.press("enter", "escape")
        assert isinstance(person.app.screen, HelpScreen), "Esc shows all commands again first"
        await person.press("slash")
        await person.type("nonsense")
        person.expect_text("Nothing is called “nonsense”.")
        await person.press("escape", "escape")
        assert not isinstance(person.app.screen, HelpScreen)


def test_every_command_is_in_the_help_once_and_in_a_group() -> None:
    main = [each for each in COMMANDS if each.context in MAIN_SCREEN]
    assert not [each.id for each in main if each.group is CommandGroup.SCREEN]
    sections = main_sections([(each, "") for each in main], Context.INBOX)
    texts = [entry.text for section in sections for entry in section.entries]
    of_sections = [each for each in main if each.id in {f"section_{number}" for number in range(1, 10)}]
    assert [texts.count(each.help_text) for each in main if each not in of_sections] == [1] * (len(main) - 9)
    assert texts.count("Go to a section by its number") == 1, "the keys of the sections are one line"
    assert [section.title for section in sections] == [
        "Here: the inbox", "Move and find", "Answer", "Decide", "Organise", "Look", "System", "Signs",
    ]  # fmt: skip


def test_a_command_that_cannot_be_run_says_why() -> None:
    sync = next(each for each in COMMANDS if each.id == "sync")
    text = help_text(main_sections([(sync, "no API key")], Context.INBOX), "sync", 60)
    assert "unavailable: no API key" in text.plain
