"""The filter of lists: words narrow a list, accents and case do not count, Esc shows all lines again."""

from __future__ import annotations

from dataclasses import replace

from person import Person, open_app
from textual.content import Content

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.screens.choice import ChoiceScreen
from bizcare_tui.ui.screens.list_screen import WINDOW

LINES = [Content(f"{number:03} {name}") for number, name in enumerate(["Café Łódź", "tea", "Cocoa"] * 200)]


class Answers(list[int | None]):
    """The results of the dialogs that were closed."""


async def open_choice(person: Person) -> Answers:
    answers = Answers()
    person.app.push_screen(ChoiceScreen("Which drink?", LINES), answers.append)
    await person.settled()
    return answers


async def test_words_narrow_a_list_whatever_their_case_and_accents(desk: Desk) -> None:
    async with open_app(desk) as person:
        answers = await open_choice(person)
        person.expect_text("/ filter", "000 Café")
        await person.press("slash")
        await person.type("LODZ 30")
        person.expect_text("030 Café", "300 Café")
        assert "301 tea" not in person.text
        await person.press("down", "enter", "enter")
        assert answers == [300], "the index is that in the whole list"


async def test_keys_typed_at_once_go_into_the_filter_and_then_to_the_list(desk: Desk) -> None:
    async with open_app(desk) as person:
        answers = await open_choice(person)
        await person.burst("/", *"cocoa", "enter", "j", "enter")
        assert answers == [5]


async def test_esc_clears_the_filter_and_only_then_closes_the_list(desk: Desk) -> None:
    async with open_app(desk) as person:
        answers = await open_choice(person)
        await person.press("slash")
        await person.type("599")
        person.expect_text("599 Cocoa")
        await person.press("escape")
        screen = person.app.screen
        assert isinstance(screen, ChoiceScreen)
        assert screen.selected_index == 599, "the cursor keeps its line"
        person.expect_text("599 Cocoa", "598 tea")
        assert not answers
        await person.press("escape")
        assert answers == [None]


async def test_a_list_in_which_nothing_matches_says_so_and_chooses_nothing(desk: Desk) -> None:
    async with open_app(desk) as person:
        answers = await open_choice(person)
        await person.press("slash")
        await person.type("water")
        person.expect_text("No line matches.")
        await person.press("enter")
        assert "choose" not in person.text
        await person.press("enter")
        assert not answers
        person.expect_notice("No line matches.")
        await person.press("escape")
        above_the_notice = person.text.splitlines()[:-2]
        assert "No line matches." not in "\n".join(above_the_notice)
        person.expect_text("000 Café")


async def test_a_filtered_list_gets_its_lines_as_the_cursor_comes_near(desk: Desk) -> None:
    async with open_app(desk) as person:
        answers = await open_choice(person)
        await person.press("slash")
        await person.type("c")
        await person.press("enter", "G", "enter")
        assert answers == [599]
        assert len(LINES) > 2 * WINDOW


async def test_the_filter_has_the_keys_of_a_person(desk: Desk) -> None:
    desk.session.settings = replace(desk.settings, keys={"filter": "f6", "filter_clear": "f7"})
    async with open_app(desk) as person:
        answers = await open_choice(person)
        person.expect_text("F6 filter")
        await person.press("f6")
        await person.type("tea")
        assert "000 Café" not in person.text
        await person.press("f7")
        person.expect_text("000 Café")
        assert not answers
