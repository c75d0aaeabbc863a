"""The domain's clock: real time, or real time shifted so that it started at `BIZCARE_NOW`."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _

_started = time.monotonic()


def now() -> datetime:
    """The present instant in UTC. `BIZCARE_NOW` (ISO 8601) says where it starts; then it runs on.

    Raises:
        BadSettings: `BIZCARE_NOW` is not an ISO 8601 instant.
    """
    start = os.environ.get("BIZCARE_NOW")
    if not start:
        return datetime.now(UTC)
    return _instant(start) + timedelta(seconds=time.monotonic() - _started)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadSettings(
            _("BIZCARE_NOW is {0!r}, which is not an instant.").format(text),
            _("Write it like 2026-11-27T15:00:00+01:00."),
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return instant.astimezone(UTC)
