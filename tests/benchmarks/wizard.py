"""How long the rejection wizard takes to open: `python tests/benchmarks/wizard.py [ROUNDS]`.

Prints milliseconds from the key to the first page, in a new process each time: at once after the thread was
opened, and after it was read for a while; then for the next thread in the same process.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

from figures import print_figure, print_heading
from terminal import Terminal

from bizcare_tui.desk.desk import Desk
from bizcare_tui.now import now
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

THREADS = 300
READING_SECONDS = 4.0
WIZARD = b"step 1 of"


def main() -> None:
    """Open the wizard in several processes, and print how long it took."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    samples: dict[str, list[float]] = {"at once": [], "after reading": [], "the next thread": []}
    with tempfile.TemporaryDirectory() as folder, Sandbox(Market.generate(1, THREADS, now())) as sandbox:
        os.environ |= {
            "BIZCARE_HOME": folder, "BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key,
            "TERM": "xterm-256color", "COLORTERM": "truecolor",
        }  # fmt: skip
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(now().replace(year=now().year - 1), [], mark_older_read=False)
        for _round in range(rounds):
            for name, seconds in (("at once", 0.0), ("after reading", READING_SECONDS)):
                first, next_one = _open_two(seconds)
                samples[name].append(first)
                samples["the next thread"].append(next_one)
    print_heading("rejection wizard, ms", ["ms"])
    for name, times in samples.items():
        print_figure(name, [times])


def _open_two(reading_seconds: float) -> tuple[float, float]:
    """Return how long the wizard of a thread takes that was read for so long, and that of the next thread."""
    with Terminal([sys.executable, "-m", "bizcare_tui"], os.environ) as terminal:
        terminal.until(b"1 To do")
        terminal.until_quiet(0.5, patience=2)
        terminal.press(b"\r")
        terminal.until_quiet(0.1, patience=2)
        time.sleep(reading_seconds)
        first = _open_wizard(terminal)
        terminal.press(b"\x1b")
        terminal.until_quiet(0.5, patience=2)
        terminal.press(b"n")
        terminal.until_quiet(0.5, patience=2)
        return first, _open_wizard(terminal)


def _open_wizard(terminal: Terminal) -> float:
    """Return the milliseconds from the key to the first page."""
    terminal.until_quiet(0.2)
    already, began = terminal.output.count(WIZARD), time.perf_counter()
    terminal.press(b"x")
    shown_at = terminal.started + terminal.until_count(WIZARD, already + 1)
    return 1000 * (shown_at - began)


if __name__ == "__main__":
    main()
