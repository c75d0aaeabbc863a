"""How quickly the app starts: first rows, and a key answered, beside a bare Textual app's first paint."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from checkouts import Checkout, first_words
from terminal import Terminal

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare Textual")
Bare().run()
"""
_CURSOR = "▌".encode()


@dataclass(frozen=True, slots=True)
class Starts:
    """Milliseconds from the start of a process; `rows` and `keys` have a list per version."""

    bare: list[float]
    rows: list[list[float]]
    keys: list[list[float]]


def measure_starts(checkouts: Sequence[Checkout], size: int, runs: int) -> Starts:
    """Start a bare Textual app and each version in turn, until rows are seen, and until a key is answered."""
    starts = Starts([], [[] for _ in checkouts], [[] for _ in checkouts])
    for _ in range(runs):
        starts.bare.append(_first_paint_of_bare_app())
        for samples, checkout in zip(starts.rows, checkouts, strict=True):
            samples.append(_start(checkout, size))
        for samples, checkout in zip(starts.keys, checkouts, strict=True):
            samples.append(_answer(checkout, size))
    return starts


def _first_paint_of_bare_app() -> float:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with Terminal([sys.executable, "-c", BARE], kept | {"TERM": "xterm-256color"}) as terminal:
        return terminal.until(b"bare Textual") * 1000


def _start(checkout: Checkout, size: int) -> float:
    home = checkout.home(size)
    with Terminal(checkout.command(), checkout.environment(home)) as terminal:
        return terminal.until(first_words(home)) * 1000


def _answer(checkout: Checkout, size: int) -> float:
    """Milliseconds from the start until a key, pressed when the rows are seen, has moved the cursor."""
    home = checkout.home(size)
    with Terminal(checkout.command(), checkout.environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.press(b"j")
        # The cursor of the first screen, of the app's first frame, and where the key moved it.
        return terminal.until_count(_CURSOR, 3) * 1000
