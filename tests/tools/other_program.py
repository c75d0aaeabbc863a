"""Another program that writes to the same store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store


@contextmanager
def other_transaction(place: Database) -> Iterator[Connection]:
    """Open a transaction of another program, which has the write lock and commits at its end."""
    store = Store(place)
    try:
        with store.transaction() as session:
            yield session.connection()
    finally:
        store.close()
