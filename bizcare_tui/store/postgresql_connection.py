"""Connections to a PostgreSQL server: how statements are sent, and how long to wait for an answer."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from bizcare_tui.store.database import Cursor

if TYPE_CHECKING:
    import psycopg

# How long the server may be silent before the connection counts as dead: for a reading statement, for the
# first statement of a writing transaction (in addition to the wait for its lock), and for any other.
READING_SECONDS = 30.0
FIRST_STATEMENT_SECONDS = 10.0
SILENCE_SECONDS = 600.0
# How long the server may be silent once it is known to be unreachable.
_AWAY_SECONDS = 1.0
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")
_POLL_SECONDS = 0.05


class NamedRow(tuple[Any, ...]):
    """A result row, whose values can be read by name or by position."""

    names: dict[str, int]

    def __getitem__(self, name: Any, /) -> Any:
        return super().__getitem__(self.names[name] if isinstance(name, str) else name)

    def keys(self) -> list[str]:
        """Return the column names in order."""
        return [*self.names]


def row_factory(cursor: Any) -> Any:
    """Return the class for the rows of a cursor, as psycopg's `row_factory`."""
    return _row_class(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=256)
def _row_class(names: tuple[str, ...]) -> type[NamedRow]:
    return type(
        "NamedRow", (NamedRow,), {"names": {name: index for index, name in enumerate(names)}, "__slots__": ()}
    )


@lru_cache(maxsize=1)
def timeout_connection_class() -> type[psycopg.Connection[Any]]:
    """Return a subclass of the driver's connection with a timeout, which closes silently when discarded."""
    import psycopg

    class TimeoutConnection(psycopg.Connection[Any]):
        # Seconds of silence before the connection counts as dead; None for no limit.
        silence: float | None = SILENCE_SECONDS
        # Return whether the server is known to be unreachable.
        is_away: Callable[[], bool] = staticmethod(lambda: False)
        fell_silent = False

        def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            return super().wait(_with_timeout(gen, self), *args, **kwargs)

        def __del__(self, *_warn: object) -> None:
            if getattr(self, "pgconn", None):
                self.close()

    return TimeoutConnection


def set_silence_limit(connection: Any, seconds: float | None) -> None:
    """Set the seconds for which the server may be silent on this connection; None for no limit."""
    if connection is not None:
        connection.silence = seconds


def set_unreachable_check(connection: Any, is_away: Callable[[], bool]) -> None:
    """Set the function that says whether the server is known to be unreachable; waiting then ends early."""
    connection.is_away = is_away


def _with_timeout(waiting: Generator[Any, Any, Any], connection: Any) -> Generator[Any, Any, Any]:
    """Wrap the driver's wait generator, and raise when the server was silent for too long.

    The driver resumes the generator at short intervals, with nothing ready, while it waits.
    """
    import psycopg

    last_answer_at = monotonic()
    try:
        wanted = next(waiting)
        while True:
            ready = yield wanted
            if ready:
                last_answer_at = monotonic()
            elif _is_too_silent(connection, monotonic() - last_answer_at):
                connection.fell_silent = True
                connection.pgconn.finish()
                raise psycopg.OperationalError("the server does not answer any more")
            wanted = waiting.send(ready)
    except StopIteration as end:
        return end.value


def _is_too_silent(connection: Any, seconds: float) -> bool:
    return (connection.silence is not None and seconds > connection.silence) or (
        seconds > _AWAY_SECONDS and connection.is_away()
    )


class PostgresqlConnection:
    """A read-only connection that names parameters as `:name`, as SQLite does.

    Each statement is its own transaction, sent as one message, so that it also works behind a pooler. If the
    connection is broken, the statement is repeated once on a new connection. If the server did not answer in
    time, the statement fails, and the next statement uses a new connection.

    Args:
        reopen: Opens a new connection.
        preamble: A statement to run at the start of each such transaction.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        reopen: Callable[[], psycopg.Connection[Any]],
        preamble: str = "",
    ) -> None:
        self.driver = connection
        self._reopen = reopen
        # The statements whose results precede the result of the statement itself.
        before = ["BEGIN READ ONLY", *([preamble] if preamble else [])]
        self._to_skip = len(before)
        self._before = "".join(f"{statement}; " for statement in before).replace("%", "%%")

    def execute(self, statement: str, values: Mapping[str, Any] | None = None, /) -> Cursor:
        """Run a statement and return its cursor."""
        return cast("Cursor", self._run(statement, values or {}, row_factory))

    def flat_values(self, statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        """Run a statement, and return the values of all its rows one after another."""
        from psycopg.rows import tuple_row

        return chain.from_iterable(self._run(statement, values, tuple_row))

    def _run(self, statement: str, values: Mapping[str, Any], factory: Any) -> psycopg.Cursor[Any]:
        import psycopg

        if not self.driver.closed:
            try:
                return self._send(statement, values, factory)
            except psycopg.OperationalError:
                if not self.driver.closed or getattr(self.driver, "fell_silent", False):
                    raise
        self.driver = self._reopen()
        return self._send(statement, values, factory)

    def _send(self, statement: str, values: Mapping[str, Any], factory: Any) -> psycopg.Cursor[Any]:
        cursor = self.driver.cursor(row_factory=factory)
        whole = f"{self._before}{_with_psycopg_parameters(statement)}; COMMIT"
        try:
            cursor.execute(cast("Any", whole), values)
        except BaseException:
            self._roll_back()
            raise
        for _statement in range(self._to_skip):
            cursor.nextset()
        return cursor

    def _roll_back(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            self.driver.rollback()

    @contextmanager
    def watched(self, is_over: Callable[[], bool]) -> Iterator[None]:
        """Within this context, fail a running statement soon after `is_over()` returns True."""
        import psycopg

        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_POLL_SECONDS):
                if is_over():
                    # If the server does not hear of it, the statement goes on, and nobody waits for it.
                    with suppress(psycopg.Error):
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
        """Close the connection."""
        self.driver.close()


class WritingConnection:
    """A connection within a writing transaction, which names parameters as `:name`, as SQLite does."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver

    def execute(self, statement: str, values: Mapping[str, Any] | None = None, /) -> Cursor:
        """Run a statement and return its cursor."""
        import psycopg

        cursor = psycopg.ClientCursor(self._driver, row_factory=row_factory)
        cursor.execute(cast("Any", _with_psycopg_parameters(statement)), values or {})
        return cast("Cursor", cursor)


@lru_cache(maxsize=256)
def _with_psycopg_parameters(statement: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%"))
