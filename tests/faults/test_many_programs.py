"""The crowd in small: two persons' programs, the app, and one that syncs and sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from many_programs import run_programs


def test_nothing_is_lost_overwritten_or_sent_twice(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set by the crowd for the programs it starts: put back after the test.
    monkeypatch.setenv("BIZCARE_API_URL", "")
    counted = run_programs(tmp_path, persons=2, apps=1, seconds=60, rounds=30, seed=7)
    assert counted["replies taken once"]
    assert counted["draft"]
