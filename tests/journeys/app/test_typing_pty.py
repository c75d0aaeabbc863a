"""Keys that arrive in a burst, over a slow line or from a macro: each does what it does alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from emulator import Emulator
from logins import desk_of

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query

pytestmark = pytest.mark.sqlite


@pytest.fixture
def terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The app in a terminal, the cursor on its first thread."""
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk.baseline.answer(desk.now(), [], mark_older_read=False)
    environment = {**os.environ, "TERM": "xterm-256color"}
    with Emulator([sys.executable, "-m", "bizcare_tui"], environment, 120, 40) as terminal:
        terminal.until_text("[1 ")
        terminal.watch(0.5)
        yield terminal


@pytest.mark.parametrize("words", ["module", "error zip", "done later"])
def test_what_is_typed_ahead_of_the_filter_is_in_it(desk: Desk, terminal: Emulator, words: str) -> None:
    terminal.press(f"/{words}")
    terminal.until(lambda lines: lines[2].strip() == words)
    terminal.until_text(f"found: {len(desk.inbox.thread_ids(parse_query(words)))}")
    assert desk.verbs.history() == []


def test_a_tag_typed_in_one_burst_is_put_on(desk: Desk, terminal: Emulator) -> None:
    terminal.press("tdone-later\r")
    terminal.until_text("#done-later")
    assert len(desk.verbs.history()) == 1


def test_a_message_command_in_one_burst_is_about_the_thread_moved_to(desk: Desk, terminal: Emulator) -> None:
    section = parse_query(desk.inbox.sections[0].query)
    _first, _second, third = desk.inbox.first_rows(section, 3)
    unread = desk.inbox.thread_ids(parse_query("is:unread"))
    terminal.press("jja")
    terminal.until_text("Who wrote this?")
    terminal.until_text(f"#{third.id} {third.topic[:10]}")
    assert desk.inbox.thread_ids(parse_query("is:unread")) == unread


def test_a_note_typed_in_one_burst_is_kept(desk: Desk, terminal: Emulator) -> None:
    terminal.press("cdone: ask her\x13")
    terminal.until(lambda _lines: bool(desk.verbs.history()))
    (act,) = desk.verbs.history()
    assert [note.text for note in desk.verbs.of(act.thread_id).notes] == ["done: ask her"]


def test_a_reply_typed_in_one_burst_is_the_draft(desk: Desk, terminal: Emulator) -> None:
    terminal.press("rdddd xx Dear Ana")
    terminal.until_text("dddd xx Dear Ana")
    assert desk.verbs.history() == []


def test_what_is_typed_for_a_draft_that_does_not_open_does_nothing(desk: Desk, terminal: Emulator) -> None:
    with desk_of("ana") as ana:
        ana.presence.lock_reply(desk.inbox.first_rows(parse_query(""), 1)[0].id)
        terminal.press("rdddd xx Dear Ana")
        terminal.until_text("has been writing here")
        terminal.watch(0.5)
        terminal.press("\x1b")
        terminal.until_gone("has been writing here")
    assert desk.verbs.history() == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("modulx\x7fe", "module"),
        ("xmdule\x1b[H\x1b[3~\x1b[Co", "module"),
        ("the module\x1bbold ", "the old module"),
        ("no module\x15error", "error"),
        ("\x7f\x7f\x7fx" + "\x7fy" * 50, "y"),
    ],
    ids=["backspace", "home and delete", "a word back", "to the start", "again and again"],
)
def test_keys_that_edit_text_do_so_in_their_order(terminal: Emulator, typed: str, text: str) -> None:
    terminal.press(f"/{typed}")
    terminal.until(lambda lines: lines[2].strip() == text)


def test_keys_that_edit_a_text_of_several_lines_do_so_in_their_order(terminal: Emulator) -> None:
    terminal.press("cask hex\x7fr\rtoday\x1b[A\x1b[Hplease \x1b[B\x1b[F at four\x1b\x7ffive\x13")
    terminal.press("i")
    terminal.until_text("please ask her")
    terminal.until_text("today at five")
