"""What every transaction of PostgreSQL begins and ends with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, cast

from bizcare_tui.store.change_listener import NOTIFY_CHANNEL
from bizcare_tui.store.postgresql_connection import SILENCE_SECONDS, WritingConnection, set_silence_limit

if TYPE_CHECKING:
    import psycopg

# Run by every writing transaction. It gives the row of the schema version a new `xmin`, by which programs
# that cannot LISTEN detect the change, and notifies the listeners with the name of the schema.
ANNOUNCE_CHANGE = f"""
    WITH changed AS (UPDATE alembic_version SET version_num = version_num)
    SELECT pg_notify('{NOTIFY_CHANNEL}', current_schema())"""  # noqa: S608 - a name of ours


def set_config_call(name: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "''")
    return f"set_config('{name}', E'{quoted}', true)"


def on_error(context: Any) -> None:
    import psycopg

    # The server is no longer the primary: neither this connection nor the others in the pool can be used.
    if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        context.is_disconnect = True


def on_commit(connection: Any) -> None:
    connection.exec_driver_sql(ANNOUNCE_CHANGE)


@contextmanager
def writing(driver: psycopg.Connection[Any], begin: str) -> Iterator[WritingConnection]:
    """Run a writing transaction on a new connection, and close it.

    Args:
        begin: The first statement, which takes the exclusive lock.
    """
    with closing(driver), driver.transaction():
        driver.execute(cast("Any", begin))
        set_silence_limit(driver, SILENCE_SECONDS)
        yield WritingConnection(driver)
        driver.execute(cast("Any", ANNOUNCE_CHANGE))
