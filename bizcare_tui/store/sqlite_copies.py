"""Copy a SQLite file, and make the folder of its copies."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import suppress
from pathlib import Path

from bizcare_tui.i18n import _
from bizcare_tui.paths import folder_mode
from bizcare_tui.store.database import ProgressCallback


class CopyProgress:
    """Reports the progress of a database copy, and ends it when another program keeps the database locked.

    The time limit is for each lock: every step that copies something restarts it, so the whole copy may take
    longer.
    """

    def __init__(self, busy_seconds: float, on_progress: ProgressCallback | None) -> None:
        self._busy_seconds = busy_seconds
        self._deadline = time.monotonic() + busy_seconds
        self._on_progress = on_progress

    def __call__(self, status: int, left: int, total: int) -> None:
        now = time.monotonic()
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if now > self._deadline:
                raise sqlite3.OperationalError("locked")
            return
        self._deadline = now + self._busy_seconds
        if self._on_progress is not None:
            self._on_progress(_("copying"), total - left, total)


def create_copies_folder(folder: Path) -> bool:
    """Create a folder for copies with the permissions of its parent, unless it exists.

    Returns:
        Whether it is a folder in which this user may read and write.

    Raises:
        OSError: It cannot be created.
    """
    mode = folder_mode(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False  # a link may lead anywhere
    if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o070 != mode & 0o070:
        folder.chmod(mode)  # neither the umask nor an earlier release decides
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)
