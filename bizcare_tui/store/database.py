"""The common interface of the two kinds of database: a SQLite file or a PostgreSQL database.

The hot reads use the database driver directly, without SQLAlchemy: importing SQLAlchemy takes half a second
and 30 MB, and no key press should wait for that.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Engine

# The prefixes of a PostgreSQL database URL.
POSTGRESQL_SCHEMES = ("postgresql+psycopg://", "postgresql://", "postgres://")
FIRST_SCHEMA_VERSION, SCHEMA_VERSION = "0001", "0024"


ProgressCallback = Callable[[str, int, int], None]
"""Called with the name of a table or step, the amount done, and the total amount."""


class DatabaseRow(Protocol):
    """A database row, whose values can be read by name or by position."""

    def __getitem__(self, name: str | int, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Cursor(Protocol):
    """The result rows of a statement. The items of `description` begin with the names of the columns."""

    @property
    def description(self) -> Sequence[Sequence[Any]]: ...
    def __iter__(self) -> Iterator[DatabaseRow]: ...
    def fetchone(self) -> DatabaseRow | None: ...


class Executor(Protocol):
    """Runs statements over the driver. They name their parameters as `:name`."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Cursor: ...


class Connection(Executor, Protocol):
    """A read-only connection to the database."""

    def flat_values(self, statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        """Run a statement, and return the values of all its rows one after another."""
        ...

    def watched(self, is_over: Callable[[], bool], /) -> AbstractContextManager[None]:
        """Within this context, fail a running statement soon after `is_over()` returns True.

        `is_over` is called at short intervals.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ServerReport:
    """Facts about a database server and the connection to it.

    `pooling` is "none", "session" or "transaction". `has_direct_url` is true when a direct address of the
    server, for LISTEN, was configured. `listening_problem` is the reason why LISTEN does not work, or "".
    """

    version: str
    host: str
    schema: str
    is_standby: bool
    pooling: str
    has_direct_url: bool
    listening_problem: str


class Database(ABC):
    """The database that contains the store.

    `is_postgresql` is the SQL dialect; `is_remote` is true when a read may take longer than a screen frame;
    `file` is the path of a database that is a local file; `failures` are the exceptions of its driver.
    `new_store_script` has the statements that make an empty store, one a line, where there are some: all
    migrations one after the other take longer.
    """

    is_postgresql = False
    is_remote = False
    file: Path | None = None
    new_store_script: Path | None = None
    # How long to wait while another program writes.
    busy_seconds = 10.0
    failures: tuple[type[Exception], ...]

    @property
    @abstractmethod
    def shown(self) -> str:
        """The name of the database to show to the user, without secrets."""

    @abstractmethod
    def connect(self) -> Connection:
        """Open a read-only connection.

        Raises:
            StoreProblem: The store is missing, was not made by bizcare, or cannot be reached.
        """

    @abstractmethod
    def version(self) -> str | None:
        """Return the version of the schema, None if there is no store yet.

        Raises:
            StoreProblem: The database is not a store, is damaged, or cannot be read.
        """

    @abstractmethod
    def changes(self, connect: Callable[[], Connection]) -> int:
        """Return a number that changes whenever another connection has changed the store.

        Args:
            connect: Returns the connection to use, if one is needed. This call never waits for a server.

        Raises:
            StoreProblem: The database cannot be reached.
        """

    def identity(self) -> object:
        """Return a value that changes when the database is replaced by another; None if that is unknown."""
        return None

    @abstractmethod
    def integrity(self, connection: Connection) -> str:
        """Run the database's own integrity check; return "ok" or a description of the damage."""

    def server(self) -> ServerReport | None:
        """Return facts about the database server, None if the store is a file.

        Raises:
            StoreProblem: The server cannot be reached.
        """
        return None

    @abstractmethod
    def problem(self, error: BaseException) -> StoreProblem:
        """Translate an exception of the driver into an error with a message for the user."""

    @abstractmethod
    def prepare(self) -> None:
        """Create what the engine needs before it can connect.

        Raises:
            StoreProblem: It cannot be created, or must not be used.
        """

    @abstractmethod
    def write_transaction(self) -> AbstractContextManager[Executor]:
        """Begin a transaction for a small write over the driver, with the exclusive write lock.

        It commits at the end of the block, or rolls back when the block raises.

        Raises:
            StoreProblem: The database reports an error (busy, full, damaged, not writable).
        """

    @abstractmethod
    def engine(self, *, writes: bool = True) -> Engine:
        """Create a SQLAlchemy engine.

        Args:
            writes: With True, every transaction has the exclusive write lock. With False, transactions read
                a snapshot taken when they begin, and block no other program. The execution option `is_short`
                limits how long a server may be silent while one of these reads.
        """

    @abstractmethod
    def migration_lock(self) -> AbstractContextManager[None]:
        """Hold the lock for changing the schema; only one program can have it."""

    @abstractmethod
    def back_up(self, label: str, on_progress: ProgressCallback | None = None) -> Path | None:
        """Copy the store before its schema changes; return the path of the copy, None if none is made."""


def require_supported_version(database: Database, version: str) -> None:
    """Check that this program can open or upgrade a store with this schema version.

    Raises:
        StoreProblem: The store was written by a newer program, or its version is none of this program's.
    """
    if version > SCHEMA_VERSION:
        raise StoreProblem(
            _("The store {0} was written by a newer bizcare (schema {1}; this one knows {2}).").format(
                database.shown, safe_line(version, 20), SCHEMA_VERSION
            ),
            _("Update this program: nothing was changed."),
        )
    if version < FIRST_SCHEMA_VERSION or not re.fullmatch(r"[0-9]{4}", version):
        raise StoreProblem(
            _("The store {0} has a schema version that does not exist ({1}).").format(
                database.shown, safe_line(version, 20)
            ),
            _("Another program changed it: restore a backup. Nothing was changed."),
        )


def require_same_database(database: Database, identity: object) -> None:
    """Check that the database is still the one that had this identity when it was opened for writing.

    SQLite would continue to write to a deleted file, where nobody finds the data again.

    Raises:
        StoreProblem: It was removed or replaced.
    """
    if database.identity() != identity:
        raise StoreProblem(
            _("The store {0} was removed or replaced while it was open.").format(database.shown),
            _("Start this program again. Earlier changes are in the previous file."),
        )
