"""A real PostgreSQL server for the tests, from the binaries of the system, and databases on it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bizcare_tui.store.database import Connection
from bizcare_tui.store.engine import Store
from bizcare_tui.store.postgresql import PostgresqlDatabase

_POOL_MODE = os.environ.get("BIZCARE_TESTS_POOL_MODE", "")
NO_POOLER = "no PgBouncer is installed here: its `pgbouncer` is nowhere to be found"
MISSING = "no PostgreSQL server is installed here: its `initdb` and `postgres` are nowhere to be found"
_TEMPLATE = "migrated"
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def memory() -> Path | None:
    """A file system in memory with room for what tests write; None where there is none, or `TMPDIR` is set.

    Making a database there takes 30 ms; on a disk it is 250 ms.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free > _ROOM else None


def binaries() -> Path | None:
    """The folder of the server's binaries, the newest; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def pooler_binary() -> Path | None:
    """PgBouncer; None where it is not installed."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which("pgbouncer", path=path)
    return Path(found) if found else None


def awaited(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes to be, within a long while."""
    until = time.monotonic() + seconds
    while not (come := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return come


def value(connection: Connection, statement: str) -> Any:
    """The first value that a statement gives."""
    row = connection.execute(statement, {}).fetchone()
    assert row is not None
    return row[0]


class Cluster:
    """A server on a socket in a folder of its own; it ends with `stop`.

    Args:
        programs: the folder of its binaries.
        primary: the server of which it is to be a standby.
        encoding: how it keeps text.
    """

    def __init__(self, programs: Path, *, primary: Cluster | None = None, encoding: str = "UTF8") -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="bizcare-pg-", dir=memory()))
        # The server will not run as root: there, it runs as one who owns nothing else.
        self.user: str | None = None
        if os.geteuid() == 0:
            self.user = "nobody"
            os.chown(self.folder, pwd.getpwnam("nobody").pw_uid, -1)
            self.folder.chmod(0o755)
        self._data = self.folder / "data"
        if primary is None:
            locale = "C.UTF-8" if encoding == "UTF8" else "C"
            self._run("initdb", "-D", self._data, "-U", "tests", "-A", "trust", "--no-sync",
                      f"--locale={locale}", f"--encoding={encoding}")  # fmt: skip
        else:
            self._run("pg_basebackup", "-D", self._data, "-h", primary.folder, "-U", "tests", "-R",
                      "--checkpoint=fast", "--no-sync")  # fmt: skip
        self.start()

    def start(self) -> None:
        """Run it, until it answers."""
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        with (self.folder / "log").open("a", encoding="utf-8") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-k", self.folder, "-c", "listen_addresses=",
                 *options],
                user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        for _ in range(1200):
            with suppress(psycopg.OperationalError):
                self.do("SELECT 1")
                return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def halt(self) -> None:
        """End it, without waiting for those who are still connected; what it holds stays."""
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)

    def promote(self) -> None:
        """Make it the primary, and wait until it is."""
        self._run("pg_ctl", "promote", "-D", self._data, "-w")

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as the program is given it."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def do(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the owner of everything; its rows, if it gives some."""
        address = f"postgresql://tests@/{database}?host={self.folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._programs / program, *map(str, arguments)], user=self.user, cwd=self.folder, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip


_RUNNING: list[Server] = []


def database_in(url: str) -> str:
    """The name of the database in an address."""
    return urlsplit(url).path.removeprefix("/")


def server_of(url: str) -> Server:
    """The server that an address of a database leads to."""
    return next(server for server in _RUNNING if server.url(database_in(url)) == url)


class Server(Cluster):
    """A server with a store as it is made, of which there can be many copies.

    With `BIZCARE_TESTS_POOL_MODE` in the environment, the tests reach it through PgBouncer.
    """

    def __init__(self, programs: Path) -> None:
        super().__init__(programs)
        self.major = int(self.do("SHOW server_version_num")[0][0]) // 10_000
        self._numbers = itertools.count()
        self._pooler: Pooler | None = None
        self.do(f"CREATE DATABASE {_TEMPLATE}")
        Store(PostgresqlDatabase(self.url(_TEMPLATE))).close()
        if mode := _POOL_MODE:
            self._pooler = Pooler(self, mode)
        _RUNNING.append(self)

    def url(self, database: str) -> str:
        """The address of a database, as the program is given it."""
        return self._pooler.url(database) if self._pooler else super().url(database)

    def new(self, *, empty: bool = False) -> str:
        """A database of its own, without a table when `empty`, else as a store is made; its name."""
        name = f"store_{next(self._numbers)}"
        self._copy("template0" if empty else _TEMPLATE, name)
        return name

    def copy(self, source: str, database: str) -> None:
        """Make a database anew as a copy of another one, which nobody uses."""
        self.drop(database)
        self._copy(source, database)

    def leave(self, database: str) -> None:
        """End whatever still uses a database."""
        self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")

    def drop(self, database: str) -> None:
        """Take a database away, whoever still uses it."""
        self.do(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self) -> None:
        """End the server, and leave nothing behind."""
        if self in _RUNNING:
            _RUNNING.remove(self)
        if self._pooler:
            self._pooler.stop()
        super().stop()

    def _copy(self, source: str, database: str) -> None:
        # Since version 15 the default is to write every page to the log as well.
        quickly = " STRATEGY file_copy" if self.major >= 15 else ""
        self.do(f"CREATE DATABASE {database} TEMPLATE {source}{quickly}")


class Pooler:
    """PgBouncer before a server, with the settings that it comes with but for these.

    Args:
        mode: "session", "transaction" or "statement".
        size: how many processes of the server all clients of a database share.
    """

    def __init__(self, server: Cluster, mode: str, size: int = 20) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bizcare-pool-", dir=memory()))
        self.folder.chmod(0o755)
        if server.user:
            os.chown(self.folder, pwd.getpwnam(server.user).pw_uid, -1)
        (self.folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={server.folder} user=tests\n[pgbouncer]\nauth_type = any\n"
            f"listen_port = 6432\nunix_socket_dir = {self.folder}\npool_mode = {mode}\n"
            f"default_pool_size = {size}\nmax_client_conn = 500\n",
            encoding="utf-8",
        )
        with (self.folder / "log").open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [str(pooler_binary()), self.folder / "pgbouncer.ini"], user=server.user, cwd=self.folder,
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        for _ in range(1200):
            with suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
                asking.connect(str(self.folder / ".s.PGSQL.6432"))
                return
            time.sleep(0.05)
        raise RuntimeError(f"the pooler did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def url(self, database: str, query: str = "") -> str:
        """The address of a database through it."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}&port=6432{query}"

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        self._process.kill()
        self._process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
