"""The first run in a real terminal of 80x24: welcome, key, the question about deadlines, and the inbox."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from emulator import Emulator
from fixed_time import NOW

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.baseline import STILL_IN_TIME
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox

COMMAND = [sys.executable, "-m", "bizcare_tui"]


def test_from_the_key_to_the_top_of_the_inbox(
    sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    with Emulator(COMMAND, dict(os.environ), 80, 24) as terminal:
        terminal.until_text("Welcome to bizcare")
        terminal.press(f"{sandbox.key}\r")
        terminal.until_text("From when do deadlines count?")
        shown = "\n".join(terminal.until_text("› (•) four days ago"))
        found = re.search(r"four days ago.*?(\d+) late, (\d+) due", shown, re.DOTALL)
        assert found is not None
        late, due = map(int, found.groups())
        assert late > 0
        assert due > 0
        terminal.press("\r")
        terminal.until(lambda lines: lines[2].startswith("▌● LATE"))
        terminal.until(lambda lines: f"{late} LATE  {due} due" in lines[0])
        desk = Desk()
        rows = desk.inbox.rows(desk.inbox.thread_ids(parse_query("")))
        assert all(row.unread for row in rows if row.owed is not None)
        assert not any(
            row.unread for row in rows if row.owed is None and row.updated_at < NOW - STILL_IN_TIME
        )


def test_an_empty_account_is_not_asked(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(Market.generate(3, 0, NOW)) as empty:
        monkeypatch.setenv("BIZCARE_API_URL", empty.url)
        monkeypatch.setenv("BIZCARE_API_KEY", empty.key)
        with Emulator(COMMAND, dict(os.environ), 80, 24) as terminal:
            lines = terminal.until(lambda lines: "synced" in lines[0])
            assert not any("From when" in line for line in lines)
            # The keys are those of the inbox: no question has taken them.
            terminal.press("?")
            terminal.until_text("Here: the inbox")
