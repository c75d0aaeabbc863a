"""Writing to a terminal that is gone."""

from __future__ import annotations

import os
import pty
from collections import deque
from threading import Thread

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from bizcare_tui.ui.startup.terminal_driver import TerminalOutput


def test_writing_to_a_terminal_that_is_gone_does_not_block() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as file:
        writer = WriterThread(TerminalOutput(file))  # type: ignore[arg-type]  # it uses no more of a file
        writer.start()
        writer.write("painted")
        assert os.read(ours, 100) == b"painted"
        os.close(ours)
        lines = Thread(target=lambda: deque(map(writer.write, ["x" * 1000] * 3 * MAX_QUEUED_WRITES)))
        lines.start()
        lines.join(30)
        assert not lines.is_alive()
        writer.stop()
        assert not writer.is_alive()
