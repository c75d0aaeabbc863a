"""Keymaps, colours, jump mode, copying, and the tour of the demo."""

from __future__ import annotations

import asyncio
import base64
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import BadSettings
from bizcare_tui.settings import THEMES, Settings
from bizcare_tui.ui import themes
from bizcare_tui.ui.app import BizcareApp
from bizcare_tui.ui.background.thread_opener import ThreadOpener
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN
from bizcare_tui.ui.commands.presets import KEYMAP_PRESETS, keymap_for
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.startup.tour import TOUR_STEPS


def keys(settings: Settings, folder: Path) -> dict[str, tuple[str, ...]]:
    return {command.id: command.keys for command in keymap_for(settings, folder).commands}


@pytest.mark.parametrize("name", KEYMAP_PRESETS)
def test_a_preset_names_actions_that_there_are_and_takes_none_its_last_key(name: str, tmp_path: Path) -> None:
    commands = keymap_for(Settings(keymap=name), tmp_path).commands
    assert [each.id for each in commands] == [each.id for each in COMMANDS]
    assert [each.id for each in commands if not each.keys] == []
    given = [key for each in commands for key in each.keys if each.context in MAIN_SCREEN]
    assert len(given) == len(set(given))


def test_keys_of_ones_own_come_over_a_preset_and_over_a_file(tmp_path: Path) -> None:
    assert keys(Settings(keymap="emacs"), tmp_path)["move_down"][0] == "ctrl+n"
    assert keys(Settings(keymap="emacs", keys={"sync": "ctrl+n"}), tmp_path)["sync"] == ("ctrl+n",)
    (tmp_path / "mine.toml").write_text('next_unread = "f9, N"\n')
    assert keys(Settings(keymap="mine.toml"), tmp_path)["next_unread"] == ("f9", "N")
    assert keys(Settings(keymap="mine.toml", keys={"sync": "f9"}), tmp_path)["sync"] == ("f9",)


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "no key file"), ("next_unred = 'n'", "next_unred"), ("\nsync = 5", "line 2"), ("=", "TOML")],
)
def test_a_wrong_file_of_keys_is_reported(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(BadSettings, match=words):
        keymap_for(Settings(keymap="mine.toml"), tmp_path)


async def test_the_keys_of_emacs_move_about(desk: Desk) -> None:
    desk.session.settings = replace(desk.settings, keymap="emacs")
    async with open_app(desk) as person:
        threads = list(person.app.inbox.thread_ids)
        await person.press("ctrl+n", "ctrl+n", "ctrl+p")
        assert person.app.inbox.thread_id == threads[1]
        await person.press("alt+greater_than_sign")
        assert person.app.inbox.thread_id == threads[-1]


def _brightness(colour: tuple[int, int, int]) -> float:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    high, low = sorted((_brightness(one), _brightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "least"), [("high-contrast", 7.0), ("colour-blind", 4.5)])
async def test_text_contrasts_with_its_background(desk: Desk, theme: str, least: float) -> None:
    """WCAG 2.2: 4.5 for text, 7 for its stricter level."""
    desk.session.settings = replace(desk.settings, theme=theme)
    async with open_app(desk) as person:
        inbox = person.app.inbox
        for name in ("plain", "unread", "late", "soon", "owed"):
            style = inbox.get_component_rich_style(f"inbox--{name}")
            assert style.color is not None
            assert style.bgcolor is not None
            shown = style.color.get_truecolor(), style.bgcolor.get_truecolor()
            assert _contrast(*shown) >= least, name


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_can_be_worn(desk: Desk, theme: str) -> None:
    desk.session.settings = replace(desk.settings, theme=theme)
    async with open_app(desk) as person:
        assert person.app.theme == themes.THEMES_BY_NAME[theme].name
        await person.press("j", "enter")


async def test_a_letter_jumps_to_its_thread_and_any_other_key_ends_it(desk: Desk) -> None:
    async with open_app(desk) as person:
        threads = list(person.app.inbox.thread_ids)
        await person.press("semicolon")
        assert person.inbox.text.splitlines()[4].startswith("d")
        await person.press("d")
        assert person.app.inbox.thread_id == threads[2]
        assert not person.inbox.text.splitlines()[0].startswith("a")
        # No letter of a thread: nothing is done, and the next key is one of ours again.
        await person.press("semicolon", "escape", "j")
        assert person.app.inbox.thread_id == threads[3]


async def test_a_letter_jumps_to_its_message_in_a_conversation(desk: Desk) -> None:
    async with open_app(desk, size=(100, 60)) as person:
        thread = next(
            row for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query(""))) if row.messages == 3
        )
        person.app.part(ThreadOpener).open_soon(thread.id)
        await person.settled()
        reader = person.app.reader
        last = reader.selected
        await person.press("semicolon")
        letters = [line[:1] for line in person.conversation.text.splitlines()]
        assert {"a", "s"} <= set(letters)
        await person.press("a")
        assert reader.selected != last
        assert "a" not in {line[:1] for line in person.conversation.text.splitlines()}
        await person.press("semicolon", "escape")
        assert person.app.panes.in_conversation


async def test_what_is_copied_goes_to_the_terminal_and_into_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(desk) as person:
        written: list[str] = []
        driver = person.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        await person.press("enter")
        await person.settled()
        message = person.app.reader.selected
        assert message is not None
        await person.press("Y")
        await person.app.workers.wait_for_complete()
        copied = base64.b64encode(message.text.encode()).decode()
        assert f"\x1b]52;c;{copied}\a" in written
        file = desk.session.paths.data / "copied.txt"
        assert file.read_text() == message.text
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        written.clear()
        person.app.copy_to_clipboard("x" * 100_000)
        await person.app.workers.wait_for_complete()
        assert not [each for each in written if "]52;" in each]
        assert len(file.read_text()) == 100_000


async def test_the_tour_goes_on_as_one_does_what_it_tells(desk: Desk) -> None:
    app = BizcareApp(desk, demo=True, tour=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()

        def step() -> str:
            return str(app.panes.query_one("#tour").render())

        async def until(is_so: Callable[[], bool]) -> None:
            async with asyncio.timeout(30):
                while not is_so():
                    await pilot.pause()

        await until(lambda: f"1/{len(TOUR_STEPS)}" in step())
        await pilot.press("k")
        assert "1/" in step()
        await pilot.press("j")
        await until(lambda: "2/" in step())
        await pilot.press("f2")
        await until(lambda: "3/" in step())
        await pilot.press("f10")
        await until(lambda: not app.panes.query_one("#tour").display)
        await pilot.press("f2", "j")
        assert not app.panes.query_one("#tour").display


async def test_what_was_shown_and_is_gone_is_let_go_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_app(desk) as person:
        monkeypatch.setattr("bizcare_tui.ui.background.memory_tidying.TIDY_SECONDS", 0)
        collected: list[int] = []

        def collect() -> int:
            collected.append(1)
            return 0

        monkeypatch.setattr("gc.collect", collect)
        await person.press("j")
        # A key was pressed a moment ago, however slow this is.
        person.app.memory.pressed_at = time.monotonic() + 60
        collected.clear()
        person.app.memory.tidy()
        assert collected == []
        person.app.memory.pressed_at = 0
        person.app.memory.tidy()
        assert collected == [1]
