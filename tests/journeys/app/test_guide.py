"""The guide in the app: from the help to the list of pages, to a page, and back."""

from __future__ import annotations

from pathlib import Path

from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.guide import guide_topics
from bizcare_tui.ui.screens.guide import GuidePageScreen, GuideScreen


async def test_the_help_leads_to_the_guide_and_its_pages(home: Path) -> None:
    async with open_app(Desk(), (120, 50)) as person:
        await person.press("question_mark", "g")
        assert isinstance(person.app.screen, GuideScreen)
        for topic in guide_topics():
            await person.wait_for_text(topic.name)
        await person.press("j", "enter")
        assert isinstance(person.app.screen, GuidePageScreen)
        await person.wait_for_text("The guide: answering", "Write a reply, check it, send it")
        await person.press("G")
        await person.wait_for_text("Any number of programs may run on one store")
        await person.press("g")
        await person.wait_for_text("Write a reply, check it, send it")
        await person.press("escape")
        assert isinstance(person.app.screen, GuideScreen)
        await person.press("escape", "escape")
        assert not isinstance(person.app.screen, GuideScreen)


async def test_a_page_is_wrapped_to_the_terminal(home: Path) -> None:
    async with open_app(Desk(), (120, 50)) as person:
        await person.press("question_mark", "g", "enter")
        for size in ((40, 24), (100, 30)):
            await person.resize(*size)
            await person.wait_for_text("The guide: tutorial", "This page leads from")


async def test_a_key_of_its_own_opens_the_guide(home: Path) -> None:
    async with open_app(Desk(), (120, 50)) as person:
        await person.press("f3")
        assert isinstance(person.app.screen, GuideScreen)
