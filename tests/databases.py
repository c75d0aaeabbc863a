"""A real PostgreSQL server for the tests, from the binaries of the system, and databases on it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from bizcare_tui.store.engine import Store
from bizcare_tui.store.postgresql import PostgresqlPlace

MISSING = "no PostgreSQL server is installed here: its `initdb` and `postgres` are nowhere to be found"
_TEMPLATE = "migrated"
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def binaries() -> Path | None:
    """The folder of the server's binaries, the newest; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """A server of its own on a socket in a folder of its own; it ends with `stop`."""

    def __init__(self, programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bizcare-pg-"))
        self._numbers = itertools.count()
        # The server will not run as root: there, it runs as one who owns nothing else.
        self._user: str | None = None
        if os.geteuid() == 0:
            self._user = "nobody"
            os.chown(self._folder, pwd.getpwnam("nobody").pw_uid, -1)
        data = self._folder / "data"
        self._run(programs / "initdb", "-D", str(data), "-U", "tests", "-A", "trust", "--no-sync",
                  "--locale=C.UTF-8", "--encoding=UTF8")  # fmt: skip
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        log = (self._folder / "log").open("w", encoding="utf-8")
        self._server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", self._folder, "-c", "listen_addresses=", *options],
            user=self._user, cwd=self._folder,
            stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
        log.close()
        self._wait()
        self._do(f"CREATE DATABASE {_TEMPLATE}")
        store = Store(PostgresqlPlace(self.url(_TEMPLATE)))
        store.close()

    def url(self, database: str) -> str:
        """The address of a database, as the program is given it."""
        return f"postgresql+psycopg://tests@/{database}?host={self._folder}"

    def new(self, *, empty: bool = False) -> str:
        """A database of its own, without a table when `empty`, else as a store is made; its name."""
        name = f"store_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE}")
        return name

    def drop(self, database: str) -> None:
        """Take a database away, whoever still uses it."""
        self._do(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self) -> None:
        """End the server, and leave nothing behind."""
        # Without waiting for those who are still connected.
        self._server.send_signal(signal.SIGINT)
        self._server.wait(20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _do(self, statement: str) -> None:
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _wait(self) -> None:
        for _ in range(400):
            try:
                self._do("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the server did not start: {(self._folder / 'log').read_text()[-2000:]}")

    def _run(self, *command: object) -> None:
        subprocess.run(
            [str(part) for part in command], user=self._user, cwd=self._folder, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
