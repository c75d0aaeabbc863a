"""The application's clock: real time, or a clock that starts at `BIZCARE_NOW` when the process starts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

_started = time.monotonic()
# The instants at which the clock is stopped; the last one counts.
_stops: list[datetime] = []


def now() -> datetime:
    """Return the current time in UTC; with `BIZCARE_NOW` (ISO 8601) set, the clock starts there and runs on.

    Raises:
        BadSettings: `BIZCARE_NOW` is not an ISO 8601 instant.
    """
    if _stops:
        return _stops[-1]
    start = os.environ.get("BIZCARE_NOW")
    if not start:
        return datetime.now(UTC)
    return _instant(start) + timedelta(seconds=time.monotonic() - _started)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Within this context, stop the clock of the process at an aware instant; the demo makes its past so."""
    _stops.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stops.pop()


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadSettings(
            _("BIZCARE_NOW is {0!r}, which is not a date with a time.").format(text),
            _("Write it like 2026-11-27T15:00:00+01:00."),
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return instant.astimezone(UTC)
