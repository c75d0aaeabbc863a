"""What all tests share: no setting of whoever runs them, and an account on a sandbox of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.server import Sandbox

# A Thursday, mid-morning in Paris.
NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, and none of the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("BIZCARE_", "XDG_")) or name == "NO_COLOR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "bizcare"
    monkeypatch.setenv("BIZCARE_HOME", str(folder))
    return folder


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A generated account of 60 threads on loopback, named to the program by the environment."""
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.generate(3, 60, NOW)) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        yield running


@pytest.fixture
def desk(sandbox: Sandbox) -> Desk:
    """A desk whose store was synced once."""
    opened = Desk()
    opened.sync(full=False, on_progress=lambda _step, _done, _total: None)
    return opened
