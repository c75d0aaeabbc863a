"""What every transaction of PostgreSQL begins and ends with."""

from __future__ import annotations

from typing import Any

from bizcare_tui.store.change_listener import NOTIFY_CHANNEL

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
