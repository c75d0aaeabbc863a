"""What the app leaves alone until its first frame is painted."""

from __future__ import annotations

import os
import re
import sys
from datetime import timedelta

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query


@pytest.mark.parametrize("has_key", [True, False])
def test_nothing_heavy_is_imported_before_the_first_rows_are_painted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, has_key: bool
) -> None:
    topic = desk.inbox.first_rows(parse_query(""), 1)[0].topic[:12]
    if not has_key:
        monkeypatch.delenv("BIZCARE_API_KEY")
    # Imports are written to the terminal as they happen, between what the app paints.
    command = [sys.executable, "-X", "importtime", "-m", "bizcare_tui"]
    with Emulator(command, {**os.environ, "TERM": "xterm-256color"}, 120, 40) as terminal:
        terminal.until(lambda _lines: b"bizcare_tui.logs" in terminal.output)
        # The app opens its log when it has painted its first frame.
        lines, app = terminal.output.index(topic.encode()), terminal.output.index(b"bizcare_tui.logs")
        before_lines, before_app = imported(terminal.output[:lines]), imported(terminal.output[:app])
    assert "bizcare_tui" in before_lines
    assert "textual" in before_app
    assert before_lines & {"textual", "argparse", "decimal", "difflib", "tomllib"} == set()
    assert before_app & {"sqlmodel", "sqlalchemy", "httpx", "holidays", "alembic"} == set()


def test_who_only_browses_and_looks_at_a_wizard_never_loads_the_library_that_writes(desk: Desk) -> None:
    # Else the app asks from when deadlines count once it has synced, and that reads through the tables.
    desk.baseline.answer(desk.now() - timedelta(days=60), [], mark_older_read=False)
    thread_ids = desk.inbox.thread_ids(parse_query(""))[:2]
    desk.presence.record_visit(None, desk.now())
    command = [sys.executable, "-X", "importtime", "-m", "bizcare_tui"]
    with Emulator(command, {**os.environ, "TERM": "xterm-256color"}, 120, 40) as terminal:
        terminal.until(lambda _lines: b"bizcare_tui.logs" in terminal.output)
        for thread_id in thread_ids:
            terminal.press("\r")
            terminal.until_done(lambda: threads_shown(desk) == [thread_id])  # noqa: B023
            terminal.press("hj")
            terminal.until_done(lambda: threads_shown(desk) == [None])
        terminal.until_done(lambda: not any(row.unread for row in desk.inbox.rows(thread_ids)))
        terminal.press("H")
        terminal.until_text("Nothing happened.")
        terminal.press("\x1b")
        terminal.until_gone("Nothing happened.")
        terminal.press("x")
        terminal.until_text("step 1 of")
        terminal.press("\x1b")
        terminal.until_gone("step 1 of")
        terminal.press("q")
        terminal.until_done(lambda: threads_shown(desk) == [])
        assert terminal.end() == 0
    assert "bizcare_tui.store.small_writes" in imported_modules(terminal.output)
    assert imported(terminal.output) & {"sqlmodel", "sqlalchemy", "httpx", "alembic"} == set()


def threads_shown(desk: Desk) -> list[int | None]:
    """The threads that running programs show, as the store has them."""
    return list(desk.session.reader.first_values("SELECT thread_id FROM presence"))


def imported(log: bytes) -> set[str]:
    """The packages whose import was written."""
    return {name.split(".")[0] for name in imported_modules(log)}


def imported_modules(log: bytes) -> set[str]:
    return set(re.findall(r"import time:.*\| +([\w.]+)", log.decode(errors="replace")))
