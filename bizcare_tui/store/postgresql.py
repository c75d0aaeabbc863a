"""The store as a PostgreSQL database, for a team on several machines."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from bizcare_tui.errors import StoreBusy, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store.place import Connection, Cursor, Place

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

# The number of the lock that a transaction takes which writes, and of the one for the schema.
_WRITING, _MIGRATING = 7_211_001, 7_211_002
_CHANNEL = "bizcare"
_NAME = re.compile(r"(?<![:\w]):([a-z_]\w*)")
_LISTEN_AGAIN_SECONDS = 2.0
_LOOK_SECONDS = 0.05


class Row(tuple[Any, ...]):
    """A row: its values by their names, and in their order."""

    names: dict[str, int]

    def __getitem__(self, name: Any, /) -> Any:
        return super().__getitem__(self.names[name] if isinstance(name, str) else name)

    def keys(self) -> list[str]:
        """The names, in their order."""
        return [*self.names]


def _row_factory(cursor: Any) -> Any:
    names = {column.name: place for place, column in enumerate(cursor.description or ())}
    return type("NamedRow", (Row,), {"names": names, "__slots__": ()})


class PostgresqlConnection:
    """A connection in the dialect of the other: values are bound as `:name`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.driver = connection

    def execute(self, statement: str, values: Mapping[str, Any] | None = None, /) -> Cursor:
        """Run a statement."""
        cursor = self.driver.cursor()
        cursor.execute(cast("Any", _translated(statement)), values or {})
        return cast("Cursor", cursor)

    def firsts(self, statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        """The first value of every row."""
        from psycopg.rows import tuple_row

        cursor = self.driver.cursor(row_factory=tuple_row)
        cursor.execute(cast("Any", _translated(statement)), values)
        return chain.from_iterable(cursor)

    @contextmanager
    def watched(self, is_over: Callable[[], bool]) -> Iterator[None]:
        """Within, a statement ends with a failure soon after something is over."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_LOOK_SECONDS):
                if is_over():
                    self.driver.cancel_safe()
                    return

        watcher = threading.Thread(target=watch, name="watching", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def close(self) -> None:
        """Let go of the connection."""
        self.driver.close()


@lru_cache(maxsize=256)
def _translated(statement: str) -> str:
    return _NAME.sub(r"%(\1)s", statement.replace("%", "%%"))


class PostgresqlPlace(Place):
    """A database of a PostgreSQL server. Who may read and write it is the server's affair."""

    is_postgresql = True
    is_remote = True

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._listener: _Listener | None = None
        try:
            import psycopg
        except ImportError as error:
            raise StoreProblem(
                _("The store is a PostgreSQL database, for which a part of this program is missing."),
                _("Install it: pip install 'bizcare-tui[postgresql]'"),
            ) from error
        self.failures = (psycopg.Error,)

    @property
    def shown(self) -> str:
        """Host and database, without user and password."""
        parts = urlsplit(self._url)
        return f"{parts.hostname or 'localhost'}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @property
    def _patience(self) -> str:
        return f"-c lock_timeout={int(self.busy_seconds * 1000)}"

    # --- reading -----------------------------------------------------------------------------------

    def connect(self) -> PostgresqlConnection:
        """A connection that can only read."""
        return self._open("-c default_transaction_read_only=on")

    def version(self) -> str | None:
        """The version of the schema; None where there is no store yet."""
        import psycopg

        connection = self.connect()
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            self._refuse_foreign_tables(connection)
            return None
        except psycopg.Error as error:
            raise self.problem(error) from error
        finally:
            connection.close()
        return str(row[0]) if row else None

    def changes(self, connection: Connection) -> int:
        """How often the server said that something changed."""
        if self._listener is None:
            self._listener = _Listener(lambda: self._open("").driver)
        return self._listener.count

    def integrity(self, connection: Connection) -> str:
        """The server looks after that itself."""
        return "ok"

    # --- writing -----------------------------------------------------------------------------------

    @contextmanager
    def small_write(self) -> Iterator[Connection]:
        """A transaction for little."""
        import psycopg

        connection = self._open(self._patience)
        try:
            with connection.driver.transaction():
                _alone(connection.driver)
                yield connection
                connection.driver.execute(f"NOTIFY {_CHANNEL}")
        except psycopg.Error as error:
            raise self.problem(error) from error
        finally:
            connection.close()

    def prepare(self) -> None:
        """Nothing: the database is made by whoever looks after the server."""

    def engine(self, *, writes: bool = True) -> Engine:
        """The engine that writes, or one that only reads."""
        from sqlalchemy import create_engine, event

        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._connect(options=self._patience),
            pool_pre_ping=True,
        )
        if not writes:
            return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        event.listen(engine, "begin", _on_begin)
        event.listen(engine, "commit", _on_commit)
        return engine

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """A lock of the server's."""
        connection = self._open("")
        try:
            connection.execute("SELECT pg_advisory_lock(:lock)", {"lock": _MIGRATING})
            yield
        finally:
            connection.close()

    def back_up(self, label: str) -> None:
        """None: the schema changes within one transaction, and copies are the server's affair."""

    # --- what can be wrong -------------------------------------------------------------------------

    def problem(self, error: BaseException) -> StoreProblem:
        """The sentence for what the server will not do."""
        import psycopg

        match error:
            case psycopg.errors.LockNotAvailable():
                return StoreBusy(
                    _("The store {0} is busy.").format(self.shown),
                    _("Another program is writing to it: try again."),
                )
            case psycopg.errors.DiskFull():
                return StoreProblem(
                    _("There is no space left on the disk of {0}.").format(self.shown),
                    _("Free some: nothing was lost."),
                )
            case psycopg.errors.InsufficientPrivilege() | psycopg.errors.ReadOnlySqlTransaction():
                return StoreProblem(
                    _("The store {0} cannot be written or read by this user.").format(self.shown),
                    _("Ask whoever looks after the database for the right."),
                )
            case psycopg.OperationalError() | psycopg.InterfaceError():
                # The driver's own words may hold names and addresses that it was given.
                return StoreProblem(
                    _("The database {0} cannot be reached, or broke the connection off.").format(self.shown),
                    _("Check BIZCARE_DATABASE_URL, the network, and that the server runs."),
                )
        kind = type(error).__name__
        return StoreProblem(_("The database {0} refuses ({1}).").format(self.shown, kind))

    def _refuse_foreign_tables(self, connection: PostgresqlConnection) -> None:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchone()
        if row and row[0]:
            raise StoreProblem(
                _("{0} is a database, but not one of bizcare.").format(self.shown),
                _("Make an empty one for it, and name that in BIZCARE_DATABASE_URL."),
            )

    def _open(self, options: str) -> PostgresqlConnection:
        import psycopg

        try:
            connection = self._connect(
                options=options,
                autocommit=True,
                # Values are put in by the driver: a server would want to be told the kind of each.
                cursor_factory=psycopg.ClientCursor,
                row_factory=_row_factory,
            )
        except psycopg.Error as error:
            raise self.problem(error) from error
        return PostgresqlConnection(connection)

    def _connect(self, **options: Any) -> psycopg.Connection[Any]:
        return _connection_class().connect(
            self._url, connect_timeout=max(int(self.busy_seconds), 1), application_name="bizcare", **options
        )


@lru_cache(maxsize=1)
def _connection_class() -> type[psycopg.Connection[Any]]:
    """The driver's connection, which is closed without a word when nothing holds it any more."""
    import psycopg

    class Quiet(psycopg.Connection[Any]):
        def __del__(self, *_warn: Any) -> None:
            if getattr(self, "pgconn", None):
                self.close()

    return Quiet


class _Listener:
    """Counts, in a thread of its own, how often the server says that the store changed."""

    def __init__(self, connect: Any) -> None:
        self.count = 0
        self._connect = connect
        threading.Thread(target=self._listen, name="listening", daemon=True).start()

    def _listen(self) -> None:
        import time

        import psycopg

        while True:
            try:
                connection = self._connect()
                connection.execute(f"LISTEN {_CHANNEL}")
                # Whatever happened while nobody listened.
                self.count += 1
                for _notice in connection.notifies():
                    self.count += 1
            except (psycopg.Error, StoreProblem):
                time.sleep(_LISTEN_AGAIN_SECONDS)


def _alone(connection: psycopg.Connection[Any]) -> None:
    # One that writes at a time, as with the other database: what was read is still so when it is written.
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_WRITING,))


def _on_begin(connection: Any) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")


def _on_commit(connection: Any) -> None:
    connection.exec_driver_sql(f"NOTIFY {_CHANNEL}")
