"""A defect from two reports to two informed customers, by keys alone in a real terminal of 80x24."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from emulator import Emulator
from fixed_time import NOW
from purchase_desk import wire_time

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.defects import DefectState
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

TEXTS = {
    1: "Since the update the cart stays empty: TypeError in CartRule.php line 211, PrestaShop 8.1.6. Maria",
    2: "Bonjour, le panier est vide depuis la mise à jour, TypeError dans CartRule.php. Merci, Luc",
}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk over two requests about the same error; replies leave at once."""
    asked = {1: NOW - timedelta(days=2), 2: NOW - timedelta(hours=2)}
    threads = [
        {
            "id_community_thread": number, "topic": "The cart is empty" if number == 1 else "Panier vide",
            "id_product": 9, "name": "ShopFast", "id_order": 100 + number,
            "qualification": "aftersale", "date_add": wire_time(at), "days_left": 100, "versionps": "8.1.6",
            "website": f"https://shop{number}.example",
        }
        for number, at in asked.items()
    ]  # fmt: skip
    market = Market.given(threads=threads, quirks=Quirks(authors=True))
    for number, at in asked.items():
        market.add_message(number, TEXTS[number], author="customer", at=at)
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        desk.session.paths.settings_file.write_text(
            'undo_seconds = 0\nsync_interval = 0\nseller_names = ["Tom"]\n'
        )
        yield Desk()


class Board:
    """The board, worked on by keys."""

    def __init__(self, terminal: Emulator) -> None:
        self.terminal = terminal

    def open(self) -> None:
        self.terminal.press("b")
        self.terminal.until_text("─ Defects ─")

    def close(self) -> None:
        self.terminal.press("\x1b")
        self.terminal.until_gone("─ Defects ─")

    def step(self, place: int) -> None:
        """Choose the step at this place of those offered."""
        self.terminal.press("s")
        self.terminal.until_text("What happened?")
        self.terminal.press("j" * place + "\r")

    def noted(self, place: int, state: str) -> None:
        """Take a step that asks for a note, without one."""
        self.step(place)
        self.terminal.until_text("Note (optional).")
        self.terminal.press("\r")
        self.terminal.until_gone("Note (optional).")
        self.terminal.until_text(f"· {state}")


def answer_that_no_fix_is_owed(terminal: Emulator) -> None:
    """The requests have no cover, so that a defect is asked about first."""
    terminal.until_text("No fix is required here: it has no Business Care")
    terminal.press("j\r")


def attach_both(terminal: Emulator) -> None:
    """Say that both requests are about one defect: a new one, then the one that reads alike."""
    terminal.until_text("The cart is empty")
    terminal.press("f")
    answer_that_no_fix_is_owed(terminal)
    terminal.until_text("a new defect")
    terminal.press("\r")
    terminal.until_text("What goes wrong, in a few words?")
    terminal.press("\r")
    terminal.until_text("Defect set")
    terminal.press("G")
    terminal.press("f")
    answer_that_no_fix_is_owed(terminal)
    terminal.until_text("similar: TypeError")
    terminal.press("\r")
    terminal.until_gone("Which defect is it?")


def hand_in(board: Board) -> None:
    """Go through what is asked before a patch is handed in; it is not, until all is there."""
    terminal = board.terminal
    board.step(0)
    terminal.until_text("Submit the patch")
    terminal.until_text("3 submissions are left today")
    terminal.press("\x13")
    terminal.until_text("'' is not three or four numbers")
    terminal.press("1.0.1")
    terminal.until_text("1.0.1")
    # Keys typed before the next field has the cursor would go into this one.
    line = terminal.cursor_line
    terminal.press("\t")
    terminal.until(lambda _lines: terminal.cursor_line > line)
    terminal.press("Fixes the cart that stayed empty when a voucher was used.")
    terminal.until_text("voucher was used.")
    terminal.press("\t")
    for count in range(1, 8):
        check_off(terminal, count)
    terminal.press("\x13")
    terminal.until_text("submitted")


def check_off(terminal: Emulator, count: int) -> None:
    """Press Space until so many lines are checked; a blank at the changelog's end says nothing."""
    for _try in range(10):
        terminal.press(" ")
        try:
            terminal.until(partial(has_checked, count), timeout=20)
        except TimeoutError:
            continue
        return
    raise AssertionError("\n".join(terminal.display))


def has_checked(count: int, lines: list[str]) -> bool:
    return sum("[x]" in line for line in lines) == count


def make_personal_and_send(terminal: Emulator, sentence: str) -> None:
    """Fill the slot that is left to the writer, and send the letter through the check."""
    terminal.until_text("▸ Reply to")
    # The slot may be above the lines of the draft that 24 lines have room for.
    terminal.press("\x0e")
    terminal.until_text("$fixed")
    terminal.press(sentence)
    terminal.until_gone("$fixed")
    terminal.press("\x13")
    lines = terminal.until(
        lambda shown: (
            any("before sending" in line for line in shown) or not any("Ctrl+S" in line for line in shown)
        )
    )
    if any("before sending" in line for line in lines):
        assert not any("STOP" in line for line in lines), "\n".join(lines)
        terminal.press("it is the same patch" if any("REASON?" in each for each in lines) else "")
        terminal.press("\x13")
        terminal.until_gone("before sending")


def test_the_life_of_a_defect_by_keys(own: Desk) -> None:
    command = [sys.executable, "-m", "bizcare_tui"]
    environment = {**os.environ, "TERM": "xterm-256color"}
    with Emulator(command, environment, 80, 24) as terminal:
        attach_both(terminal)
        terminal.until_done(lambda: len(own.defects.board()[0].reports) == 2)
        board = Board(terminal)
        board.open()
        terminal.until_text("2 customers")
        terminal.until_text("3 submissions left today")
        board.noted(0, "reproduced here")
        board.noted(0, "fixed in our code")
        board.step(1)  # blocked
        terminal.until_text("Why is it blocked?")
        terminal.press("\r")
        terminal.until_text("BLOCKED")
        terminal.press("u")
        terminal.until_gone("BLOCKED")
        hand_in(board)
        board.step(0)
        terminal.until_text("Note (optional).")
        terminal.press("\r")
        # Each customer has a draft in their own language; none was sent.
        make_personal_and_send(terminal, "A voucher with a minimum amount emptied the cart; now checked.")
        terminal.until_done(lambda: len(own.defects.board()[0].untold) == 1)
        board.open()
        terminal.press("t")
        make_personal_and_send(terminal, "Un bon de réduction avec un minimum vidait votre panier.")
        terminal.until_done(lambda: own.defects.board()[0].state is DefectState.INFORMED)
        letters = {row.thread_id: row.text for row in own.replies.outbox()}
        assert "The cart is empty" in letters[1]
        assert letters[2].startswith("Bonjour")
        assert {thread_json(own, number)["outcome"] for number in (1, 2)} == {"fixed"}
