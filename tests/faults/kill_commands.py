"""Kills a command at random: `kill_commands.py restore --count 20 [--seed 1] [--postgresql]`.

Each trial begins with a store of its own. The command is killed, the store is looked through, `bizcare
doctor` clears away, and the command is run once more to its end. It fails where the store is not whole, where
a file of the final name is not, where something is left behind, or where the second run does not succeed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / "tools")]

from alembic import command as alembic
from alembic.config import Config
from postgresql_server import Server, binaries
from sqlmodel import Session

import bizcare_tui.store
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import backups, history, table_data
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.open_database import database_of_url

OPERATIONS = ("sync", "import", "restore", "backup", "migrate", "erase", "upgrade")
THREADS = 20
OLD_SCHEMA = "0008"
NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
_LONGEST_SECONDS = 300


@dataclass
class Ground:
    """What all trials share: a Marketplace, a synced store, its copy and export, and perhaps a server."""

    folder: Path
    environment: dict[str, str]
    server: Server | None

    @property
    def template(self) -> Path:
        return self.folder / "template"

    def run(self, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bizcare_tui", *arguments], env={**self.environment, **environment},
            capture_output=True, text=True, check=False, timeout=_LONGEST_SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def prepare(self) -> None:
        """Sync the store that every trial begins with, copy it, export it."""
        home = {"BIZCARE_HOME": str(self.template)}
        for words in (
            ("sync",), ("backup", str(self.folder / "copy.db")), ("export", str(self.folder / "all.jsonl")),
        ):  # fmt: skip
            done = self.run(*words, environment=home)
            assert done.returncode == 0, done.stderr


class Trial:
    """One store, one command, one kill."""

    def __init__(self, ground: Ground, operation: str, number: int) -> None:
        self._ground = ground
        self._operation = operation
        self.folder = ground.folder / f"trial-{number}"
        self.folder.mkdir()
        home = self.folder / "home"
        self._environment = {"BIZCARE_HOME": str(home)}
        self._other = f"sqlite:///{self.folder}/other.db"
        starts_empty = operation in ("import", "sync", "upgrade") or (
            operation == "restore" and ground.server
        )
        if starts_empty:
            home.mkdir(mode=0o700)
        else:
            shutil.copytree(ground.template, home)
        url = f"sqlite:///{home}/bizcare.db"
        if ground.server is not None:
            if operation == "migrate":
                self._other = ground.server.url(ground.server.new(empty=True))
            else:
                url = ground.server.url(ground.server.new(empty=True))
        self._environment["BIZCARE_DATABASE_URL"] = url
        self.database = database_of_url(url)
        if ground.server is not None and operation in ("backup", "erase"):
            done = self._run("import", str(ground.folder / "all.jsonl"))
            assert done.returncode == 0, done.stderr
        if operation == "upgrade":
            _make_old_store(self.database)

    @property
    def _command(self) -> tuple[str, ...]:
        folder, copy = self.folder, self._ground.folder / "copy.db"
        return {
            "sync": ("sync", "--full"),
            "import": ("import", str(self._ground.folder / "all.jsonl")),
            "restore": ("restore", str(copy)),
            "backup": ("backup", str(folder / "mine.db")),
            "migrate": ("migrate", "--to", self._other),
            "erase": ("erase", "1", "--yes"),
            "upgrade": ("sync",),
        }[self._operation]

    def measure(self) -> float:
        """Run the command to its end; returns the seconds it took."""
        begun = time.monotonic()
        done = self._run(*self._words())
        assert done.returncode == 0, done.stderr
        return time.monotonic() - begun

    def kill_after(self, seconds: float) -> str:
        """Kill the command after so long, look at what is there, run it again; returns how it ended."""
        running = subprocess.Popen(
            [sys.executable, "-m", "bizcare_tui", *self._words()],
            env={**self._ground.environment, **self._environment},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
        was_killed = running.returncode == -signal.SIGKILL
        self._look()
        self._clear_away()
        self._finish()
        self._look()
        self._clear_away()
        return "killed" if was_killed else "was over"

    def _words(self) -> tuple[str, ...]:
        words = self._command
        if self._operation == "erase":
            with table_data.open_snapshot(self.database) as connection:
                first = connection.exec_driver_sql("SELECT min(id) FROM thread").scalar_one()
            words = ("erase", str(first), "--yes")
        return words

    def _look(self) -> None:
        """Look through the store, which is as before, as after, or not there, and through every copy."""
        version = self.database.version()
        assert version in (None, OLD_SCHEMA, SCHEMA_VERSION), version
        if version == SCHEMA_VERSION:
            _look_through(self.database, whole_or_empty=self._operation == "import")
        for copy in (*self.folder.glob("home/backups/*.db"), *self.folder.glob("mine.db")):
            if f"before-{SCHEMA_VERSION}" in copy.name:
                continue  # of the old schema, in which there is nothing to count
            assert backups.inspect_backup(copy).broken is None, copy
        if self._operation == "migrate" and database_of_url(self._other).version() is not None:
            _look_through(database_of_url(self._other), whole_or_empty=True)

    def _clear_away(self) -> None:
        self._run("doctor")
        left = [
            path for path in self.folder.rglob(".*") if path.name.startswith((".bizcare-", ".restoring-"))
        ]
        left += [path for path in self.folder.rglob(".*") if path.suffix[1:].isdigit()]
        assert not left, left

    def _finish(self) -> None:
        done = self._run(*self._words())
        # What the killed program had finished is not done over.
        there = "already contains a store"
        complete = {"import": there, "migrate": there, "restore": there, "backup": "File exists"}
        if done.returncode and (words := complete.get(self._operation, "\0")) not in done.stderr:
            raise AssertionError(done.stderr or words)
        if self._operation in ("import", "restore", "sync", "migrate"):
            target = database_of_url(self._other) if self._operation == "migrate" else self.database
            assert _threads(target) == THREADS, _threads(target)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._ground.run(*arguments, environment=self._environment)


def _threads(database: Database) -> int:
    with table_data.open_snapshot(database) as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM thread").scalar_one())


def _look_through(database: Database, *, whole_or_empty: bool) -> None:
    connection = database.connect()
    try:
        assert database.integrity(connection) == "ok"
    finally:
        connection.close()
    with table_data.open_snapshot(database) as reading:
        assert history.first_broken_entry(Session(reading)) is None
    if whole_or_empty:
        assert _threads(database) in (0, THREADS), _threads(database)


def _make_old_store(database: Database) -> None:
    """A store as an older release made it."""
    database.prepare()
    config = Config()
    config.set_main_option("script_location", str(Path(bizcare_tui.store.__file__).with_name("migrations")))
    engine = database.engine()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.upgrade(config, OLD_SCHEMA)
    engine.dispose()


def kill_commands(operation: str, count: int, seed: int, *, postgresql: bool) -> Counter[str]:
    """Kill a command so often; returns how the runs ended.

    Raises:
        AssertionError: a store was not whole, or something was left behind.
    """
    chance = random.Random(seed)
    ended: Counter[str] = Counter()
    with ExitStack() as stack:
        programs = binaries() if postgresql else None
        server = Server(programs) if programs else None
        if server is not None:
            stack.callback(server.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bizcare-kills-")))
        sandbox = stack.enter_context(Sandbox(Market.generate(seed, THREADS, NOW)))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BIZCARE_")}
        ground = Ground(folder, {
            **kept, "LC_ALL": "C.UTF-8", "BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key,
            "BIZCARE_NOW": NOW.isoformat(),
        }, server)  # fmt: skip
        ground.prepare()
        took = Trial(ground, operation, 0).measure()
        for number in range(1, count + 1):
            trial = Trial(ground, operation, number)
            ended[trial.kill_after(chance.uniform(0.1, 1) * took)] += 1
            shutil.rmtree(trial.folder)
    return ended


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operation", choices=[*OPERATIONS, "all"])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    for operation in OPERATIONS if options.operation == "all" else (options.operation,):
        ended = kill_commands(operation, options.count, options.seed, postgresql=options.postgresql)
        print(f"{operation}: {dict(ended)}", flush=True)


if __name__ == "__main__":
    main()
