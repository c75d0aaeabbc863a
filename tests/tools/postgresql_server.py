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


def memory_folder() -> Path | None:
    """Return a file system in memory with enough room; None where there is none, or `TMPDIR` is set.

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


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until a condition is true; return whether it was within the time."""
    until = time.monotonic() + seconds
    while not (is_true := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return is_true


def first_value(connection: Connection, statement: str) -> Any:
    """Run a statement; return the first value of its first row."""
    row = connection.execute(statement, {}).fetchone()
    assert row is not None
    return row[0]


class Cluster:
    """A server on a socket in its own folder; `stop` ends it.

    Args:
        programs: the folder of its binaries.
        primary: the server of which it is to be a standby.
        encoding: of its databases.
    """

    def __init__(self, programs: Path, *, primary: Cluster | None = None, encoding: str = "UTF8") -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="bizcare-pg-", dir=memory_folder()))
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
        """Start it, and wait until it answers."""
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
        """Stop it without waiting for open connections; its data stay."""
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)

    def promote(self) -> None:
        """Make it the primary, and wait until it is."""
        self._run("pg_ctl", "promote", "-D", self._data, "-w")

    def stop(self) -> None:
        """Stop it and delete its files."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as the program is given it."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def do(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the superuser; return its rows, if there are any."""
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
    """Return the server of a database address."""
    return next(server for server in _RUNNING if server.url(database_in(url)) == url)


class Server(Cluster):
    """A server with an empty store as a template for the stores of tests.

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
        """Make a database, without tables when `empty`, else with an empty store; return its name."""
        name = f"store_{next(self._numbers)}"
        self._copy("template0" if empty else _TEMPLATE, name)
        return name

    def copy(self, source: str, database: str) -> None:
        """Replace a database by a copy of another one, which must have no connections."""
        self.drop(database)
        self._copy(source, database)

    def disconnect(self, database: str) -> None:
        """Close all connections to a database."""
        self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")

    def drop(self, database: str) -> None:
        """Drop a database, also while it is in use."""
        self.do(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its files."""
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
    """PgBouncer in front of a server, with its default settings except these.

    Args:
        mode: "session", "transaction" or "statement".
        size: how many processes of the server all clients of a database share.
    """

    def __init__(self, server: Cluster, mode: str, size: int = 20) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bizcare-pool-", dir=memory_folder()))
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
        """Stop it and delete its files."""
        self._process.kill()
        self._process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
