"""Keys pressed in the app: bytes and time until its screen is quiet."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from checkouts import Checkout, first_words
from corpus import LONG_THREADS
from figures import print_figure
from terminal import Terminal

# A motion, the keys pressed in turn, and the key that brings the cursor to where they all move it.
MOTIONS = {
    "down": ((b"j",), b"g"),
    "up": ((b"k",), b"G"),
    "page down": ((b"\x1b[6~",), b"g"),
    "page up": ((b"\x1b[5~",), b"G"),
    "end and top": ((b"G", b"g"), b"g"),
}
# A held key: how many moves come before the last one, and how quickly.
HELD, _REPEAT_SECONDS = 8, 0.03

# Bytes and seconds of each press of a key, in one terminal after the other.
Presses = Sequence[Sequence[tuple[int, float]]]


@contextmanager
def apps(checkouts: Sequence[Checkout], size: int) -> Iterator[list[Terminal]]:
    """The app of each version in a terminal of its own, started and quiet."""
    with ExitStack() as stack:
        terminals = []
        for checkout in checkouts:
            home = checkout.home(size)
            terminals.append(stack.enter_context(Terminal(checkout.command(), checkout.environment(home))))
            terminals[-1].until(first_words(home))
        for terminal in terminals:
            terminal.until_quiet(5, at_most=30)
        yield terminals


def press(terminal: Terminal, key: bytes) -> tuple[int, float]:
    """Press a key; bytes until the screen is quiet, and seconds until the last of them."""
    terminal.until_quiet(0)  # what came by itself since the last key
    terminal.press(key)
    # A screen is quiet after 30 ms: a countdown that moves by itself later is not the key's doing.
    return terminal.until_quiet(0.03, patience=1)


def motions(terminals: Sequence[Terminal], size: int, count: int) -> Iterator[tuple[str, Presses]]:
    """Press the keys of each motion so often, from where they all move the cursor."""
    for name, (keys, begin) in MOTIONS.items():
        for terminal in terminals:
            press(terminal, begin)
        presses = min(count, size // 25) if "page" in name else count
        yield name, [[press(each, keys[n % len(keys)]) for each in terminals] for n in range(presses)]


@dataclass(frozen=True)
class Rest:
    """Bytes and seconds of a move of the cursor, and those from the key until its thread is in view.

    `used` is the processor time of both, in seconds.
    """

    move: tuple[int, float]
    preview: tuple[int, float]
    used: float


def rests(terminals: Sequence[Terminal], before: int, count: int) -> list[list[Rest]]:
    """Move the cursor from the top so often, after so many moves of a held key each time, and let it rest."""
    top(terminals, pause=0.3)
    return [[_rest(each, before) for each in terminals] for _ in range(count)]


def top(terminals: Sequence[Terminal], pause: float = 0.06) -> None:
    """Move the cursor to the top."""
    for terminal in terminals:
        press(terminal, b"g")
        terminal.until_quiet(pause, patience=1)


def openings(terminals: Sequence[Terminal], count: int) -> Presses:
    """Open the long conversations at the top of the inbox, one after the other."""
    top(terminals)
    return [_open(terminals) for _ in range(min(count, LONG_THREADS))]


def milliseconds(presses: Presses) -> list[list[float]]:
    """Return the time of each press, a list per terminal."""
    return [[seconds * 1000 for _, seconds in each] for each in zip(*presses, strict=True)]


def sizes(presses: Presses) -> list[list[float]]:
    """Return the bytes of each press, a list per terminal."""
    return [[float(size) for size, _ in each] for each in zip(*presses, strict=True)]


def report(name: str, presses: Presses) -> None:
    """Print the figures of some presses, each in every terminal in turn."""
    print_figure(f"{name}, ms", milliseconds(presses))
    means = ", ".join(f"{statistics.mean(each):.0f}" for each in sizes(presses))
    print_figure(f"{name}, bytes", sizes(presses), f"   mean {means}")


def _rest(terminal: Terminal, before: int) -> Rest:
    """Move the cursor down, after so many moves that are as quick as those of a held key, and let it rest."""
    for _ in range(before):
        terminal.press(b"j")
        time.sleep(_REPEAT_SECONDS)
    used, began = terminal.processor_time(), time.perf_counter()
    move = press(terminal, b"j")
    moved = time.perf_counter() - began
    size, shown = terminal.until_quiet(0.1, patience=1)
    return Rest(move, (size, moved + shown if size else 0.0), terminal.processor_time() - used)


def _open(terminals: Sequence[Terminal]) -> list[tuple[int, float]]:
    """Open the conversation at the cursor, in one terminal after the other, and go to the next."""
    opened = []
    for terminal in terminals:
        opened.append(press(terminal, b"\r"))
        terminal.until_quiet(0.2)
        press(terminal, b"h")
        press(terminal, b"j")
    return opened
