"""Convert between datetimes and the whole seconds since 1970 that the tables store."""

from __future__ import annotations

from datetime import UTC, datetime


def to_unix_seconds(moment: datetime) -> int:
    """Return a datetime as whole seconds since 1970, rounded down."""
    return int(moment.timestamp() // 1)


def from_unix_seconds(seconds_since_1970: int) -> datetime:
    """Return the datetime in UTC."""
    return datetime.fromtimestamp(seconds_since_1970, UTC)


def from_optional_unix_seconds(seconds_since_1970: int | None) -> datetime | None:
    """Return the datetime in UTC; None for None."""
    return None if seconds_since_1970 is None else from_unix_seconds(seconds_since_1970)


def to_optional_unix_seconds(moment: datetime | None) -> int | None:
    """Return a datetime as whole seconds since 1970; None for None."""
    return None if moment is None else to_unix_seconds(moment)
