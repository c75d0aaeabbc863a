"""Set the clock that the programs of a store share to a wrong time."""

from __future__ import annotations

import time

import pytest

from bizcare_tui.store import real_time

_TIME, _SERVER_CLOCK = time.time, real_time.SERVER_CLOCK_QUERY


def set_clock(monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    """Set the shared clock this many seconds ahead of the right time; behind it when negative."""
    monkeypatch.setattr(time, "time", lambda: _TIME() + ahead)
    monkeypatch.setattr(real_time, "SERVER_CLOCK_QUERY", f"{_SERVER_CLOCK} + {ahead}")
