"""Detect changes that other programs make to a PostgreSQL store: by notifications, or by polling."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from secrets import token_hex
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from bizcare_tui.errors import NoStore, StoreProblem
from bizcare_tui.store.postgresql_connection import PostgresqlConnection, set_silence_limit

if TYPE_CHECKING:
    import psycopg

NOTIFY_CHANNEL = "bizcare"
# A connection may be dead without an error: how often it is checked, and how long the answer may take.
HEARTBEAT_SECONDS = 5.0
ANSWER_TIMEOUT_SECONDS = 5.0
POLL_SECONDS = 1.0
# How long the store is polled before listening is tried again: after a failure, and when no notification
# arrives.
RETRY_SECONDS = 3.0
UNSUPPORTED_RETRY_SECONDS = 300.0
_STILL_LISTENING = (
    f"SELECT 1 FROM pg_listening_channels() AS heard (channel) WHERE channel = '{NOTIFY_CHANNEL}'"  # noqa: S608
)
# Every writing transaction updates this row: see `store.postgresql`.
_LAST_CHANGE = "SELECT xmin::text FROM alembic_version"


def receives_notifications(listening: psycopg.Connection[Any], reading: PostgresqlConnection) -> bool:
    """Return whether the notifications of the store's server arrive on a connection.

    They do not arrive when the connection leads to another database, or when a pooler gives the server
    process of the connection to another client.
    """
    listening.execute(f"LISTEN {NOTIFY_CHANNEL}")
    token = f"?{token_hex(8)}"
    reading.execute(f"SELECT pg_notify('{NOTIFY_CHANNEL}', :token)", {"token": token})
    set_silence_limit(listening, None)
    return any(notice.payload == token for notice in listening.notifies(timeout=ANSWER_TIMEOUT_SECONDS))


class ChangeListener:
    """Counts the changes of a store in a background thread, as long as the program runs.

    `problem` is why the server cannot be reached now; None while it can be.

    Args:
        listen: returns a connection to listen on, or None when listening is not possible.
        look: returns a connection for reading.
        failures: the exceptions of the driver.
        sentence: converts such an exception to a StoreProblem.
    """

    def __init__(
        self,
        listen: Callable[[], psycopg.Connection[Any] | None],
        look: Callable[[], PostgresqlConnection],
        failures: tuple[type[Exception], ...],
        sentence: Callable[[BaseException], StoreProblem],
    ) -> None:
        self.count = 0
        self.problem: StoreProblem | None = None
        self.is_listening = False
        self._listen = listen
        self._look = look
        self._failures: tuple[type[Exception], ...] = (*failures, StoreProblem)
        self._sentence = sentence
        self._last_change: str | None = None
        threading.Thread(target=self._run, name="listening", daemon=True).start()

    def _run(self) -> None:
        reading: PostgresqlConnection | None = None
        while True:
            seconds = RETRY_SECONDS
            with suppress(*self._failures):
                connection = self._listen()
                if connection is not None:
                    with closing(connection):
                        self._close(reading)
                        reading = None
                        seconds = (
                            UNSUPPORTED_RETRY_SECONDS
                            if self._count_notifications(connection)
                            else RETRY_SECONDS
                        )
            self.is_listening = False
            reading = self._poll(reading, seconds)

    def _count_notifications(self, connection: Any) -> bool:
        """Count notifications until the connection is dead; return True at once when none arrive on it."""
        with closing(self._look()) as reading:
            if not receives_notifications(connection, reading):
                return True
            schema = (reading.execute("SELECT current_schema()").fetchone() or ("",))[0]
        # The store may have changed while nothing was listening.
        self.count += 1
        self.problem, self.is_listening = None, True
        while True:
            set_silence_limit(connection, None)
            for notice in connection.notifies(timeout=HEARTBEAT_SECONDS):
                # Notifications of programs that use another schema of this database arrive here too.
                if notice.payload in ("", schema):
                    self.count += 1
            set_silence_limit(connection, ANSWER_TIMEOUT_SECONDS)
            if connection.execute(_STILL_LISTENING).fetchone() is None:
                return False

    def _poll(self, reading: PostgresqlConnection | None, seconds: float) -> PostgresqlConnection | None:
        """Poll the store for some seconds; return the connection for the next time, None if it is broken."""
        until = monotonic() + seconds
        while monotonic() < until:
            try:
                reading = reading or self._look()
                row = reading.execute(_LAST_CHANGE).fetchone()
            except self._failures as error:
                self._close(reading)
                reading = None
                problem = self._sentence(error)
                self._record(None, None if isinstance(problem, NoStore) else problem)
            else:
                self._record(row[0] if row else None, None)
            sleep(POLL_SECONDS)
        return reading

    def _close(self, reading: PostgresqlConnection | None) -> None:
        if reading is not None:
            with suppress(*self._failures):
                reading.close()

    def _record(self, last_change: str | None, problem: StoreProblem | None) -> None:
        if problem is None and (self.problem is not None or last_change != self._last_change):
            self.count += 1
            self._last_change = last_change
        self.problem = problem
