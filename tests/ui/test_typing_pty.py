"""Keys that come in a burst, as over a slow line or by a macro: each does what it would have done alone."""

from __future__ import annotations

import os
import sys

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("words", ["module", "error zip", "done later"])
def test_what_is_typed_ahead_of_the_filter_is_in_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk.answer_baseline(desk.now(), [], mark_older_read=False)
    with Emulator(
        [sys.executable, "-m", "bizcare_tui"], {**os.environ, "TERM": "xterm-256color"}, 120, 40
    ) as terminal:
        terminal.until_text("[1 ")
        terminal.watch(0.5)
        terminal.press(f"/{words}")
        terminal.until(lambda lines: lines[2].strip() == words)
        terminal.until_text(f"found: {len(desk.thread_ids(words))}")
    assert desk.verbs.history() == []
