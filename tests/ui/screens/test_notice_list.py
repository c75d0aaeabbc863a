"""The list of the last notices, from every kind of screen."""

from __future__ import annotations

from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.ui.screens.notice_list import NoticesScreen
from bizcare_tui.ui.widgets.notice_line import NoticeLine


async def test_it_says_what_comes_here(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.press("f4")
        person.expect_text("There were no notices yet.")


async def test_notices_are_shown_with_time_and_sign_the_newest_first(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        person.app.notify("First [x]")
        person.app.notify("Second", title="No connection", severity="error")
        await person.press("f4")
        person.expect_text("✗ No connection: Second", "• First [x]", short_moment_in_words(desk.now())[:6])
        assert person.text.index("Second") < person.text.index("First")
        await person.press("escape")
        assert person.app.screen is person.app.panes


async def test_it_opens_over_lists_forms_and_drafts_and_its_key_closes_it(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        person.app.notify("Something happened.")
        for opener in ("O", "t", "slash", "r"):
            await person.press(opener)
            below = person.app.screen
            await person.press("f4")
            assert isinstance(person.app.screen, NoticesScreen)
            person.expect_text("Last notices", "Something happened.")
            await person.press("f4")
            assert person.app.screen is below
            await person.press("escape")
        assert person.app.screen is person.app.panes


async def test_a_click_on_a_notice_opens_it(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.pilot.click(NoticeLine)
        assert person.app.screen is person.app.panes
        person.app.notify("Something happened.")
        await person.settled()
        await person.pilot.click(NoticeLine, offset=(4, 0))
        await person.settled()
        assert isinstance(person.app.screen, NoticesScreen)


async def test_the_palette_finds_it(desk: Desk) -> None:
    async with open_app(desk, (80, 24)) as person:
        await person.press("ctrl+p")
        await person.type("last notices")
        await person.press("enter")
        assert isinstance(person.app.screen, NoticesScreen)
