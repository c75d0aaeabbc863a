"""The list of themes: each is shown at once, and kept only if a person chooses it."""

from __future__ import annotations

import pytest
from person import Person, open_app

from bizcare_tui.config import load_settings
from bizcare_tui.desk.desk import Desk
from bizcare_tui.settings import THEMES
from bizcare_tui.ui import themes
from bizcare_tui.ui.screens.theme_list import ThemeScreen


def backgrounds(person: Person) -> set[str]:
    """The colours behind the first line of the screen, which the list does not cover."""
    strip = person.lines()[0]
    return {each.style.bgcolor.name for each in strip if each.style is not None and each.style.bgcolor}


async def test_each_theme_is_shown_at_once_and_the_previous_one_after_escape(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        before = backgrounds(person)
        await person.press("f5")
        assert isinstance(person.app.screen, ThemeScreen)
        assert backgrounds(person) == before
        seen = [before]
        for name in THEMES[1:]:
            await person.press("j")
            assert person.app.theme == themes.THEMES_BY_NAME[name].name
            seen.append(backgrounds(person))
        assert len({frozenset(each) for each in seen}) > 2
        await person.press("escape")
        assert person.app.shown_theme == THEMES[0]
        assert backgrounds(person) == before
        assert not desk.session.paths.settings_file.exists()


async def test_the_chosen_theme_is_there_at_the_next_start(desk: Desk) -> None:
    desk.session.paths.settings_file.write_text('language = "en"\n[keys]\nsync = "f12"\n')
    async with open_app(desk) as person:
        await person.press("f5", "j", "enter")
        assert person.app.shown_theme == "light"
    settings = load_settings(desk.session.paths)
    assert (settings.theme, settings.language, settings.keys) == ("light", "en", {"sync": "f12"})


async def test_without_colours_the_list_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(desk) as person:
        await person.press("f5", "j")
        person.expect_text("NO_COLOR is set")
        assert person.app.shown_theme == "plain"
