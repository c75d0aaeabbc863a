"""How quickly the dialogs answer that search the whole store: the picker of threads, and the author sweep."""

from __future__ import annotations

import time
from collections.abc import Sequence

from figures import print_figure
from terminal import Terminal

# Bytes that no letter in a field takes, with the scroll bar of the list and the keys.
BEYOND_A_LETTER = 2_000
# What is typed into the picker, letter by letter.
SEARCHES = ("module", "error module", "from:an", "is:late", "xqzzy")
_LIST_BYTES = 3_000
_LONGEST_SWEEP = 60


def dialogs(terminals: Sequence[Terminal], rounds: int) -> None:
    """Print milliseconds from a key to the rows that it finds, in the picker and in the author sweep."""
    found: list[list[float]] = [[] for _ in terminals]
    for search in SEARCHES[:rounds]:
        for number, terminal in enumerate(terminals):
            found[number] += _type_into_picker(terminal, search)
    print_figure("picker, a letter to its rows, ms", found)
    opened = [[_open_sweep(terminal) for _ in range(min(rounds, 3))] for terminal in terminals]
    print_figure("sweep, its first list, ms", [[first for first, _all in each] for each in opened])
    print_figure("sweep, all of it, ms", [[complete for _first, complete in each] for each in opened])


def _type_into_picker(terminal: Terminal, search: str) -> list[float]:
    """Open the picker, and return how long the rows of each letter take."""
    terminal.press(b"L")
    terminal.until_quiet(0.5, patience=2)
    times = []
    for letter in search:
        terminal.press(letter.encode())
        times.append(1000 * terminal.until_written(BEYOND_A_LETTER, 0.6))
        # The last message of the first row comes later, and is not the list.
        terminal.until_quiet(0.3)
    terminal.press(b"\x1b")
    terminal.until_quiet(0.5)
    return times


def _open_sweep(terminal: Terminal) -> tuple[float, float]:
    """Open the sweep; return when its first list is painted, and when it is complete."""
    terminal.press(b"I")
    began = time.perf_counter()
    first = terminal.until_written(_LIST_BYTES, 5)
    _bytes, last = terminal.until_quiet(2, at_most=_LONGEST_SWEEP)
    complete = time.perf_counter() - began if last >= _LONGEST_SWEEP else first + last
    terminal.press(b"\x1b")
    terminal.until_quiet(0.5)
    return 1000 * first, 1000 * complete
