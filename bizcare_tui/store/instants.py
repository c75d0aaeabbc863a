"""Instants as the tables hold them: whole seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds(instant: datetime) -> int:
    """The instant in whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


def instant(seconds_since_1970: int) -> datetime:
    """The instant, in UTC."""
    return datetime.fromtimestamp(seconds_since_1970, UTC)


def maybe_instant(seconds_since_1970: int | None) -> datetime | None:
    """The instant, in UTC, where there is one."""
    return None if seconds_since_1970 is None else instant(seconds_since_1970)


def maybe_seconds(moment: datetime | None) -> int | None:
    """The instant in whole seconds since 1970, where there is one."""
    return None if moment is None else seconds(moment)
