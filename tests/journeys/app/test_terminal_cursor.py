"""The terminal's cursor follows what has the keys, for braille lines and magnifiers."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import pytest
from emulator import Emulator
from fixed_time import NOW
from person import Person, open_app

from bizcare_tui.desk.desk import Desk

pytestmark = pytest.mark.sqlite
APP = [sys.executable, "-m", "bizcare_tui"]


def line_at_cursor(person: Person) -> str:
    """The line of the screen at which the cursor is, from its column on."""
    x, y = person.app.cursor_position
    return person.text.splitlines()[y][x:]


async def test_it_is_at_the_row_the_message_the_field_and_the_line(desk: Desk) -> None:
    async with open_app(desk, (120, 40)) as person:
        assert line_at_cursor(person).startswith("▌")
        await person.press("j", "j")
        assert line_at_cursor(person).startswith("▌")
        await person.press("enter")
        assert line_at_cursor(person).startswith("┃")
        await person.press("escape", "slash", "a", "b")
        assert person.text.splitlines()[person.app.cursor_position.y].count("ab")
        await person.press("escape", "E", "j")
        assert line_at_cursor(person).startswith("2")


async def test_it_is_at_the_line_of_a_question_or_where_a_text_begins(desk: Desk) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    async with open_app(desk, (80, 24)) as person:
        await person.press("B", "k")
        assert line_at_cursor(person).startswith("› [ ]")
        await person.press("escape", "i")
        top = person.text.splitlines().index(line_with(person, "╭"))
        assert person.app.cursor_position.y in (top + 1, top + 2)


def line_with(person: Person, text: str) -> str:
    """The first line of the screen with this text."""
    return next(line for line in person.text.splitlines() if text in line)


def test_the_terminal_gets_the_position(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    monkeypatch.delenv("BIZCARE_API_KEY")
    with Emulator(APP, dict(os.environ), 80, 24) as terminal:
        terminal.until_text("[1 ")
        terminal.until_text("bizcare")
        terminal.press("j")
        terminal.until(lambda lines: lines[terminal.cursor_line].startswith("▌") and terminal.cursor_line > 2)
