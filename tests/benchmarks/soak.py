"""The app for an hour, syncing, browsing, writing: `python tests/benchmarks/soak.py [MINUTES]`.

A sandbox goes on inventing messages; keys are pressed at random from a seed; a line is printed each minute,
with resident memory, open files and threads of the process. Nothing is asserted but that it lives.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from terminal import Terminal

from bizcare_tui.desk.desk import Desk
from bizcare_tui.now import now
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

THREADS = 2_000
SYNC_SECONDS = 20
WORDS = ("the cart", "is:late", "product:aurora", "version:<9", "shop:www", "from:ma")
MOVES = (b"j", b"j", b"j", b"k", b"\x1b[6~", b"\x1b[5~", b"G", b"g", b"n", b"2", b"1")


def main() -> None:
    """Run it, and print what it takes."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder, Sandbox(Market.generate(1, THREADS, now())) as sandbox:
        home = Path(folder)
        (home / "config.toml").write_text(f"sync_interval = {SYNC_SECONDS}\nundo_seconds = 0\n")
        os.environ |= {
            "BIZCARE_HOME": folder, "BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key,
            "TERM": "xterm-256color", "COLORTERM": "truecolor",
        }  # fmt: skip
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(now().replace(year=now().year - 1), [], mark_older_read=False)
        with Terminal([sys.executable, "-m", "bizcare_tui"], os.environ) as terminal:
            terminal.until(b"1 To do")
            soak(terminal, sandbox, minutes)


def soak(terminal: Terminal, sandbox: Sandbox, minutes: float) -> None:
    """Browse, write and look for words until the time is over."""
    chance = random.Random(1)  # which keys are pressed is no secret
    begun = reported = time.monotonic()
    done = {"opened": 0, "drafts": 0, "searches": 0, "verbs": 0, "arrived": 0}
    print(f"{'minute':>6} {'MB':>7} {'files':>6} {'threads':>8}  {'done'}")
    _tell(terminal, 0, done)
    while time.monotonic() - begun < minutes * 60:
        _do_something(terminal, chance, done)
        if chance.random() < 0.02:
            sandbox.market.add_new_message()
            done["arrived"] += 1
        if time.monotonic() - reported >= 60:
            reported += 60
            _tell(terminal, round((reported - begun) / 60), done)
    _tell(terminal, round(minutes), done)


def _do_something(terminal: Terminal, chance: random.Random, done: dict[str, int]) -> None:
    match chance.randrange(20):
        case 0 | 1 | 2:
            _press(terminal, b"\r", 0.3)
            done["opened"] += 1
            for _ in range(chance.randrange(6)):
                _press(terminal, chance.choice((b"j", b"k", b"z", b"\x1b[6~")), 0.05)
            _press(terminal, b"\x1b", 0.2)
        case 3:
            _open_composer(terminal)
            _press(terminal, b"I look at it now, and write again when I know more. ", 0.4)
            _press(terminal, b"\x1b", 0.3)
            _press(terminal, b"\x1b", 0.2)
            done["drafts"] += 1
        case 4:
            _press(terminal, b"/", 0.4)
            for letter in chance.choice(WORDS):
                _press(terminal, letter.encode(), 0.03)
            _press(terminal, b"\x1b", 0.4)
            _press(terminal, b"\x1b", 0.2)
            done["searches"] += 1
        case 5:
            _press(terminal, b"T", 0.3)
            _press(terminal, b"u", 0.3)
            done["verbs"] += 2
        case _:
            _press(terminal, chance.choice(MOVES), 0.05)


def _open_composer(terminal: Terminal) -> None:
    """Begin a draft, and wait for its field: its letters would be commands of the inbox."""
    terminal.press(b"r")
    for _ in range(60):
        if b"Reply to" in terminal.output:
            break
        terminal.until_quiet(pause=0.5, at_most=5)
    terminal.output = b""


def _press(terminal: Terminal, keys: bytes, seconds: float) -> None:
    terminal.press(keys)
    terminal.until_quiet(pause=seconds, at_most=5)
    terminal.output = b""


def _tell(terminal: Terminal, minute: int, done: dict[str, int]) -> None:
    process = Path(f"/proc/{terminal.process}")
    files, threads = (len(list((process / each).iterdir())) for each in ("fd", "task"))
    said = ", ".join(f"{count} {name}" for name, count in done.items())
    print(f"{minute:>6} {terminal.memory():>7.1f} {files:>6} {threads:>8}  {said}", flush=True)


if __name__ == "__main__":
    main()
