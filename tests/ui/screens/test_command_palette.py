"""The palette: it finds and runs a command, and does nothing else."""

from __future__ import annotations

from person import open_app
from textual.widgets import OptionList

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui.screens.command_palette import CommandPalette
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.screens.sections import SectionsScreen


async def test_what_is_typed_at_once_is_run(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.burst("ctrl+p", *"tabs", "enter")
        while not isinstance(person.app.screen, SectionsScreen):
            await person.settled()


async def test_the_palette_says_when_nothing_is_called_so(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("ctrl+p", *"qqqq", "enter")
        assert isinstance(person.app.screen, CommandPalette)
        person.expect_text("Nothing is called “qqqq”.")
        await person.press("escape")
        person.inbox.expect_keys()


async def test_the_arrows_move_beside_the_field(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("ctrl+p", *"snooze", "down", "up", "enter")
        assert isinstance(person.app.screen, ListScreen)
        person.expect_text("Snooze")


async def test_the_keys_of_lists_that_type_nothing_move_the_cursor_beside_the_field(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("ctrl+p")
        cursor = person.app.screen.query_one(OptionList)
        for key, index in (("down", 1), ("down", 2), ("up", 1)):
            await person.press(key)
            assert cursor.highlighted == index
        await person.press("pagedown")
        assert (cursor.highlighted or 0) > 2


async def test_lines_are_as_wide_with_a_scroll_bar_as_without(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        await person.press("ctrl+p")
        found = person.app.screen.query_one(OptionList)
        assert found.show_vertical_scrollbar
        width = found.scrollable_content_region.width
        await person.press(*"snooze")
        assert not found.show_vertical_scrollbar
        assert found.scrollable_content_region.width == width
