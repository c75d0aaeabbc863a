"""Prints how quick the app is, in a real pty, beside a bare Textual app: `python tests/benchmarks/run.py`.

Times run from the start of the process to text on the screen; medians of seven. The stores are made
once, in a folder that `--folder` names (1.4 GB for 100,000 threads, 17 for 1,000,000), and used again.
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
from collections.abc import Callable
from pathlib import Path

from corpus import LONG, LONG_THREADS, make_store, market_of
from multiply import multiply
from terminal import Terminal

RUNS = 7
SIZES = "2000,100000"
# A larger store is copied from one of this size, which takes minutes instead of an hour.
LARGEST_SYNCED = 100_000
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default=SIZES, help="threads of the stores (%(default)s)")
    options.add_argument("--keys", type=int, default=200, help="how often each key is pressed")
    chosen = options.parse_args()
    subprocess.run([sys.executable, "-m", "compileall", "-q", _package()], check=False)
    homes = {size: the_home(chosen.folder, size) for size in map(int, chosen.sizes.split(","))}
    for size, home in homes.items():
        print(f"store of {size:,} threads: {(home / 'bizcare.db').stat().st_size / 1e6:.0f} MB")
    print()
    starting(homes)
    for size, home in homes.items():
        keys(size, home, chosen.keys)
    storing(homes[min(homes)])
    first_sync()
    asyncio.run(holding(homes[max(homes)]))


def starting(homes: dict[int, Path]) -> None:
    """First inbox rows painted, and a key answered, each run beside a bare Textual app's first paint."""
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(RUNS):
        times["bare Textual"].append(_start([sys.executable, "-c", BARE], None, b"bare Textual"))
        for size, home in homes.items():
            times[f"{size:,}, rows"].append(_start(app_command(), home, first_words(home)))
            times[f"{size:,}, a key"].append(_answer(home))
    bare = statistics.median(times["bare Textual"])
    print(f"process start to rows on the screen, to a key answered; medians of {RUNS}")
    for name, runs in times.items():
        median = statistics.median(runs)
        print(f"  {name:<18} {median * 1000:6.0f} ms   {median / bare:.2f} times bare Textual")
    print()


def keys(size: int, home: Path, count: int) -> None:
    """Time and bytes from a key to a quiet screen; memory before conversations are opened, and after."""
    with Terminal(app_command(), environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.until_quiet(3)
        print(
            f"{size:,} threads, key to screen quiet, {count} presses each: median, p99; bytes: median, mean"
        )
        for name, (keys_, begin) in MOTIONS.items():
            press(terminal, begin)
            presses = min(count, size // 25) if "page" in name else count
            report(name, [press(terminal, keys_[n % len(keys_)]) for n in range(presses)])
        terminal.press(b"g")
        terminal.until_quiet()
        browsed = terminal.memory()
        opened = []
        for _ in range(min(count, LONG_THREADS)):
            opened.append(press(terminal, b"\r"))
            terminal.until_quiet(0.2)
            press(terminal, b"h")
            press(terminal, b"j")
        report(f"open {LONG} messages", opened)
        print(f"  memory             {browsed:6.0f} MB, then {terminal.memory():.0f} MB\n")


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


def first_sync(threads: int = 1_843, messages: int = 9_000) -> None:
    """A first sync over loopback, as a whole process."""
    from bizcare_tui.sandbox.server import Sandbox

    with Sandbox(market_of(threads, messages)) as sandbox:
        for _ in range(3):
            with tempfile.TemporaryDirectory() as home:
                address = {"BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key}
                began = time.perf_counter()
                done = subprocess.run(
                    [*app_command(), "sync", "--json"],
                    env=environment(Path(home)) | address, capture_output=True, text=True, check=True,
                )  # fmt: skip
                took = time.perf_counter() - began
                stored = json.loads(done.stdout)["messages"]["new"]
                print(f"first sync of {threads:,} threads, {stored:,} messages: {took:.1f} s")


async def holding(home: Path) -> None:
    """The longest time that one callback held the loop of the screen, motion by motion."""
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.app import BizcareApp

    os.environ.update(environment(home))
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
    terminal.press(key)
    # A screen is quiet after 30 ms: a countdown that moves by itself later is not the key's doing.
    return terminal.until_quiet(0.03, patience=0.3)


def report(name: str, presses: list[tuple[int, float]]) -> None:
    """Print the figures of some presses."""
    times = sorted(seconds * 1000 for _, seconds in presses)
    sizes = [size for size, _ in presses]
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    print(
        f"  {name:<16} {statistics.median(times):6.1f} ms {p99:6.1f} ms   "
        f"{statistics.median(sizes):6.0f} {statistics.mean(sizes):6.0f} bytes"
    )


def _start(command: list[str], home: Path | None, text: bytes) -> float:
    with Terminal(command, environment(home)) as terminal:
        return terminal.until(text)


def _answer(home: Path) -> float:
    """Seconds from the start until a key, pressed when the rows are seen, has moved the cursor."""
    with Terminal(app_command(), environment(home)) as terminal:
        terminal.until(first_words(home))
        terminal.press(b"j")
        # The cursor of the first screen, of the app's first frame, and where the key moved it.
        return terminal.until_count(CURSOR, 3)


def app_command() -> list[str]:
    """What starts the app."""
    return [sys.executable, "-m", "bizcare_tui"]


def environment(home: Path | None) -> dict[str, str]:
    """The environment of a program whose store is in `home`; it reaches no Marketplace."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"TERM": "xterm-256color", "BIZCARE_HOME": str(home), "BIZCARE_API_KEY": "none",
                   "BIZCARE_API_URL": "http://127.0.0.1:9/"}  # fmt: skip


def first_words(home: Path) -> bytes:
    """The first words of the first row of the inbox."""
    with sqlite3.connect(home / "bizcare.db") as connection:
        topic = connection.execute("SELECT topic FROM inbox_entry ORDER BY rank LIMIT 1").fetchone()[0]
    return str(topic)[:12].encode()


def the_home(folder: Path, size: int) -> Path:
    """The folder with a store of so many threads, made where it is not there yet."""
    home = folder / str(size)
    if not (home / "bizcare.db").exists():
        home.mkdir(parents=True, exist_ok=True)
        print(f"making a store of {size:,} threads …", flush=True)
        if size > LARGEST_SYNCED:
            multiply(the_home(folder, LARGEST_SYNCED) / "bizcare.db", home / "making.db", size)
        else:
            make_store(home / "making.db", size)
        (home / "making.db").rename(home / "bizcare.db")
    return home


def _package() -> str:
    import bizcare_tui

    return str(Path(bizcare_tui.__file__).parent)


if __name__ == "__main__":
    main()
