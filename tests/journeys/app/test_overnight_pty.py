"""An app that is left open overnight, in a real terminal."""

from __future__ import annotations

import os
import sys

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk

pytestmark = pytest.mark.sqlite
BEFORE_MIDNIGHT = "2026-11-26T23:59:45+01:00"


def test_after_midnight_the_brief_of_the_new_day_is_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk.baseline.answer(desk.now(), [], mark_older_read=False)
    desk.presence.record_visit(None, desk.now())
    environment = {**os.environ, "TERM": "xterm-256color", "BIZCARE_NOW": BEFORE_MIDNIGHT}
    with Emulator([sys.executable, "-m", "bizcare_tui"], environment, 80, 24) as terminal:
        terminal.until_text("[1 To do")
        terminal.until_text("Morning brief, Fri 27 Nov 2026")
        terminal.until_text("Go on to the inbox")
        terminal.press("\r")
        terminal.until_gone("Morning brief")
        terminal.until_text("[1 To do")
    monkeypatch.setenv("BIZCARE_NOW", BEFORE_MIDNIGHT.replace("26T23:59:45", "27T09:00:00"))
    assert Desk().statistics.brief.unseen() is None
