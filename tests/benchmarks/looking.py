"""Prints how quickly threads are found while a person types: `python tests/benchmarks/looking.py`.

Each query is typed letter by letter into the filter of the real app, in a pty. A key counts until the
lines of what is found are painted, passages and marks with them: that is what is written beyond the letter
itself; where they stay as they were, until the letter is. The stores are those of `run.py`. What the
app's desk takes alone, without a screen, is printed beside it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from checkouts import Checkout, first_words, open_desk, this_checkout
from figures import machine, p99
from terminal import Terminal

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import extract_search_terms
from bizcare_tui.errors import BadQuery

# Bytes that no letter and no line of counts takes.
BEYOND_A_LETTER = 1_000
# A shape of query, and what is typed.
QUERIES = {
    "a word": "module",
    "a rare word": "zipcode",
    "two words": "error module",
    "a phrase": '"the module"',
    "either of two": "carrier or invoice",
    "not a word": "module -error",
    "a field": "product:seo",
    "facts": "is:presale state:new",
    "facts and a word": "is:due module",
    "a scale": "version:<8 date:2026-01..2026-09",
    "brackets": "(module or error) -is:closed",
    "nothing": "xqzzy",
}


# A word of bodies, and the key that opens the filter.
WORD, FILTER = "module", b"/"
Times = list[float]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default="2000,100000")
    options.add_argument("--rounds", type=int, default=1, help="how often each query is typed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    for size in map(int, chosen.sizes.split(",")):
        checkout.home(size)
        print(f"\n{size:,} threads, ms from a letter to its lines; {machine()}")
        print(f"  {'':<18} {'median':>8} {'p99':>8}   {'the desk alone':>17}", flush=True)
        all_typed, all_read = [], []
        for name, typed, read in looking(checkout, checkout.home(size), chosen.rounds):
            all_typed += typed
            all_read += read
            print(f"  {name:<18} {_figures(typed)}   {_figures(read)}", flush=True)
        print(f"  {'all':<18} {_figures(all_typed)}   {_figures(all_read)}", flush=True)


def looking(checkout: Checkout, home: Path, rounds: int) -> Iterator[tuple[str, Times, Times]]:
    """Type each query so often; its name, milliseconds of each letter, and those of the desk alone."""
    desk = open_desk(checkout, home)
    with Terminal(checkout.command(), checkout.environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.until_quiet(3)
        for name, query in QUERIES.items():
            typed = [each for _ in range(rounds) for each in _type(terminal, query)]
            read = [each for _ in range(rounds) for each in _read(desk, query)]
            yield name, typed, read


def word_to_list(checkout: Checkout, home: Path, rounds: int) -> Times:
    """Type a word of bodies at once so often; milliseconds until its list is quiet."""
    times = []
    with Terminal(checkout.command(), checkout.environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.until_quiet(3)
        for _ in range(rounds):
            terminal.press(FILTER)
            terminal.until_quiet(0.3)
            terminal.press(WORD.encode())
            painted = terminal.until_written(BEYOND_A_LETTER, 5)
            # Quiet as after any key: the thread in view comes later, and is not the list.
            times.append(1000 * (painted + terminal.until_quiet(0.03)[1]))
            _leave(terminal)
    return times


def _type(terminal: Terminal, query: str) -> Times:
    """Type a query into the filter; milliseconds from each letter to its lines."""
    terminal.press(FILTER)
    terminal.until_quiet(0.3)
    times = []
    for letter in query:
        terminal.press(letter.encode())
        # What is counted and completed behind comes when it is done, and is not the key's.
        times.append(1000 * terminal.until_changed(BEYOND_A_LETTER, pause=0.1, quiet=0.3))
    _leave(terminal)
    return times


def _leave(terminal: Terminal) -> None:
    terminal.press(b"\x1b")
    terminal.until_quiet(0.5)


def _read(desk: Desk, query: str) -> Times:
    """Milliseconds that the desk takes to the first list and its lines, after each letter."""
    times = []
    for end in range(1, len(query) + 1):
        began = time.perf_counter()
        try:
            parsed = parse_query(query[:end])
            first = next(desk.inbox.pages(parsed))
        except BadQuery:
            continue
        desk.inbox.rows(first.ids[:20], extract_search_terms(parsed))
        times.append(1000 * (time.perf_counter() - began))
    return times


def _figures(times: Times) -> str:
    return f"{statistics.median(times):8.1f} {p99(times):8.1f}"


if __name__ == "__main__":
    main()
