"""Read the store: hand-written statements over the database driver, all others over SQLAlchemy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from bizcare_tui.store.database import Connection, Database
from bizcare_tui.store.inbox_pager import InboxPager
from bizcare_tui.store.record_builder import build_records

if TYPE_CHECKING:
    from sqlalchemy import Engine, Result, Select
    from sqlmodel import Session

R = TypeVar("R")
T = TypeVar("T")


class StoreReader:
    """Reads the store on behalf of the person with this login. The reads themselves are in `store.reads`.

    Every thread of the program has its own driver connection, and SQLAlchemy has a pool; all are read-only.

    Raises:
        StoreProblem: The store cannot be read. Every method may raise it.
    """

    def __init__(self, database: Database, login: str) -> None:
        self.database = database
        self.login = login
        self._local = threading.local()
        # There is one account per store; all indexes begin with it, so every query must name it.
        self._account: int | None = None
        self._engine: Engine | None = None
        self._engine_lock = threading.Lock()

    @property
    def account_id(self) -> int | None:
        """The id of the account, None before the first sync."""
        with self.translated_errors():
            return self._find_account()

    # --- over the driver, for the hot reads ---------------------------------------------------------

    def fetch(self, record: type[R], statement: str, **values: object) -> list[R]:
        """Run a statement over the driver; return its rows as records, by column name.

        The statement can name the parameters `:account` and `:login`, besides its `values`.
        """
        with self.translated_errors():
            cursor = self._connection().execute(statement, self._common_values() | values)
            names = tuple(column[0] for column in cursor.description)
            return list(build_records(record, names, cursor))

    def fetch_one(self, record: type[R], statement: str, **values: object) -> R | None:
        """Run a statement over the driver; return its first row as a record, None without rows."""
        return next(iter(self.fetch(record, statement, **values)), None)

    def first_values(self, statement: str, **values: object) -> Iterator[Any]:
        """Run a statement over the driver; yield the first value of every row."""
        with self.translated_errors():
            yield from self._connection().flat_values(statement, self._common_values() | values)

    def number(self, statement: str, **values: object) -> int:
        """Run a statement over the driver that returns one number; NULL becomes 0."""
        return int(next(self.first_values(statement, **values), None) or 0)

    def new_pager(self, stop: threading.Event | None) -> InboxPager:
        """Return a pager over the driver; reading with it ends when `stop` is set.

        It does not translate the errors of the driver, see `translated_errors`.
        """
        return InboxPager(
            self._connection(),
            self.database.failures,
            self._common_values(),
            self.database.is_postgresql,
            stop or threading.Event(),
        )

    # --- over SQLAlchemy, for all other reads -------------------------------------------------------

    def select(self, record: type[R], statement: Select[*tuple[Any, ...]]) -> list[R]:
        """Run a statement that `select_fields` built; return its rows as records."""
        return list(self.iterate(record, statement))

    def select_one(self, record: type[R], statement: Select[*tuple[Any, ...]]) -> R | None:
        """Run a statement that `select_fields` built; return its first row as a record, None without rows."""
        return next(iter(self.select(record, statement.limit(1))), None)

    def iterate(self, record: type[R], statement: Select[*tuple[Any, ...]]) -> Iterator[R]:
        """Run a statement that `select_fields` built; yield its rows as records, without keeping them."""
        with self._results(statement) as result:
            yield from build_records(record, tuple(result.keys()), result)

    def rows(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
        """Run a statement; yield its rows, without keeping them."""
        with self._results(statement) as result:
            yield from result

    def scalars(self, statement: Select[T]) -> list[T]:
        """Run a statement that selects one expression; return its values."""
        with self._results(statement) as result:
            return list(result.scalars())

    def scalar(self, statement: Select[T]) -> T | None:
        """Run a statement that selects one expression; return its first value, None without rows."""
        return next(iter(self.scalars(statement.limit(1))), None)

    @contextmanager
    def _results(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Result[*tuple[Any, ...]]]:
        from sqlalchemy.exc import DBAPIError

        try:
            with self._get_engine().connect() as connection:
                yield connection.execute(statement)
        except DBAPIError as error:
            raise self.database.problem(error.orig or error) from error

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Return a session over one snapshot of the store, for functions of `store` that write nothing."""
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        try:
            with Session(self._get_engine(), autoflush=False) as session:
                yield session
        except DBAPIError as error:
            raise self.database.problem(error.orig or error) from error

    def _get_engine(self) -> Engine:
        with self._engine_lock:
            if self._engine is None:
                self._engine = self.database.engine(writes=False).execution_options(is_short=True)
            return self._engine

    # --- the database -------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return a number that changes whenever another connection has changed the store."""
        with self.translated_errors():
            return self.database.changes(self._connection)

    def integrity(self) -> str:
        """Run the database's own integrity check; return "ok" or a description of the damage."""
        with self.translated_errors():
            return self.database.integrity(self._connection())

    def real_time(self) -> float:
        """Return the seconds since 1970 by the clock that the programs using this store share."""
        from bizcare_tui.store.real_time import real_time_over

        with self.translated_errors():
            return real_time_over(self.database, self._connection())

    def close(self) -> None:
        """Close the driver connection of the current thread of the program, and idle pooled connections."""
        self._close_driver()
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Within this context, turn exceptions of the driver into errors with a message for the user."""
        try:
            yield
        except self.database.failures as error:
            if self.database.is_remote:
                # Open a new connection at the next read, because the server may have closed this one.
                self._close_driver()
            raise self.database.problem(error) from error

    def _connection(self) -> Connection:
        connection: Connection | None = self._local.__dict__.get("connection")
        if connection is None:
            connection = self._local.connection = self.database.connect()
        return connection

    def _close_driver(self) -> None:
        connection = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def _common_values(self) -> dict[str, Any]:
        return {"login": self.login, "account": self._find_account()}

    def _find_account(self) -> int | None:
        if self._account is None:
            row = self._connection().execute("SELECT id FROM account LIMIT 1", {}).fetchone()
            self._account = row["id"] if row else None
        return self._account
