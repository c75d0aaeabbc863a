"""The real time that all programs using a store share, regardless of `BIZCARE_NOW`.

Leases, presence, undo windows and pauses are instants that one program stores and another compares. The
machines of a team have different clocks, so the clock of the PostgreSQL server is used. A SQLite file belongs
to one machine, but its clock may still be changed. So a comparison with a stored instant is limited by the
duration that was stored with it: no wait is ever longer than that.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from bizcare_tui.store.database import Database, Executor

CLOCK_SLACK_SECONDS = 5.0
"""Seconds by which a clock may be set back before a stored instant counts as written by a wrong clock."""

SERVER_CLOCK_QUERY = "SELECT extract(epoch FROM clock_timestamp())::double precision"


def real_time(session: Session) -> float:
    """Return the seconds since 1970 by the clock that the programs using this store share."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return float(connection.exec_driver_sql(SERVER_CLOCK_QUERY).scalar_one())
    return time.time()


def real_time_over(database: Database, connection: Executor) -> float:
    """Return the same as `real_time`, over the driver, on a connection that is already open."""
    if database.is_postgresql:
        row = connection.execute(SERVER_CLOCK_QUERY, {}).fetchone()
        assert row is not None
        return float(row[0])
    return time.time()


def is_running(until: float, length: float, now: float) -> bool:
    """Return whether a period of `length` seconds that ends at `until` is still running at `now`.

    A period that ends later than one that begins now was stored by a wrong clock, and counts as over.
    """
    return now < until <= now + length + CLOCK_SLACK_SECONDS


def remaining_seconds(until: float, length: float, now: float) -> float:
    """Return the seconds left of a pause of this length, 0 if a wrong clock stored it."""
    return until - now if is_running(until, length, now) else 0.0
