"""Prints how quick the app is, in a real pty, beside a bare Textual app: `python tests/benchmarks/run.py`.

Times run from the start of the process to text on the screen; medians of seven. The stores are made
once, in a folder that `--folder` names (1.4 GB for 100,000 threads, 17 for 1,000,000), and used again.
`--beside PATH` measures another checkout too, by the Python of its `.venv`: each figure in turn, once here,
once there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from checkouts import Checkout, first_thread, first_words, make_homes, other_checkout, this_checkout
from corpus import LONG, LONG_THREADS, market_of
from dialogs import dialogs
from figures import print_figure, print_heading
from terminal import Terminal

RUNS = 7
SIZES = "2000,100000"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare Textual")
Bare().run()
"""
CURSOR = "▌".encode()
# A motion, the keys pressed in turn, and the key that brings the cursor to where they all move it.
MOTIONS = {
    "down": ((b"j",), b"g"),
    "up": ((b"k",), b"G"),
    "page down": ((b"\x1b[6~",), b"g"),
    "page up": ((b"\x1b[5~",), b"G"),
    "end and top": ((b"G", b"g"), b"g"),
}
# A held key: how many moves come before the last one, and how quickly.
HELD, REPEAT_SECONDS = 8, 0.03
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
    starting(checkouts, sizes, chosen.runs)
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


def starting(checkouts: Sequence[Checkout], sizes: Sequence[int], runs: int) -> None:
    """First inbox rows painted, and a key answered, each run beside a bare Textual app's first paint."""
    bare: list[float] = []
    samples: dict[str, list[list[float]]] = defaultdict(lambda: [[] for _ in checkouts])
    print_heading(
        f"process start to rows on the screen, to a key answered, ms; {runs} runs each", _names(checkouts)
    )
    for _ in range(runs):
        bare.append(_first_paint_of_bare_app())
        for size in sizes:
            for number, checkout in enumerate(checkouts):
                samples[f"{size:,}, rows"][number].append(_start(checkout, size))
            for number, checkout in enumerate(checkouts):
                samples[f"{size:,}, a key"][number].append(_answer(checkout, size))
    print_figure("bare Textual", [bare])
    for name, each in samples.items():
        times = statistics.median(each[0]) / statistics.median(bare)
        print_figure(name, each, f"   {times:.2f} times bare Textual")


def keys(checkouts: Sequence[Checkout], size: int, count: int) -> None:
    """Time and bytes from a key to a quiet screen; memory before conversations are opened, and after."""
    print_heading(f"{size:,} threads, key to screen quiet, {count} presses each", _names(checkouts))
    with ExitStack() as stack:
        terminals = []
        for checkout in checkouts:
            home = checkout.home(size)
            terminals.append(stack.enter_context(Terminal(checkout.command(), checkout.environment(home))))
            terminals[-1].until(first_words(home))
        for terminal in terminals:
            terminal.until_quiet(5, at_most=30)
        print_figure("memory after the start, MB", [[each.memory()] for each in terminals])
        for name, (keys_, begin) in MOTIONS.items():
            for terminal in terminals:
                press(terminal, begin)
            presses = min(count, size // 25) if "page" in name else count
            pressed = [[press(each, keys_[n % len(keys_)]) for each in terminals] for n in range(presses)]
            report(name, pressed)
        previews(terminals, count)
        for terminal in terminals:
            press(terminal, b"g")
            terminal.until_quiet()
        print_figure("memory after browsing, MB", [[each.memory()] for each in terminals])
        report(f"open {LONG} messages", [_open(terminals) for _ in range(min(count, LONG_THREADS))])
        print_figure("memory after opening, MB", [[each.memory()] for each in terminals])
        dialogs(terminals, count)


def previews(terminals: Sequence[Terminal], count: int) -> None:
    """A move of a cursor that then rests: the move itself, and the conversation that follows it."""
    for terminal in terminals:
        press(terminal, b"g")
        terminal.until_quiet(0.3, patience=1)
    for name, before in (("a key", 0), ("a held key", HELD)):
        rests = [[_rest(each, before) for each in terminals] for _ in range(count // (1 + before))]
        report(f"{name}, then a rest", [[rest.move for rest in each] for each in rests])
        report("  its thread in view", [[rest.preview for rest in each] for each in rests])
        used = list(zip(*([rest.used * 1000 for rest in each] for each in rests), strict=True))
        print_figure("  both, processor ms", used)


@dataclass(frozen=True)
class _Rest:
    """Bytes and seconds of a move of the cursor, and those from the key until its thread is in view.

    `used` is the processor time of both, in seconds.
    """

    move: tuple[int, float]
    preview: tuple[int, float]
    used: float


def _rest(terminal: Terminal, before: int) -> _Rest:
    """Move the cursor down, after so many moves that are as quick as those of a held key, and let it rest."""
    for _ in range(before):
        terminal.press(b"j")
        time.sleep(REPEAT_SECONDS)
    used, began = terminal.processor_time(), time.perf_counter()
    move = press(terminal, b"j")
    moved = time.perf_counter() - began
    size, shown = terminal.until_quiet(0.1, patience=1)
    return _Rest(move, (size, moved + shown if size else 0.0), terminal.processor_time() - used)


def _open(terminals: Sequence[Terminal]) -> list[tuple[int, float]]:
    """Open the conversation at the cursor, in one terminal after the other, and go to the next."""
    opened = []
    for terminal in terminals:
        opened.append(press(terminal, b"\r"))
        terminal.until_quiet(0.2)
        press(terminal, b"h")
        press(terminal, b"j")
    return opened


def commands(checkouts: Sequence[Checkout], size: int, runs: int) -> None:
    """Whole processes that print what the inbox has."""
    print_heading(f"{size:,} threads, whole processes, ms; {runs} runs each", _names(checkouts))
    thread = str(first_thread(checkouts[0].home(size)))
    for arguments in (("list",), ("show", thread), ("due",)):
        samples: list[list[float]] = [[] for _ in checkouts]
        for _ in range(runs):
            for number, checkout in enumerate(checkouts):
                began = time.perf_counter()
                ended = subprocess.run(
                    checkout.command(*arguments), env=checkout.environment(checkout.home(size)),
                    capture_output=True, check=False,
                )  # fmt: skip
                # `due` ends with 3 if something is late.
                assert ended.returncode in (0, 3), ended.stderr
                samples[number].append((time.perf_counter() - began) * 1000)
        print_figure(f"bizcare {arguments[0]}", samples)


def first_sync(checkouts: Sequence[Checkout], threads: int = 1_843, messages: int = 9_000) -> None:
    """A first sync over loopback, as a whole process."""
    from bizcare_tui.sandbox.server import Sandbox

    print_heading(f"first sync of {threads:,} threads, {messages:,} messages, s", _names(checkouts))
    samples: list[list[float]] = [[] for _ in checkouts]
    with Sandbox(market_of(threads, messages)) as sandbox:
        address = {"BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key}
        for _ in range(3):
            for number, checkout in enumerate(checkouts):
                with tempfile.TemporaryDirectory() as home:
                    began = time.perf_counter()
                    done = subprocess.run(
                        checkout.command("sync", "--json"), env=checkout.environment(Path(home)) | address,
                        capture_output=True, text=True, check=True,
                    )  # fmt: skip
                    samples[number].append(time.perf_counter() - began)
                    assert json.loads(done.stdout)["messages"]["new"] == messages
    print_figure("bizcare sync", samples)


def storing(home: Path) -> None:
    """Storing a page of messages, beside raw executemany of the same rows into the same table."""
    from bizcare_tui.store import message_rows
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.people import get_account
    from bizcare_tui.store.sqlite import SqliteDatabase

    source = sqlite3.connect(home / "bizcare.db")
    names = [row[1] for row in source.execute("PRAGMA table_info(message)")]
    rows = source.execute("SELECT * FROM message LIMIT 5000").fetchall()
    threads = source.execute("SELECT * FROM thread").fetchall()
    thread_names = [row[1] for row in source.execute("PRAGMA table_info(thread)")]

    def fresh(folder: str) -> Store:
        store = Store(SqliteDatabase(Path(folder) / "bizcare.db"))
        with store.transaction() as session:
            raw = session.connection().connection.driver_connection
            assert raw is not None
            get_account(session, "", 0)
            session.flush()
            marks = ",".join("?" * len(thread_names))
            raw.executemany(f"INSERT INTO thread ({','.join(thread_names)}) VALUES ({marks})", threads)
        return store

    def ours(store: Store) -> None:
        left_out = ("id", "account_id", "author", "author_by", "automatic", "occurrence")
        page = [
            {name: value for name, value in zip(names, row, strict=True) if name not in left_out}
            for row in rows
        ]
        with store.transaction() as session:
            message_rows.store_messages(session, 1, page)

    def raw(store: Store) -> None:
        with store.transaction() as session:
            connection = session.connection().connection.driver_connection
            assert connection is not None
            marks = ",".join("?" * len(names))
            connection.executemany(f"INSERT INTO message ({','.join(names)}) VALUES ({marks})", rows)

    def timed(store_them: Callable[[Store], None]) -> float:
        with tempfile.TemporaryDirectory() as folder:
            store = fresh(folder)
            began = time.perf_counter()
            store_them(store)
            return time.perf_counter() - began

    pairs = [(timed(ours), timed(raw)) for _ in range(RUNS)]
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"storing {len(rows):,} messages: {statistics.median(a for a, _ in pairs) * 1000:.0f} ms, "
          f"{ratio:.2f} times raw executemany")  # fmt: skip


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


def press(terminal: Terminal, key: bytes) -> tuple[int, float]:
    """Press a key; bytes until the screen is quiet, and seconds until the last of them."""
    terminal.until_quiet(0)  # what came by itself since the last key
    terminal.press(key)
    # A screen is quiet after 30 ms: a countdown that moves by itself later is not the key's doing.
    return terminal.until_quiet(0.03, patience=1)


def report(name: str, presses: Sequence[Sequence[tuple[int, float]]]) -> None:
    """Print the figures of some presses, each in every terminal in turn."""
    by_terminal = list(zip(*presses, strict=True))
    print_figure(f"{name}, ms", [[seconds * 1000 for _, seconds in each] for each in by_terminal])
    sizes = [[float(size) for size, _ in each] for each in by_terminal]
    means = ", ".join(f"{statistics.mean(each):.0f}" for each in sizes)
    print_figure(f"{name}, bytes", sizes, f"   mean {means}")


def _names(checkouts: Sequence[Checkout]) -> list[str]:
    return [checkout.name for checkout in checkouts]


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
        return terminal.until_count(CURSOR, 3) * 1000


if __name__ == "__main__":
    main()
