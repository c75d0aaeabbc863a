"""Translate exceptions of SQLite into errors with a message for the user."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from bizcare_tui.errors import NoStore, StoreBusy, StoreProblem, StoreUnreadable
from bizcare_tui.i18n import _


def sqlite_problem(error: BaseException, file: Path) -> StoreProblem:
    """Translate an exception of SQLite or the system about a store's file."""
    text = str(error)
    if "locked" in text:
        return StoreBusy(
            _("The store {0} is busy.").format(file), _("Another program is writing to it. Try again.")
        )
    if "full" in text:
        return StoreProblem(
            _("There is no space left on the disk of {0}.").format(file),
            _("Free some space. Nothing was lost."),
        )
    if isinstance(error, sqlite3.IntegrityError):
        return StoreProblem(
            _("The store {0} rejected the change: {1}.").format(file, text),
            _("Nothing was changed. Check the store: `bizcare doctor`."),
        )
    return _problem_of_file(error, file)


def _problem_of_file(error: BaseException, file: Path) -> StoreProblem:
    """Translate an exception that the file or its folder is the cause of."""
    text = str(error)
    if "readonly" in text or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return StoreProblem(
            _("The store {0} cannot be written.").format(file), _("Check who owns it and its folder.")
        )
    if "not a database" in text or "malformed" in text:
        return StoreUnreadable(
            _("The store {0} is damaged ({1}).").format(file, text),
            _("Nothing was changed. `bizcare restore FILE` restores a backup, for example from {0}.").format(
                file.parent / "backups"
            ),
        )
    if not os.path.lexists(file):
        return NoStore()
    return StoreProblem(
        _("The store {0} cannot be opened: {1}.").format(file, text),
        _("Check whether its disk is full, and who owns it and its folder. Nothing was lost."),
    )
