"""Several programs on one store, a short run: two people, the app, and one that syncs and sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from many_programs import run_programs


def test_nothing_is_lost_overwritten_or_sent_twice(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `run_programs` sets it for the programs it starts; it is restored after the test.
    monkeypatch.setenv("BIZCARE_API_URL", "")
    counted = run_programs(tmp_path, persons=2, apps=1, seconds=600, rounds=30, seed=7)
    assert counted["replies taken once"]
    assert counted["draft"]
