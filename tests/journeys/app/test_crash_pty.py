"""A bug in the program: the terminal is restored, the report is named, nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from emulator import Emulator

from bizcare_tui.desk.desk import Desk

COMMAND = [sys.executable, str(Path(__file__).parents[2] / "tools" / "crashing_app.py")]


def environment() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm-256color"}


def test_a_crash_keeps_the_draft_and_shows_nothing_of_what_was_there(desk: Desk) -> None:
    desk.session.paths.settings_file.write_text("sync_interval = 0\n")
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    with Emulator(COMMAND, environment(), 100, 30) as terminal:
        terminal.until_text("[1 To do")
        terminal.press("\rr")
        terminal.until_text("Ctrl+S")
        terminal.press("half a sentence")
        terminal.until_text("half a sentence")
        terminal.press("\t")
        terminal.until_text("a author")
        terminal.press("i")
        lines = terminal.until(lambda shown: "(KeyError)" in "".join(shown))
    text = "".join(line.rstrip() for line in lines)
    assert "KeyError" in text
    assert "Traceback" not in text
    assert "Quintavalle" not in text
    (folder,) = (desk.session.paths.data / "crashes").iterdir()
    report = (folder / "report.txt").read_text()
    assert "in fails" in report
    assert "Quintavalle" not in report
    assert (folder / "text-1.txt").read_text() == "half a sentence"
    with sqlite3.connect(desk.session.paths.database) as connection:
        assert connection.execute("SELECT text FROM draft").fetchall() == [("half a sentence",)]
