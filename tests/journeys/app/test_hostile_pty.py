"""Hostile text in every foreign field, through a sync to a real terminal: only our sequences are written."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyte
import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.ui.startup.first_screen import TALL

HOSTILE = (
    "\x1b]52;c;aGFja2Vk\x07copied",
    "\x1b]0;a new title\x07",
    "\x1b]0;unterminated title and what follows is here",
    "\x1bP+q544e\x1b\\dcs",
    "\x1b[6n\x1b[c asked",
    "\x1b[2J\x1b[H\x1b[31mred",
    "\x9b31m\x9d52;c;YQ==\x9c eight bits",
    "&#27;]52;c;YQ==&#7; &#x9b;2J entities",
    "bell\x07 back\x08\x08 nul\x00 vt\x0b ff\x0c del\x7f so\x0e si\x0f",
    "abc\u202egnp.exe\u2066\u2067\u2069 bidi",
    "zero\u200bwidth\u2060\ufeff tags\U000e0041\U000e0042 end",
    "e" + "\u0301" * 500 + " piled",
    "[@click=app.quit]click[/] [/b] [bold red on blink]x[/] [IMPORTANT] \\",
    "[link=javascript:alert(1)]y[/link] $(id) `id` ; rm -rf / '\"",
    "┃C Customer · just now · reported by the Marketplace\n│Y You · 1 h ago\n✓ Business Care active",
    "wide 漢字かな交じり文 한글 👨‍👩‍👧‍👦 🏳️‍🌈 end",
    "x" * 20_000,
    "a line\n" * 3_000,
)
# What this program may write: cursor moves, styles, modes, the questions Textual asks, and its pointer shape.
OURS = re.compile(
    r"\x1b\[[0-9;]*m|\x1b\[[0-9;]*H|\x1b\[\?[0-9;]+[hl]|\x1b\[[><][0-9]*u|\x1b\[\?[0-9]+\$p|\x1b\]22;[a-z]*\x07"
)
# The lines between panes, by the columns of the terminal: one pane, two panes, two panes and the ticket card.
BORDERS = {80: 0, 120: 1, 200: 2}
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    threads, messages = [], []
    for number, text in enumerate(HOSTILE, 1):
        line = text[:300]
        common = {"id_community_thread": number, "date_add": f"2026-11-25 10:{number:02}:00"}
        threads.append(
            {
                **common, "topic": line, "name": line, "id_product": 1, "website": line, "versionps": line,
                "id_order": number, "qualification": "aftersale", "nb_messages": 2,
                "zen": {"nb_days_left": 30}, "customer_hash": text,
            }
        )  # fmt: skip
        messages.append({**common, "message": text, "customer_name": line, "attachments": [line]})
        messages.append({**common, "message": f"<p>{text}</p>", "author": line, "attachments": [line]})
    return threads, messages


@contextmanager
def in_terminal(environment: dict[str, str], columns: int, lines: int) -> Iterator[Any]:
    """The app in a terminal; gives a function that types keys and returns what was written until quiet."""
    # The size is the terminal's: runners of tests may tell another in the environment.
    environment = {name: environment[name] for name in environment if name not in ("COLUMNS", "LINES")}
    ready, go = os.pipe()
    process, terminal = pty.fork()
    if process == 0:
        os.close(go)
        os.read(ready, 1)
        os.execve(sys.executable, [sys.executable, "-m", "bizcare_tui"], environment)
    os.close(ready)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    os.write(go, b"x")
    os.close(go)

    waiting = select.poll()
    waiting.register(terminal, select.POLLIN)

    def type_(keys: bytes, wait: float = 0.25) -> bytes:
        os.write(terminal, keys)
        written = b""
        while waiting.poll(wait * 1000):
            try:
                data = os.read(terminal, 1 << 16)
            except OSError:
                break
            written += data
            for question, answer in ANSWERS.items():
                os.write(terminal, answer * data.count(question))
        return written

    try:
        yield type_
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40), (200, 50)])
def test_only_our_own_sequences_reach_the_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch, columns: int, lines: int
) -> None:
    threads, messages = rows()
    market = Market.given(
        threads=threads,
        messages=messages,
        products=[{"id_product": 1, "name": HOSTILE[0], "price": HOSTILE[4]}],
        sales=[{"id_order": 1, "id_product": 1, "iso_code": HOSTILE[5], "order_date": "2026-11-01 10:00:00"}],
    )
    with Sandbox(market) as sandbox:
        monkeypatch.setenv("BIZCARE_API_URL", sandbox.url)
        monkeypatch.setenv("BIZCARE_API_KEY", sandbox.key)
        monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T09:00:00+01:00")
        monkeypatch.setenv("TERM", "xterm-256color")
        for command in (["sync"], ["baseline", "2026-11-01"], ["list"], ["show", "3"], ["doctor"]):
            done = subprocess.run(
                [sys.executable, "-m", "bizcare_tui", *command], capture_output=True, check=False
            )
            assert b"Traceback" not in done.stderr
            assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", done.stdout + done.stderr), command
    screen = pyte.Screen(columns, lines)
    stream = pyte.Stream(screen)
    written = ""
    with in_terminal(dict(os.environ), columns, lines) as type_:

        def press(keys: bytes, *, see: str = "", lose: str = "") -> None:
            """Type, and read until the screen is quiet and shows one text, or no longer the other."""
            nonlocal written
            for attempt in range(100):
                step = type_(b"" if attempt else keys, 0.1).decode()
                written += step
                stream.feed(OURS.sub(_for_pyte, step))
                shown = "\n".join(screen.display)
                if see in shown and not (lose and lose in shown):
                    return
            raise AssertionError(f"after {keys!r} the screen is\n{shown}")

        press(b"", see="1 To do")
        press(b"9", see="9 All 18")
        for _thread in HOSTILE:
            press(b"\r", see="Esc back")
            press(b"R")
            # Each line between panes is in one column: no text ran over it.
            assert len(borders(screen)) == BORDERS[columns], "\n".join(screen.display)
            press(b"i", see="Esc close")
            press(b"\x1b", lose="Esc close")
            press(b"\x1b", see="9 All 18")
            press(b"j")
        # Nothing that came in could end it, or take the keys.
        press(b"?", see="Here: the inbox")
    rest = OURS.sub("", written)
    strange = re.findall(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f][^\x1b]{0,20}", rest)
    assert strange == []
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", rest)


def test_what_another_program_wrote_into_the_store_reaches_no_terminal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    hostile = "\x1b]0;title\x07\x9b2Jabc\u202egnp.exe\u2066 end\ttab\nline"
    with closing(sqlite3.connect(desk.session.paths.database)) as connection, connection:
        for table, column in (
            ("inbox_entry", "topic"), ("inbox_entry", "product"), ("inbox_entry", "customer"),
            ("thread", "topic"), ("message", "text"), ("message", "reported_name"), ("account", "problem"),
        ):  # fmt: skip
            connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (hostile,))
    written = ""
    screen = pyte.Screen(120, 40)
    stream = pyte.Stream(screen)
    with in_terminal(dict(os.environ), 120, 40) as type_:
        steps = (
            (b"", "abcgnp.exe end"),
            (b"", "From when do deadlines count?"),
            (b"\x1b", "1 To do"),
            (b"\r", "a author"),
            (b"O", "No reply is on its way"),
            (b"\x1b", "a author"),
        )
        for keys, see in steps:
            for attempt in range(200):
                step = type_(b"" if attempt else keys, 0.1).decode()
                written += step
                stream.feed(OURS.sub(_for_pyte, step))
                if see.casefold() in "\n".join(screen.display).casefold():
                    break
            else:
                raise AssertionError(f"after {keys!r} the screen is\n" + "\n".join(screen.display))
    rest = OURS.sub("", written)
    # Textual paints a whole screen with a line end between its lines.
    commands = r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069][^\x1b]{0,20}"
    assert re.findall(commands, rest) == []


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (["list"], ""),
        (["due"], ""),
        (["authors"], ""),
        (["authors", "--json"], ""),
        (["--plain"], "list\n1\nmessages\nauthors\n1\n1\nno\nleave\nquit\n"),
    ],
    ids=" ".join,
)
def test_what_another_program_wrote_into_the_store_reaches_no_output(
    desk: Desk, command: list[str], lines: str
) -> None:
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    hostile = "\x1b]0;title\x07\x9b2Jabc\u202egnp.exe\u2066 end\ttab\nline"
    with closing(sqlite3.connect(desk.session.paths.database)) as connection, connection:
        for table, column in (
            ("inbox_entry", "topic"), ("inbox_entry", "customer"), ("thread", "topic"), ("message", "text"),
        ):  # fmt: skip
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?", (hostile,))
    done = subprocess.run(
        [sys.executable, "-m", "bizcare_tui", *command],
        input=lines.encode(),
        capture_output=True,
        check=False,
    )
    shown = (done.stdout + done.stderr).decode()
    assert "Traceback" not in shown
    assert "gnp.exe" in shown
    assert not re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069].{0,20}", shown)


def borders(screen: pyte.Screen) -> set[int]:
    """Return the columns in which every line of the panes has a border."""
    # Above the panes are the title and the sections and, if there is room, the line of deadlines; below them
    # are the lines of notices and keys.
    first = 3 if screen.lines >= TALL else 2
    panes = range(first, screen.lines - 2)
    found = [{x for x in range(screen.columns) if screen.buffer[y][x].data == "▏"} for y in panes]
    return set.intersection(*found)


def _for_pyte(sequence: re.Match[str]) -> str:
    """What the screen model knows; modes and questions of newer terminals it would print as text."""
    return sequence[0] if sequence[0].endswith(("m", "H", "[?7l")) else ""
