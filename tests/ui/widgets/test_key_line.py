"""The footer: the keys that work now, in panes, fields and dialogs, and with the mouse."""

from __future__ import annotations

import pytest
from person import Person, open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.screens.defect_board import DefectBoardScreen
from bizcare_tui.ui.screens.sections import SectionsScreen
from bizcare_tui.ui.widgets.key_line import KeyLine


async def click(person: Person, text: str) -> None:
    """Click the hint with this text in the footer of the screen on top."""
    line = person.app.screen.query_one(KeyLine)
    column = str(line.content).index(text)
    await person.pilot.click(KeyLine, offset=(column + 1, 0))
    await person.settled()


def footer(person: Person) -> str:
    """The last line of the screen."""
    return person.text.splitlines()[-1].strip()


async def test_the_footer_of_a_conversation_has_the_decisions_first(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("enter")
        verbs = "r reply  x reject  $ refund  d done  w snooze  N no answer"
        assert footer(person).startswith(verbs)
        assert footer(person).endswith("Esc back  ? keys")
        await person.resize(60, 24)
        assert footer(person) == "r reply  x reject  $ refund  d done  Esc back  ? keys"


async def test_the_hints_are_the_same_whenever_they_are_drawn(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        first = footer(person)
        assert first.endswith("N no answer  ? keys")
        await person.press("slash", "escape")
        assert footer(person) == first


async def test_the_inbox_names_the_way_back_only_where_it_is_filtered(scored: Desk) -> None:
    async with open_app(scored, (120, 40)) as person:
        assert "Esc" not in footer(person)
        await person.press("slash", "t", "enter")
        assert footer(person).endswith("Esc back  ? keys")


async def test_a_field_shows_its_own_keys(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("slash")
        assert footer(person) == "Enter show the threads  Tab complete  Esc clear  F1 keys"
        await person.press("escape", "enter", "r")
        assert footer(person).startswith("Ctrl+S send")
        assert footer(person).endswith("Esc save  F1 keys")
        assert "reject" not in footer(person)
        await person.press("ctrl+o")
        assert footer(person) == "Enter OK  Esc cancel  F1 keys"


async def test_a_list_and_its_filter_show_their_keys(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("E")
        assert footer(person).startswith("Enter choose  n name  e query")
        assert footer(person).endswith("Esc close  ? keys")
        await person.press("slash")
        assert footer(person) == "Esc all lines  Ctrl+S save  F1 keys"


async def test_hints_can_be_clicked(scored: Desk) -> None:
    async with open_app(scored, (120, 30)) as person:
        await click(person, "open")
        assert person.app.panes.in_conversation
        await person.press("E")
        assert isinstance(person.app.screen, SectionsScreen)
        await click(person, "Esc")
        assert not isinstance(person.app.screen, SectionsScreen)
        await person.press("b")
        screen = person.app.screen
        assert isinstance(screen, DefectBoardScreen)


async def test_names_of_sections_can_be_clicked(scored: Desk) -> None:
    async with open_app(scored, (200, 50)) as person:
        await person.pilot.click("#tabs", offset=(person.tabs.text.index("9 All") + 2, 0))
        await person.settled()
        assert person.app.inbox_loader.selection.section.name == "All"
        person.tabs.expect_text("[9 All")


@pytest.mark.parametrize("size", [(20, 5), (80, 24), (200, 50)])
async def test_a_dialog_has_its_footer_at_every_size(scored: Desk, size: tuple[int, int]) -> None:
    async with open_app(scored, size) as person:
        await person.press("E")
        assert footer(person).endswith("? keys")
