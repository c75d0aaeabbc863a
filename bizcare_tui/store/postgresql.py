"""The store as a PostgreSQL database, for a team on several machines.

Everything here works behind a pooler in transaction pooling mode: settings are made inside each transaction,
locks end with the transaction, no statement is prepared on the server, and only startup parameters that
poolers know are sent. Only LISTEN needs a direct connection to the server.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store import change_listener, database_url, pooling, postgresql_errors
from bizcare_tui.store.change_listener import ChangeListener, receives_notifications
from bizcare_tui.store.database import Connection, Database, Executor, ProgressCallback, ServerReport
from bizcare_tui.store.postgresql_connection import (
    FIRST_STATEMENT_SECONDS,
    READING_SECONDS,
    SILENCE_SECONDS,
    PostgresqlConnection,
    row_factory,
    set_silence_limit,
    set_unreachable_check,
    timeout_connection_class,
)
from bizcare_tui.store.postgresql_transactions import on_commit, on_error, set_config_call, writing

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

# The key of the advisory lock that every writing transaction takes.
_WRITE_LOCK_KEY = 7_211_001
# With several hosts, the time to connect is divided among them, but each has at least this many seconds.
_LEAST_SECONDS_TO_CONNECT = 2
# A server that vanished without closing the connection is noticed within half a minute.
_KEEPALIVES = {
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_VERSION = """
    SELECT version_num FROM alembic_version
    WHERE tableoid = to_regclass(quote_ident(current_schema()) || '.alembic_version')"""
_SCHEMA = """
    SELECT current_schema(), to_regclass(quote_ident(current_schema()) || '.alembic_version') IS NOT NULL"""


class PostgresqlDatabase(Database):
    """A database on a PostgreSQL server. The server itself controls who may read and write it.

    Args:
        direct_url: The URL of the server itself, for LISTEN, if `url` is the URL of a pooler.

    Raises:
        StoreProblem: A URL cannot be parsed, or the driver is not installed.
    """

    is_postgresql = True
    is_remote = True

    def __init__(self, url: str, direct_url: str = "") -> None:
        try:
            import psycopg
        except ImportError as error:
            raise StoreProblem(
                _("The store is a PostgreSQL database, which needs an additional library."),
                _("Install it with: pip install 'bizcare-tui[postgresql]'"),
            ) from error
        self._address = database_url.parse_database_url(url)
        self._direct = database_url.parse_database_url(direct_url) if direct_url else None
        self._listener: ChangeListener | None = None
        self._pooling: pooling.PoolingMode | None = None
        self._is_checked = False
        self._pooling_lock = threading.Lock()
        # The connection of the start, until the first read takes it over: another takes two round trips.
        self._first_connection: PostgresqlConnection | None = None
        self._has_asked = False
        self.failures = (psycopg.Error,)

    @property
    def shown(self) -> str:
        """The hosts and the database name, without user and password."""
        return self._address.shown

    # --- reading -----------------------------------------------------------------------------------

    def connect(self) -> PostgresqlConnection:
        """Open a read-only connection; fail at once while the listener cannot reach the server."""
        first, self._first_connection = self._first_connection, None

        def open_driver() -> psycopg.Connection[Any]:
            if (problem := self._listener_problem()) is not None:
                raise problem
            driver = self._open_to_read(silence=READING_SECONDS)
            set_unreachable_check(driver, lambda: self._listener_problem() is not None)
            return driver

        return first or self._reader(open_driver)

    def _reader(self, open_driver: Callable[[], psycopg.Connection[Any]]) -> PostgresqlConnection:
        preamble = self._preamble(self._address.settings)
        return PostgresqlConnection(open_driver(), open_driver, preamble)

    def _connect_briefly(self) -> PostgresqlConnection:
        """Open a read-only connection for the listener, on which the server may not be silent for long."""
        return self._reader(lambda: self._open_to_read(silence=change_listener.ANSWER_TIMEOUT_SECONDS))

    def _listener_problem(self) -> StoreProblem | None:
        """Return why the listener cannot reach the server, None if it can. The listener keeps trying."""
        problem = self._listener.problem if self._listener is not None else None
        return problem.with_traceback(None) if problem is not None else None

    def version(self) -> str | None:
        """Return the version of the store in the schema where tables would be created; None without one."""
        with ExitStack() as stack:
            connection = stack.enter_context(closing(self.connect()))
            version = self._version(connection)
            if not self._has_asked:
                self._first_connection, self._has_asked = connection, True
                stack.pop_all()
        return version

    def _version(self, connection: PostgresqlConnection) -> str | None:
        import psycopg

        try:
            with suppress(psycopg.errors.UndefinedTable):
                if (row := connection.execute(_VERSION).fetchone()) is not None:
                    return str(row[0])
            schema, has_version = connection.execute(_SCHEMA).fetchone() or (None, False)
            if schema is None:
                raise StoreProblem(
                    _("The database {0} has none of the schemas of its search_path.").format(self.shown),
                    _("Create the schema with CREATE SCHEMA …, and allow this user to create tables in it."),
                )
            if not has_version:
                self._raise_if_foreign_tables(connection)
        except psycopg.Error as error:
            raise self.problem(error) from error
        return None

    def changes(self, connect: Callable[[], Connection]) -> int:
        """Return how many changes the listener was notified of or has detected.

        Raises:
            StoreProblem: The server cannot be reached now; the listener keeps trying.
        """
        if self._listener is None:
            self._listener = ChangeListener(
                self._listening_connection,
                self._connect_briefly,
                self.failures,
                self.problem,
            )
        if (problem := self._listener_problem()) is not None:
            raise problem
        return self._listener.count

    def integrity(self, connection: Connection) -> str:
        """Return "ok": the server checks its own integrity."""
        return "ok"

    def server(self) -> ServerReport:
        """Return facts about the server and the connection to it.

        Raises:
            StoreProblem: The server cannot be reached.
        """
        import psycopg

        with closing(self.connect()) as connection:
            try:
                info = connection.driver.info
                schema, is_standby = connection.execute(
                    "SELECT current_schema(), pg_is_in_recovery()"
                ).fetchone() or ("", False)
                pooling_mode = self._detect_pooling()
            except psycopg.Error as error:
                raise self.problem(error) from error
            number, host = info.server_version, info.host
        return ServerReport(
            version=f"{number // 10000}.{number % 10000}",
            host="localhost" if host.startswith("/") else safe_line(host),
            schema=safe_line(schema or ""),
            is_standby=is_standby,
            pooling=pooling_mode,
            has_direct_url=self._direct is not None,
            listening_problem=self._listening_problem(),
        )

    def _listening_problem(self) -> str:
        import psycopg

        address = self._direct or self._address
        try:
            listening = self._listening_connection()
            if listening is None:
                return ""
            with closing(listening), closing(self.connect()) as reading:
                if receives_notifications(listening, reading):
                    return ""
        except (psycopg.Error, StoreProblem) as error:
            return postgresql_errors.unreachable_error(error, address).sentence
        return _("change notifications from {0} cannot be received at {1}").format(self.shown, address.shown)

    # --- writing -----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Do nothing: the server's administrator creates the database."""

    @contextmanager
    def write_transaction(self) -> Iterator[Executor]:
        """Begin a transaction for a small write, on a connection of its own."""
        try:
            driver = self._connect(writes=True, silence=self.busy_seconds + FIRST_STATEMENT_SECONDS)
            with writing(driver, self._begin_statement(self.busy_seconds)) as connection:
                yield connection
        except self.failures as error:
            raise self.problem(error) from error

    def engine(self, *, writes: bool = True) -> Engine:
        """Create a SQLAlchemy engine, see `Place.engine`."""
        from sqlalchemy import create_engine, event

        silence_limit = self.busy_seconds + FIRST_STATEMENT_SECONDS
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._connect_for_engine(writes=writes, silence=silence_limit),
            pool_pre_ping=True,
            use_native_hstore=False,
        )
        event.listen(engine, "handle_error", on_error)
        # A pooled connection may break unnoticed, so its first statement gets a shorter timeout.
        event.listen(engine, "checkin", lambda driver, _record: set_silence_limit(driver, silence_limit))
        if not writes:
            event.listen(engine, "begin", self._on_begin_reading)
            return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "commit", on_commit)
        return engine

    def _connect_for_engine(self, *, writes: bool, silence: float) -> psycopg.Connection[Any]:
        if not writes and (problem := self._listener_problem()) is not None:
            raise problem
        driver = self._connect(writes=writes, silence=silence)
        if not writes:
            set_unreachable_check(driver, lambda: self._listener_problem() is not None)
        return driver

    @contextmanager
    def migration_lock(self) -> Iterator[None]:
        """Do nothing: the writing lock already serializes a schema change with all writing transactions."""
        yield

    def back_up(self, label: str, on_progress: ProgressCallback | None = None) -> None:
        """Do nothing: the schema changes in one transaction, and the administrator makes the backups."""

    def _on_begin(self, connection: Any) -> None:
        is_migration = connection.get_execution_options().get("changes_schema", False)
        driver = connection.connection.driver_connection
        if is_migration:
            set_silence_limit(driver, None)
        statement = self._begin_statement(None if is_migration else self.busy_seconds)
        connection.exec_driver_sql(statement.replace("%", "%%"))
        set_silence_limit(driver, SILENCE_SECONDS)

    def _on_begin_reading(self, connection: Any) -> None:
        if preamble := self._preamble(self._address.settings):
            connection.exec_driver_sql(preamble.replace("%", "%%"))
        is_short = connection.get_execution_options().get("is_short", False)
        silence = READING_SECONDS if is_short else SILENCE_SECONDS
        set_silence_limit(connection.connection.driver_connection, silence)

    def _begin_statement(self, seconds: float | None) -> str:
        """Return the first statement of a writing transaction: its settings and its exclusive lock.

        Only one transaction writes at a time, as in SQLite, so what it reads cannot change before it writes.

        Args:
            seconds: The longest wait for the lock, unless the server has its own limit. None, for a change
                of the schema, waits without limit and restricts the search path to the current schema.
        """
        calls = [set_config_call(name, value) for name, value in self._address.settings.items()]
        if seconds is None:
            calls += [set_config_call("lock_timeout", "0"), set_config_call("statement_timeout", "0")]
            calls.append("set_config('search_path', quote_ident(current_schema()), true)")
        else:
            limit = f"coalesce(nullif(current_setting('lock_timeout'), '0'), '{int(seconds * 1000)}')"
            calls.append(f"set_config('lock_timeout', {limit}, true)")
        calls.append(f"pg_advisory_xact_lock({_WRITE_LOCK_KEY})")
        return f"SELECT {', '.join(calls)}"

    def _preamble(self, settings: Mapping[str, str]) -> str:
        if not settings:
            return ""
        return f"SELECT {', '.join(set_config_call(name, value) for name, value in settings.items())}"

    # --- what can be wrong -------------------------------------------------------------------------

    def problem(self, error: BaseException) -> StoreProblem:
        """Translate an exception of the driver into an error with a message for the user."""
        return postgresql_errors.translate_error(error, self._address)

    def _raise_if_foreign_tables(self, connection: PostgresqlConnection) -> None:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchone()
        if row and row[0]:
            raise StoreProblem(
                _("{0} is a database, but not a bizcare store.").format(self.shown),
                _("Create an empty database for it, and set BIZCARE_DATABASE_URL to it."),
            )

    # --- connections -------------------------------------------------------------------------------

    def _open_to_read(self, *, silence: float) -> psycopg.Connection[Any]:
        """Open a read-only connection in autocommit mode that inserts bound values on the client side.

        With server-side binding, the server would need the type of each value.
        """
        import psycopg

        try:
            connection = self._connect(silence=silence)
            connection.autocommit = True
        except psycopg.Error as error:
            raise self.problem(error) from error
        connection.cursor_factory = psycopg.ClientCursor
        connection.row_factory = row_factory
        return connection

    def _connect(
        self,
        *,
        writes: bool = False,
        silence: float | None = None,
        address: database_url.DatabaseUrl | None = None,
    ) -> psycopg.Connection[Any]:
        parameters = self._parameters(address or self._address, writes=writes)
        # In transaction pooling mode, the next server process does not know our prepared statements.
        connection = timeout_connection_class().connect(
            "", autocommit=True, prepare_threshold=None, **cast("Any", parameters)
        )
        set_silence_limit(connection, FIRST_STATEMENT_SECONDS)
        try:
            if not self._is_checked:
                postgresql_errors.require_suitable_server(connection, self._address)
                self._is_checked = True
            connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        set_silence_limit(connection, silence)
        return connection

    def _parameters(self, address: database_url.DatabaseUrl, *, writes: bool) -> dict[str, str]:
        """Return the connection parameters: those of the URL, and our defaults for the others."""
        parameters_of_url = dict(address.parameters)
        hosts = len(address.hosts)
        defaults = {"fallback_application_name": "bizcare", **_KEEPALIVES}
        # A service file has its own parameters, and ours would override them.
        if "service" not in parameters_of_url and not os.environ.get("PGSERVICE"):
            if not os.environ.get("PGCONNECT_TIMEOUT"):
                seconds = max(int(self.busy_seconds / hosts), _LEAST_SECONDS_TO_CONNECT)
                defaults["connect_timeout"] = str(seconds)
            if hosts > 1 and not os.environ.get("PGTARGETSESSIONATTRS"):
                defaults["target_session_attrs"] = "read-write"
        if writes and parameters_of_url.get("target_session_attrs") in ("any", "prefer-standby"):
            del parameters_of_url["target_session_attrs"]
        # The store is always UTF-8, whatever encoding the machine prefers.
        return defaults | parameters_of_url | {"client_encoding": "UTF8"}

    def _listening_connection(self) -> psycopg.Connection[Any] | None:
        """Open a connection for LISTEN; return None behind a transaction pooler without a direct URL."""
        if self._direct is None and self._detect_pooling() is pooling.PoolingMode.TRANSACTION:
            return None
        connection = self._connect(writes=True, silence=FIRST_STATEMENT_SECONDS, address=self._direct)
        connection.autocommit = True
        return connection

    def _detect_pooling(self) -> pooling.PoolingMode:
        with self._pooling_lock:
            if self._pooling is None:
                self._pooling = pooling.detect_pooling(self._connect_autocommit)
            return self._pooling

    def _connect_autocommit(self) -> psycopg.Connection[Any]:
        connection = self._connect(silence=FIRST_STATEMENT_SECONDS)
        connection.autocommit = True
        return connection
