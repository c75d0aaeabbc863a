"""The application's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bizcare_tui.now import clock_at, now


def test_the_demo_stops_the_clock_at_moments_of_its_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-26T10:20:00+01:00")
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with clock_at(moment):
        assert now() == moment
        with clock_at(moment + timedelta(days=1)):
            assert now() == moment + timedelta(days=1)
        assert now() == moment
    assert now() >= datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
