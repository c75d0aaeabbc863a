"""Esc and a key that arrive together: terminals send the same for that key with Alt."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.desk.sections import parse_query

pytestmark = pytest.mark.sqlite

# What terminals of the older and of the newer keyboard protocol send for Esc.
OLDER, NEWER = "\x1b", "\x1b[27u"


@pytest.fixture(autouse=True)
def answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account without questions to the person."""
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk.baseline.answer(desk.now(), [], mark_older_read=False)


@contextmanager
def opened() -> Iterator[Emulator]:
    """The app in a terminal, the cursor on its first thread."""
    environment = {**os.environ, "TERM": "xterm-256color"}
    with Emulator([sys.executable, "-m", "bizcare_tui"], environment, 120, 40) as terminal:
        terminal.until_text("[1 ")
        terminal.until_text("Enter open")
        yield terminal


def nth(desk: Desk, number: int) -> InboxRow:
    """A row of the inbox, from 1."""
    return desk.inbox.first_rows(parse_query(desk.inbox.sections[0].query), number)[-1]


def until_on(terminal: Emulator, row: InboxRow) -> None:
    """Wait until the inbox has the keys, and its cursor is on this thread."""

    def is_there(lines: list[str]) -> bool:
        current = next((line for line in lines if line.startswith("▌")), "")
        is_open = any(f"▏  #{row.id} {row.topic[:10]}" in line for line in lines)
        return row.topic[:20] in current and is_open and "Enter open" in lines[-1]

    terminal.until(is_there)


def test_what_tells_that_a_thread_is_under_the_cursor_is_true_only_of_that_one(desk: Desk) -> None:
    first, second = nth(desk, 1), nth(desk, 2)
    assert first.topic[:20] != second.topic[:20]
    with opened() as terminal:
        until_on(terminal, first)
        terminal.press("j")
        until_on(terminal, second)


@pytest.mark.parametrize("esc", [OLDER, NEWER], ids=["older terminal", "newer terminal"])
@pytest.mark.parametrize(
    ("keys", "screen", "typed"),
    [
        ("", "Enter open", ""),
        ("S", "╭─ Statistics", ""),
        ("P", "Which request type?", ""),
        ("c", "Internal note", "half a note"),
        ("t", "Tags separated", "half-a-tag"),
        ("/", "Enter confirms, Esc clears", "module"),
        ("\x10", "What do you want to do?", "tabs"),
    ],
    ids=["inbox", "list", "choice", "text", "form", "filter", "picker"],
)
def test_both_act_in_their_order(desk: Desk, keys: str, screen: str, typed: str, esc: str) -> None:
    with opened() as terminal:
        terminal.press(keys)
        terminal.until_text(screen)
        terminal.press(typed)
        terminal.until_text(typed)
        terminal.press(f"{esc}jj")
        until_on(terminal, nth(desk, 3))
        terminal.press(f"{esc}k")
        until_on(terminal, nth(desk, 2))
    assert desk.verbs.history() == []


@pytest.mark.parametrize("esc", [OLDER, NEWER], ids=["older terminal", "newer terminal"])
def test_what_follows_a_draft_is_not_in_it(desk: Desk, esc: str) -> None:
    with opened() as terminal:
        terminal.press("r")
        terminal.until_text("Reply to")
        terminal.press(f"Dear Ana{esc}{esc}j")
        until_on(terminal, nth(desk, 2))
        terminal.press("k")
        until_on(terminal, nth(desk, 1))
        terminal.press("r")
        terminal.until_text("Dear Ana")
        terminal.press("!")
        terminal.until_text("Dear Ana!")


@pytest.mark.parametrize("esc", [OLDER, NEWER], ids=["older terminal", "newer terminal"])
@pytest.mark.parametrize("step", [1, 2])
def test_a_wizard_is_left_at_a_step(desk: Desk, step: int, esc: str) -> None:
    with opened() as terminal:
        terminal.press("x")
        terminal.until_text("step 1 of 6")
        terminal.press("\x0e" if step == 2 else "")
        terminal.until_text(f"step {step} of 6")
        terminal.press(f"{esc}{esc}j")
        until_on(terminal, nth(desk, 2))


def test_escape_twice_closes_two_screens(desk: Desk) -> None:
    with opened() as terminal:
        terminal.press("U")
        terminal.until_text("What you did")
        terminal.press("?")
        terminal.until_gone("What you did")
        terminal.press("\x1b\x1b")
        until_on(terminal, nth(desk, 1))


def test_escape_ends_jump_mode_and_the_key_acts(desk: Desk) -> None:
    with opened() as terminal:
        terminal.press(";")
        terminal.until_text("Press a letter to jump there.")
        terminal.press("\x1bj")
        until_on(terminal, nth(desk, 2))
        terminal.press("j")
        until_on(terminal, nth(desk, 3))


def test_a_digit_behind_escape_is_that_digit(desk: Desk) -> None:
    with opened() as terminal:
        terminal.press("t")
        terminal.until_text("Tags separated")
        terminal.press("\x1b9")
        terminal.until_text("[9 All")


def test_alt_keys_edit_the_text_of_a_field(desk: Desk) -> None:
    with opened() as terminal:
        terminal.press("c")
        terminal.until_text("Internal note")
        terminal.press("call back\x1b\x7fher\x1b\rat four\x1bb\x1bbtoday ")
        terminal.until_text("call her")
        terminal.until_text("today at four")


def test_alt_keys_of_a_preset_run_their_commands(desk: Desk) -> None:
    desk.session.paths.settings_file.write_text('keymap = "emacs"\n')
    with opened() as terminal:
        terminal.press("\x1bx")
        terminal.until_text("What do you want to do?")
        terminal.press("\x1bj")
        until_on(terminal, nth(desk, 2))
        terminal.press("\x1b>")
        terminal.until_gone(f"▏  #{nth(desk, 2).id} ")
        terminal.press("\x1b<")
        until_on(terminal, nth(desk, 1))
