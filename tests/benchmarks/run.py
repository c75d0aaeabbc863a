"""Prints how quick the app is, in a real pty, beside a bare Textual app: `python tests/benchmarks/run.py`.

Times run from the start of the process to text on the screen; medians of seven. The stores are made
once, in a folder that `--folder` names (1.4 GB for 100,000 threads, 17 for 1,000,000), and used again.
`--beside PATH` measures another checkout too, by the Python of its `.venv`: each figure in turn, once here,
once there. `table.py` prints the figures that have an aim, beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from checkouts import Checkout, make_homes, other_checkout, this_checkout
from corpus import LONG
from dialogs import dialogs
from figures import machine, paired_ratio, print_figure, print_heading
from pressing import HELD, Rest, apps, motions, openings, report, rests, top
from processes import bizcare, reads, run_in_turn, times
from starting import measure_starts
from syncing import FIRST_MESSAGES, FIRST_THREADS, STORED_MESSAGES, first_syncs, storing_pairs
from terminal import Terminal

RUNS = 7
SYNCS = 3
SIZES = "2000,100000"
STORING = "import sys; from pathlib import Path; from run import storing; storing(Path(sys.argv[1]))"
HOLDING = "import asyncio, sys; from pathlib import Path; from run import holding; \
asyncio.run(holding(Path(sys.argv[1])))"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default=SIZES, help="threads of the stores (%(default)s)")
    options.add_argument("--keys", type=int, default=200, help="how often each key is pressed")
    options.add_argument("--runs", type=int, default=RUNS, help="how often each process is started")
    options.add_argument("--beside", type=Path, metavar="PATH", help="another checkout, with a .venv")
    options.add_argument("--app-only", action="store_true", help="leave out storing, syncing and the loop")
    chosen = options.parse_args()
    checkouts = [this_checkout(chosen.folder)]
    if chosen.beside:
        checkouts.append(other_checkout(chosen.beside, chosen.folder))
    for checkout in checkouts:
        checkout.compile()
    sizes = sorted(map(int, chosen.sizes.split(",")))
    make_homes(checkouts, sizes)
    print(machine(), flush=True)
    for size in sizes:
        starting(checkouts, size, chosen.runs)
    for size in sizes:
        keys(checkouts, size, chosen.keys)
        commands(checkouts, size, chosen.runs)
    if chosen.app_only:
        return
    first_sync(checkouts)
    for checkout in checkouts:
        print(f"\n{checkout.name}", flush=True)
        checkout.run_benchmark(STORING, checkout.home(sizes[0]))
        checkout.run_benchmark(HOLDING, checkout.home(sizes[-1]))


def starting(checkouts: Sequence[Checkout], size: int, runs: int) -> None:
    """First inbox rows painted, and a key answered, each run beside a bare Textual app's first paint."""
    print_heading(
        f"{size:,} threads, process start to rows on the screen, to a key answered, ms; {runs} runs each",
        _names(checkouts),
    )
    starts = measure_starts(checkouts, size, runs)
    print_figure("bare Textual", [starts.bare])
    for name, samples in (("rows", starts.rows), ("a key", starts.keys)):
        ratio = paired_ratio(samples[0], starts.bare)
        print_figure(name, samples, f"   {ratio:.2f} times bare Textual")


def keys(checkouts: Sequence[Checkout], size: int, count: int) -> None:
    """Time and bytes from a key to a quiet screen; memory before conversations are opened, and after."""
    print_heading(f"{size:,} threads, key to screen quiet, {count} presses each", _names(checkouts))
    with apps(checkouts, size) as terminals:
        _report_memory("the start", terminals)
        for name, presses in motions(terminals, size, count):
            report(name, presses)
        # A rest takes a while, and a quarter as many say as much.
        _report_rests("a key", rests(terminals, 0, max(1, count // 4)))
        _report_rests("a held key", rests(terminals, HELD, max(1, count // (1 + HELD))))
        top(terminals)
        _report_memory("browsing", terminals)
        report(f"open {LONG} messages", openings(terminals, count))
        _report_memory("opening", terminals)
        dialogs(terminals, count)


def commands(checkouts: Sequence[Checkout], size: int, runs: int) -> None:
    """Whole processes that print what the inbox has."""
    print_heading(f"{size:,} threads, whole processes, ms; {runs} runs each", _names(checkouts))
    for arguments in reads(checkouts[0].home(size)):
        processes = [bizcare(checkout, checkout.home(size), *arguments) for checkout in checkouts]
        usages = run_in_turn(processes, runs)
        print_figure(f"bizcare {arguments[0]}", [times(each) for each in usages])


def first_sync(checkouts: Sequence[Checkout]) -> None:
    """A first sync over loopback, as a whole process."""
    title = f"first sync of {FIRST_THREADS:,} threads, {FIRST_MESSAGES:,} messages, s"
    print_heading(title, _names(checkouts))
    usages = first_syncs(checkouts, SYNCS)
    print_figure("bizcare sync", [[usage.time / 1000 for usage in each] for each in usages])
    print_figure("  its processor time", [[usage.processor / 1000 for usage in each] for each in usages])


def storing(home: Path) -> None:
    """Storing a page of messages, beside raw executemany of the same rows into the same table."""
    ours, raw = zip(*storing_pairs(home, RUNS), strict=True)
    print(f"storing {STORED_MESSAGES:,} messages: {statistics.median(ours) * 1000:.0f} ms, "
          f"{paired_ratio(ours, raw):.2f} times raw executemany")  # fmt: skip


async def holding(home: Path) -> None:
    """The longest time that one callback held the loop of the screen, motion by motion."""
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.app import BizcareApp

    os.environ.update(this_checkout(home.parent).environment(home))
    longest = 0.0
    run = asyncio.Handle._run

    def timed_run(handle: asyncio.Handle) -> None:
        nonlocal longest
        began = time.perf_counter()
        run(handle)
        longest = max(longest, time.perf_counter() - began)

    app = BizcareApp(Desk())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.settled()
        asyncio.Handle._run = timed_run  # type: ignore[assignment]
        for key in ("j", "k", "pagedown", "pageup", "G", "g", "enter", "escape"):
            longest = 0.0
            for _ in range(20):
                await pilot.press(key)
            print(f"  loop held at most {longest * 1000:5.1f} ms by {key}")


def _report_rests(name: str, all_rests: Sequence[Sequence[Rest]]) -> None:
    report(f"{name}, then a rest", [[rest.move for rest in each] for each in all_rests])
    report("  its thread in view", [[rest.preview for rest in each] for each in all_rests])
    used = list(zip(*([rest.used * 1000 for rest in each] for each in all_rests), strict=True))
    print_figure("  both, processor ms", used)


def _report_memory(after: str, terminals: Sequence[Terminal]) -> None:
    print_figure(f"memory after {after}, MB", [[terminal.memory()] for terminal in terminals])


def _names(checkouts: Sequence[Checkout]) -> list[str]:
    return [checkout.name for checkout in checkouts]


if __name__ == "__main__":
    main()
