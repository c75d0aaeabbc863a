"""Detect whether a connection pooler is in front of the PostgreSQL server, and its pooling mode.

A pooler does not identify itself, so it is detected by its behaviour. It gives the client a cancel key of its
own, so the process id in that key differs from `pg_backend_pid()`. In transaction pooling mode, the server
process may serve another client after each transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bizcare_tui.store.postgresql_connection import set_silence_limit

if TYPE_CHECKING:
    import psycopg

_TRIES = 3
_SILENCE_SECONDS = 3.0


class PoolingMode(StrEnum):
    """How long a client keeps its server process: always (no pooler), for a session, or for a transaction."""

    NONE = "none"
    SESSION = "session"
    TRANSACTION = "transaction"


def is_pooled(connection: psycopg.Connection[Any]) -> bool:
    """Return whether a pooler is in front of the server."""
    return _process_id(connection) != connection.info.backend_pid


def detect_pooling(connect: Callable[[], psycopg.Connection[Any]]) -> PoolingMode:
    """Detect the pooling mode.

    Args:
        connect: Opens a new connection that is not in a transaction.

    Raises:
        psycopg.Error: The server cannot be reached.
    """
    with ExitStack() as connections:
        first = connections.enter_context(closing(connect()))
        if not is_pooled(first):
            return PoolingMode.NONE
        second = connections.enter_context(closing(connect()))
        for _attempt in range(_TRIES):
            if _shares_process(first, second):
                return PoolingMode.TRANSACTION
        return PoolingMode.SESSION


def _shares_process(first: Any, second: Any) -> bool:
    """Return whether another client can get our server process while we have no open transaction."""
    import psycopg

    before = _process_id(first)
    set_silence_limit(first, _SILENCE_SECONDS)
    set_silence_limit(second, _SILENCE_SECONDS)
    try:
        with second.transaction():
            if _process_id(second) == before:
                return True
            # The pool may have only one process, which the second connection uses now.
            try:
                return _process_id(first) != before
            except psycopg.OperationalError:
                return True
    except psycopg.OperationalError:
        # No second process is available while the first one is ours.
        if first.closed:
            raise
        return False


def _process_id(connection: psycopg.Connection[Any]) -> int:
    (number,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
    return int(number)
