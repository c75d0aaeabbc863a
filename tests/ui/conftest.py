"""A desk for tests of the interface."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_time import NOW

from bizcare_tui.desk.desk import Desk
from bizcare_tui.ui import browser


@pytest.fixture
def scored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over an account whose requests of the last month are scored; it does not sync."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    monkeypatch.delenv("BIZCARE_API_KEY")
    monkeypatch.setattr(browser, "open_page", lambda _url: True)
    return Desk()
