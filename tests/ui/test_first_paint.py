"""What the app leaves alone until its first frame is painted."""

from __future__ import annotations

import os
import re
import sys

import pytest
from emulator import Emulator

from bizcare_tui.desk.desk import Desk


@pytest.mark.parametrize("has_key", [True, False])
def test_nothing_heavy_is_imported_before_the_first_rows_are_painted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, has_key: bool
) -> None:
    topic = desk.first_rows("", 1)[0].topic[:12]
    if not has_key:
        monkeypatch.delenv("BIZCARE_API_KEY")
    # Imports are told on the terminal as they happen, between what the app paints.
    command = [sys.executable, "-X", "importtime", "-m", "bizcare_tui"]
    with Emulator(command, {**os.environ, "TERM": "xterm-256color"}, 120, 40) as terminal:
        terminal.until_text(topic)
        before = terminal.output[: terminal.output.index(topic.encode())]
    imported = {name.split(".")[0] for name in re.findall(r"import time:.*\| +([\w.]+)", before.decode())}
    assert "textual" in imported
    assert not imported & {"sqlmodel", "sqlalchemy", "httpx", "holidays", "alembic"}
