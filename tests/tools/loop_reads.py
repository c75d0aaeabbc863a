"""Finds reads and writes of the store on the event loop, where they would keep the screen from painting."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.engine import Engine

import bizcare_tui.ui
from bizcare_tui.store.sqlite_connection import SqliteConnection

_UI = str(Path(bizcare_tui.ui.__file__).parent)
# Functions that may wait for the store on the event loop, because nothing is painted any more.
_ALLOWED = {"_leave_at_signal", "_fatal_error", "on_unmount"}


@contextmanager
def reads_on_the_loop() -> Iterator[list[str]]:
    """Collect where the interface runs SQL on the event loop, as `file:function` from the inside out."""
    found: list[str] = []
    execute = SqliteConnection.execute

    def checked(connection: SqliteConnection, *arguments: Any) -> Any:
        _note(found)
        return execute(connection, *arguments)

    def before_execute(*_arguments: Any) -> None:
        _note(found)

    event.listen(Engine, "before_cursor_execute", before_execute)
    try:
        with patch.object(SqliteConnection, "execute", checked):
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", before_execute)


def _note(found: list[str]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    frames = []
    frame = sys._getframe(2)
    while frame.f_back is not None:
        if frame.f_code.co_filename.startswith(_UI):
            frames.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_name}")
        frame = frame.f_back
    # A test that reads the store itself has no frame of the interface.
    if frames and not any(each.partition(":")[2] in _ALLOWED for each in frames):
        found.append(" < ".join(frames))
