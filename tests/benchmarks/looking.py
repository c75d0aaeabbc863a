"""Prints how quickly threads are found while a person types: `python tests/benchmarks/looking.py`.

Each query is typed letter by letter into the filter of the real app, in a pty. A key counts until the
lines of what is found are painted, passages and marks with them: that is what is written beyond the letter
itself; where they stay as they were, until the letter is. The stores are those of `run.py`. What the
app's desk takes alone, without a screen, is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from checkouts import Checkout, first_words, this_checkout
from terminal import Terminal

from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import extract_search_terms

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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default="2000,100000")
    options.add_argument("--rounds", type=int, default=3, help="how often each query is typed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    for size in map(int, chosen.sizes.split(",")):
        home = checkout.home(size)
        print(
            f"{size:,} threads, a letter to its lines: median, p99; the desk alone: median, p99",
            flush=True,
        )
        typed = typing(checkout, home, chosen.rounds)
        alone = reading(checkout, home, chosen.rounds)
        for name in QUERIES:
            print(f"  {name:<18} {_figures(typed[name])}   {_figures(alone[name])}", flush=True)
        print(f"  {'all':<18} {_figures(_joined(typed))}   {_figures(_joined(alone))}\n")


def typing(checkout: Checkout, home: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds from each letter to a quiet screen, by the query's shape."""
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    with Terminal(checkout.command(), checkout.environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.until_quiet(3)
        for _ in range(rounds):
            for name, query in QUERIES.items():
                terminal.press(b"/")
                terminal.until_quiet(0.5)
                for letter in query:
                    terminal.press(letter.encode())
                    times[name].append(terminal.until_written(BEYOND_A_LETTER, 0.1))
                    # What is counted and completed behind comes when it is done, and is not the key's.
                    terminal.until_quiet(0.3)
                terminal.press(b"\x1b")
                terminal.until_quiet(1)
    return times


def reading(checkout: Checkout, home: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds that the desk takes to the first list and its lines, after each letter."""
    os.environ.update(checkout.environment(home))
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.errors import BadQuery

    desk = Desk()
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    for _ in range(rounds):
        for name, query in QUERIES.items():
            for end in range(1, len(query) + 1):
                began = time.perf_counter()
                try:
                    first = next(desk.inbox.pages(parse_query(query[:end])))
                except BadQuery:
                    continue
                desk.inbox.rows(first.ids[:20], extract_search_terms(parse_query(query[:end])))
                times[name].append(time.perf_counter() - began)
    return times


def _joined(times: dict[str, list[float]]) -> list[float]:
    return [each for some in times.values() for each in some]


def _figures(times: list[float]) -> str:
    ordered = sorted(each * 1000 for each in times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{statistics.median(ordered):6.1f} {p99:6.1f} ms"


if __name__ == "__main__":
    main()
