"""An evening, a night and a morning of `watch` in simulated time, with many temporary failures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from watch_week import run_week


@pytest.mark.parametrize("postgresql", [False, True])
def test_every_notice_digest_and_hook_arrives_whatever_passes(
    server: object, tmp_path: Path, *, postgresql: bool
) -> None:
    evening = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    world, faults = run_week(3, 0.55, tmp_path, postgresql=postgresql, start=evening, often=2)
    assert faults == []
    assert world.found.webhook
    assert world.found.mails
    assert {"database away", "ended", "killed"} <= world.found.troubles.keys()
