"""Versions of this program to measure: this checkout, and another one beside it, each with its own stores."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from multiply import multiply

from bizcare_tui.desk.desk import Desk
from bizcare_tui.now import now

# A larger store is copied from one of this size, which takes minutes instead of an hour.
LARGEST_SYNCED = 100_000
MAKE_STORE = "import sys; from pathlib import Path; from corpus import make_store; \
make_store(Path(sys.argv[1]), int(sys.argv[2]))"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A version of this program: its source, the Python that runs it, and the folder of its stores."""

    name: str
    source: Path
    python: Path
    stores: Path

    def command(self, *arguments: str) -> list[str]:
        """Return what runs this program; without arguments, the app."""
        return [str(self.python), "-m", "bizcare_tui", *arguments]

    def environment(self, home: Path | None) -> dict[str, str]:
        """Return the environment of a program whose store is in `home`; it reaches no Marketplace."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        # A safe path leaves out the folder that this runs in, where another version may be.
        return kept | {
            "TERM": "xterm-256color", "BIZCARE_HOME": str(home), "BIZCARE_API_KEY": "none",
            "BIZCARE_API_URL": "http://127.0.0.1:9/",
            "PYTHONPATH": str(self.source), "PYTHONSAFEPATH": "1",
        }  # fmt: skip

    def compile(self) -> None:
        """Write the byte code of the package, which would count as time of the first start."""
        package = self.source / "bizcare_tui"
        subprocess.run([self.python, "-m", "compileall", "-q", package], check=False)

    def run_benchmark(self, code: str, *arguments: object, moment: str = "") -> None:
        """Run Python code among this version's own benchmarks, which use the names of its package."""
        benchmarks = self.source / "tests" / "benchmarks"
        settings = {"PYTHONPATH": f"{self.source}{os.pathsep}{benchmarks}", "BIZCARE_NOW": moment}
        subprocess.run(
            [self.python, "-u", "-c", code, *map(str, arguments)],
            env={**os.environ, **settings}, cwd=benchmarks, check=True,
        )  # fmt: skip

    def home(self, size: int, moment: str = "") -> Path:
        """Return the folder with a store of so many threads, made as of `moment` if it is not there yet."""
        home = self.stores / str(size)
        if not (home / "bizcare.db").exists():
            home.mkdir(parents=True, exist_ok=True)
            print(f"{self.name}: making a store of {size:,} threads …", flush=True)
            making = home / "making.db"
            if size > LARGEST_SYNCED:
                multiply(self.home(LARGEST_SYNCED, moment) / "bizcare.db", making, size)
            else:
                self.run_benchmark(MAKE_STORE, making, size, moment=moment)
            making.rename(home / "bizcare.db")
        return home


def this_checkout(folder: Path) -> Checkout:
    """Return the version that these benchmarks belong to; its stores are in `folder`."""
    return Checkout("this", Path(__file__).parents[2], Path(sys.executable), folder)


def other_checkout(source: Path, folder: Path) -> Checkout:
    """Return the version at `source`, run by the Python of its own `.venv`; its stores are in `folder`."""
    python = source / ".venv" / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{source} has no .venv: make one there, and install the checkout in it.")
    return Checkout(source.name, source.resolve(), python.absolute(), folder / f"beside-{source.name}")


def make_homes(checkouts: Sequence[Checkout], sizes: Sequence[int]) -> None:
    """Make the stores that are missing, those of all versions from the same account."""
    moment = now().isoformat()
    for size in sizes:
        for checkout in checkouts:
            store = checkout.home(size, moment) / "bizcare.db"
            print(f"{checkout.name}: {size:,} threads, {store.stat().st_size / 1e6:.0f} MB", flush=True)


def open_desk(checkout: Checkout, home: Path) -> Desk:
    """Return the desk of a store, in this process."""
    os.environ.update(checkout.environment(home))
    return Desk()


def first_words(home: Path) -> bytes:
    """Return the first words of the first row of the inbox."""
    with sqlite3.connect(home / "bizcare.db") as connection:
        topic = connection.execute("SELECT topic FROM inbox_entry ORDER BY rank LIMIT 1").fetchone()[0]
    return str(topic)[:12].encode()


def first_thread(home: Path) -> int:
    """Return the id of the first thread of the inbox."""
    with sqlite3.connect(home / "bizcare.db") as connection:
        row = connection.execute("SELECT thread_id FROM inbox_entry ORDER BY rank LIMIT 1").fetchone()
    return int(row[0])
