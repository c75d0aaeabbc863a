"""Choices: every line has a letter and a number, and arrows and Enter work as well."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from person import Person, open_app
from textual.content import Content

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.no_answer_reasons import REASON_LABELS
from bizcare_tui.i18n import _, set_language
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.keymap import Keymap, with_shared
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.choice_letters import choice_letters, marked_letter
from bizcare_tui.ui.screens.help import HelpScreen

RESERVED = set("gjkqGnN/?")


@pytest.mark.parametrize(
    ("texts", "letters"),
    [
        (["installation", "configuration", "other"], "ico"),
        (["Cancel", "Remove it"], "cr"),
        (["thanks", "the others"], "to"),
        (["queue", "keep"], "ue"),
        (["  12  white page", "   7  wrong sum"], "ws"),
        (["école", "Über uns"], "eu"),
        (["x", "x", "x"], "xab"),
        (["東京", "123"], "ba"),
    ],
)
def test_a_letter_is_of_the_text_where_possible(texts: list[str], letters: str) -> None:
    assert "".join(choice_letters(texts, set("gjkq"))) == letters


def test_a_wanted_letter_comes_first_unless_it_has_another_meaning() -> None:
    texts = ["an hour", "a day", "a week"]
    assert choice_letters(texts, set(), ["h", "d", "w"]) == ["h", "d", "w"]
    assert choice_letters(texts, {"h"}, ["h", "d", "w"]) == ["a", "d", "w"]
    assert choice_letters(texts, set(), ["h", None, ""]) == ["h", "", "a"]


def test_a_mark_names_the_letter() -> None:
    assert marked_letter("answered &elsewhere") == ("answered elsewhere", "e")
    assert marked_letter("un &été") == ("un été", "e")
    assert marked_letter("no mark") == ("no mark", "")


@given(texts=st.lists(st.text(max_size=12), max_size=40), reserved=st.sets(st.sampled_from("abcgjkqxyz")))
@example(texts=["", " "], reserved=set())
@example(texts=["é", "E", "e"], reserved=set())
def test_letters_are_used_once_and_do_not_depend_on_the_order(texts: list[str], reserved: set[str]) -> None:
    letters = choice_letters(texts, reserved)
    used = [each for each in letters if each]
    assert len(set(used)) == len(used) == min(len(texts), 26 - len(reserved))
    assert not set(used) & reserved
    assert set(used) <= set(string.ascii_lowercase)
    if len(set(texts)) == len(texts):
        backwards = choice_letters(texts[::-1], reserved)
        assert dict(zip(texts, letters, strict=True)) == dict(zip(texts[::-1], backwards, strict=True))


class Results(list[int | None]):
    """The results of the dialogs that were closed."""


async def open_choice(person: Person, lines: list[str], letters: tuple[str | None, ...] = ()) -> Results:
    results = Results()
    screen = ChoiceScreen("Which one?", list(map(Content, lines)), letters=letters)
    person.app.push_screen(screen, results.append)
    await person.settled()
    return results


@pytest.mark.parametrize(
    ("keys", "chosen"), [("m", 1), ("2", 1), ("w", 2), (("j", "enter"), 1), ("G\r", 2), (("escape",), None)]
)
async def test_a_line_is_chosen_by_letter_number_or_cursor(
    desk: Desk, keys: tuple[str, ...], chosen: int | None
) -> None:
    async with open_app(desk) as person:
        results = await open_choice(person, ["today", "Monday morning", "a week"], ("", "m", "w"))
        person.expect_text("t 1  today", "m 2  Monday morning", "w 3  a week")
        await person.burst(*("enter" if key == "\r" else key for key in keys))
        assert results == [chosen]


async def test_an_unknown_letter_or_number_does_nothing(desk: Desk) -> None:
    async with open_app(desk) as person:
        results = await open_choice(person, ["today", "tomorrow"])
        await person.burst(*"xyzb3456789XT")
        assert not results


async def test_what_destroys_something_needs_the_cursor_and_enter(desk: Desk) -> None:
    async with open_app(desk) as person:
        results = await open_choice(person, ["Try again", "Discard it"], ("", None))
        await person.burst(*"di2")
        assert not results
        await person.burst("j", "enter")
        assert results == [1]


async def test_letters_are_typed_into_the_filter_and_choose_what_it_shows(desk: Desk) -> None:
    async with open_app(desk) as person:
        results = await open_choice(person, ["apple", "banana", "cherry"])
        await person.burst("/", *"an", "enter", "c")
        assert not results, "the filter hides this line"
        await person.burst("b")
        assert results == [1]


async def test_the_help_of_a_choice_says_how_to_choose(desk: Desk) -> None:
    async with open_app(desk) as person:
        await open_choice(person, ["today", "tomorrow"])
        await person.press("question_mark")
        assert isinstance(person.app.screen, HelpScreen)
        person.expect_text("Choose the line with this number; its letter does so too")


MARKED = {
    "snooze": (
        "1 hour before its &deadline",
        "1 &hour",
        "3 hour&s",
        "&tomorrow morning",
        "&Monday morning",
        "a &week",
        "an&other time …",
    ),
    "no answer": (*REASON_LABELS.values(), "an&other reason …"),
    "assign": ("&nobody", "&somebody else …"),
    "defect": ("a &new defect …", "none (&remove it from its defect)"),
}


@pytest.mark.parametrize("language", ["en", "es", "fr", "it"])
@pytest.mark.parametrize("name", MARKED)
def test_the_marked_letters_of_every_language_are_those_that_are_shown(name: str, language: str) -> None:
    set_language(language)
    try:
        texts = [marked_letter(_(text)) for text in MARKED[name]]
    finally:
        set_language("en")
    marked = [letter for _text, letter in texts]
    keymap = Keymap(COMMANDS)
    reserved = {key for each in keymap.of(*with_shared(Context.CHOICE)) for key in each.keys}
    assert all(marked)
    assert choice_letters([text for text, _letter in texts], reserved, marked) == marked
