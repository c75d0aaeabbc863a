"""Prints every figure of speed that has an aim, with the aim beside it: `python tests/benchmarks/table.py`.

A line is printed as soon as it is measured. Each ratio is of what ran in turn; a section says how busy the
machine was. The stores are those of `run.py`; what needs a larger one than `--sizes` has takes the largest.
`--only` runs some sections; the suite and an hour's soak run only so. Figures are medians unless stated.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beside import beside, mails, searches_of_processes
from bulk import import_store, verbs_on_many
from checkouts import LARGEST_SYNCED, Checkout, make_homes, this_checkout
from corpus import LONG
from figures import machine, p99, paired_ratio
from looking import looking, word_to_list
from pressing import apps, milliseconds, motions, openings, rests, top
from pressing import sizes as written
from processes import (
    NOTHING,
    bizcare,
    heavy_imports,
    processor_times,
    python,
    reads,
    run_in_turn,
    times,
)
from starting import measure_starts
from syncing import FIRST_MESSAGES, first_syncs, storing_pairs, syncs_without_news

SIZES = "2000,100000,1000000"
_SEARCHED, _MARKED_OF, _WHOLE = 20_000, 20_000, LARGEST_SYNCED
_MILLION = 1_000_000
_SYNCS = 3


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is measured, how often, and where its lines go."""

    checkout: Checkout
    sizes: Sequence[int]
    runs: int
    keys: int
    rounds: int

    def home(self, size: int) -> Path:
        """Return the folder of a store of so many threads."""
        return self.checkout.home(size)

    def at_most(self, size: int) -> int:
        """Return this size, or the largest that is measured."""
        return min(size, max(self.sizes))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default=SIZES, help="threads of the stores (%(default)s)")
    options.add_argument("--only", nargs="+", choices=[*SECTIONS, *ON_REQUEST], default=[*SECTIONS])
    options.add_argument("--keys", type=int, default=200, help="how often each key is pressed")
    options.add_argument("--runs", type=int, default=7, help="how often each process is started")
    options.add_argument("--rounds", type=int, default=2, help="how often each query is typed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    checkout.compile()
    sizes = sorted(map(int, chosen.sizes.split(",")))
    measuring = Measuring(checkout, sizes, chosen.runs, chosen.keys, chosen.rounds)
    make_homes([checkout], sizes)
    for name in chosen.only:
        began = time.perf_counter()
        print(f"\n{name}   {machine()}", flush=True)
        (SECTIONS | ON_REQUEST)[name](measuring)
        print(f"  ({time.perf_counter() - began:.0f} s)", flush=True)


def line(name: str, figure: float, unit: str, aim: float | None, remark: str = "") -> None:
    """Print a figure, its aim, and whether it is reached."""
    decimals = 0 if figure >= 1_000 or isinstance(figure, int) else 1 if figure >= 10 else 2
    said = f"{figure:,.{decimals}f}"
    aimed = "" if aim is None else f"at most {aim:<7g} {'yes' if figure <= aim else 'NO'}"
    print(f"  {name:<58} {said:>8} {unit:<6} {aimed:<20}{remark}".rstrip(), flush=True)


def start(measuring: Measuring) -> None:
    """First rows, and a key answered, over a bare Textual app's first paint."""
    for size in measuring.sizes:
        starts = measure_starts([measuring.checkout], size, measuring.runs)
        bare = f"bare Textual {statistics.median(starts.bare):.0f} ms"
        for name, (samples,), aim in (
            ("first rows", starts.rows, 0.4),
            ("a key answered", starts.keys, 1.15),
        ):
            line(f"{name}, over bare Textual, {size:,} threads", paired_ratio(samples, starts.bare), "", aim,
                 f"{statistics.median(samples):.0f} ms, {bare}")  # fmt: skip


def keys(measuring: Measuring) -> None:
    """Keys in the app, opening conversations, bytes and memory."""
    for size in measuring.sizes:
        threads = f"{size:,} threads"
        with apps([measuring.checkout], size) as terminals:
            for name, presses in motions(terminals, size, measuring.keys):
                (taken,), (count,) = milliseconds(presses), written(presses)
                line(f"{name}, p99, {threads}", p99(taken), "ms", 10 if size >= _MILLION else 8)
                if name.startswith("page"):
                    line(f"{name}, median, {threads}", statistics.median(taken), "ms", 4)
                if name in ("down", "up"):
                    line(f"bytes of a move {name}, mean, {threads}", statistics.mean(count), "bytes", 320)
            rests(terminals, 0, max(1, measuring.keys // 4))
            top(terminals)
            line(f"memory while browsing, {threads}", terminals[0].memory(), "MB", 80)
            (taken,) = milliseconds(openings(terminals, measuring.keys))
            line(f"opening {LONG} messages, median, {threads}", statistics.median(taken), "ms", 12)
            line(f"opening {LONG} messages, p99, {threads}", p99(taken), "ms", 20)
            line(f"memory after opening them, {threads}", terminals[0].memory(), "MB", None)


def search(measuring: Measuring) -> None:
    """Letters of a search in the app, and a word of bodies."""
    size = measuring.at_most(_SEARCHED)
    typed = word_to_list(measuring.checkout, measuring.home(size), measuring.runs)
    line(f"a word of bodies typed to its list, {size:,} threads", statistics.median(typed), "ms", 60)
    for size in measuring.sizes:
        aim = 30 if size >= _MILLION else 16
        everything: list[float] = []
        for name, letters, alone in looking(measuring.checkout, measuring.home(size), measuring.rounds):
            everything += letters
            line(f"a letter to its lines, p99, {name}, {size:,} threads", p99(letters), "ms", aim,
                 f"the desk alone {p99(alone):.1f}")  # fmt: skip
        line(f"a letter to its lines, p99, all, {size:,} threads", p99(everything), "ms", aim)


def processes(measuring: Measuring) -> None:
    """Commands as whole processes, over notmuch and over a Python that does nothing; what they import."""
    checkout = measuring.checkout
    for size in sorted({measuring.at_most(2_000), measuring.at_most(_SEARCHED)}):
        _mailed, mail, count = mails(checkout, size)
        usages = searches_of_processes(checkout, measuring.home(size), mail, measuring.runs)
        ours = times(usages[0])
        name = f"bizcare list WORD, over notmuch, {size:,} threads"
        if len(usages) > 1:
            line(name, paired_ratio(ours, times(usages[1])), "", 1,
                 f"{statistics.median(ours):.0f} ms; {count:,} mails")  # fmt: skip
        else:
            print(f"  {name}: notmuch is not installed")
    for size in measuring.sizes:
        home = measuring.home(size)
        for arguments in reads(home):
            nothing = python(checkout, NOTHING)
            least, command = run_in_turn([nothing, bizcare(checkout, home, *arguments)], measuring.runs)
            line(f"bizcare {arguments[0]}, over python -c pass, {size:,} threads",
                 paired_ratio(times(command), times(least)), "", 6,
                 f"{statistics.median(times(command)):.0f} ms; of processor time "
                 f"{paired_ratio(processor_times(command), processor_times(least)):.2f}")  # fmt: skip
    home = measuring.home(measuring.sizes[0])
    for arguments in reads(home):
        imported = heavy_imports(checkout, home, *arguments)
        line(f"heavy libraries that bizcare {arguments[0]} imports", len(imported), "", 0, " ".join(imported))


def sync(measuring: Measuring) -> None:
    """The first sync, a page stored, and a sync that finds nothing new."""
    (usages,) = first_syncs([measuring.checkout], _SYNCS)
    thousands = FIRST_MESSAGES / 1_000
    line("first sync, processor time per 1,000 messages",
         statistics.median(processor_times(usages)) / 1_000 / thousands, "s", 0.3,
         f"{statistics.median(times(usages)) / 1_000:.1f} s for all {FIRST_MESSAGES:,}")  # fmt: skip
    ours, raw = zip(*storing_pairs(measuring.home(measuring.sizes[0]), measuring.runs), strict=True)
    line("storing a page, over raw executemany", paired_ratio(ours, raw), "", 1.5)
    size = measuring.at_most(_WHOLE)
    usages = syncs_without_news(measuring.checkout, size, _SYNCS)
    line(f"sync with nothing new, {size:,} threads", statistics.median(times(usages)) / 1_000, "s", 1,
         f"{statistics.median(processor_times(usages)) / 1_000:.2f} s of processor time")  # fmt: skip
    line("  its memory at most", max(each.peak for each in usages), "MB", 60)


def bulk(measuring: Measuring) -> None:
    """A verb on many threads, and undoing it; the import of a whole store."""
    for each in verbs_on_many(measuring.checkout, measuring.home(measuring.at_most(_MARKED_OF))):
        line(f"{each.verb}, on {each.threads:,} threads", each.done, "s", 1)
        line("  undoing it", each.undone, "s", 1)
    size = measuring.at_most(_WHOLE)
    usage = import_store(measuring.checkout, measuring.home(size))
    line(f"import of {size:,} threads", usage.time / 1_000, "s", 60,
         f"{usage.processor / 1_000:.1f} s of processor time, {usage.peak:.0f} MB at most")  # fmt: skip


def others(measuring: Measuring) -> None:
    """The same keys and searches in neomutt and aerc, and in notmuch."""
    beside(measuring.checkout, measuring.at_most(_SEARCHED), measuring.keys // 4)


def soak(_measuring: Measuring) -> None:
    """An hour's use of the app; aim: flat within 2 MB after the first ten minutes."""
    subprocess.run([sys.executable, Path(__file__).parent / "soak.py"], check=True)


def suite(measuring: Measuring) -> None:
    """The processor time of all tests."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "auto"], cwd=measuring.checkout.source, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    line("the suite, processor time", used / 60, "min", None)


SECTIONS: dict[str, Callable[[Measuring], None]] = {
    "start": start, "keys": keys, "search": search, "processes": processes, "sync": sync, "bulk": bulk,
    "others": others,
}  # fmt: skip
ON_REQUEST: dict[str, Callable[[Measuring], None]] = {"soak": soak, "suite": suite}


if __name__ == "__main__":
    main()
