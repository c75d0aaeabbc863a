"""Copying a SQLite file: progress, a limit for each lock, and the folder of the copies."""

from __future__ import annotations

import sqlite3
import stat
import time
from pathlib import Path

import pytest

from bizcare_tui.store.sqlite_copies import CopyProgress, create_copies_folder

DONE = sqlite3.SQLITE_OK


def test_progress_is_what_has_been_copied_of_all() -> None:
    steps: list[tuple[int, int]] = []
    progress = CopyProgress(10, lambda _step, done, total: steps.append((done, total)))
    for left in (100, 60, 0):
        progress(DONE, left, 100)
    assert steps == [(0, 100), (40, 100), (100, 100)]
    CopyProgress(10, None)(DONE, 0, 100)


@pytest.mark.parametrize("status", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED])
def test_a_copy_ends_when_one_lock_lasts_too_long_but_not_when_many_are_short(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = CopyProgress(10, None)
    for _lock in range(5):
        now += 9
        progress(status, 50, 100)
        progress(DONE, 50, 100)
    now += 11
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        progress(status, 50, 100)


@pytest.mark.parametrize(("parent_mode", "mode"), [(0o700, 0o700), (0o2770, 0o2770)])
def test_a_folder_for_copies_is_as_private_as_its_parent(tmp_path: Path, parent_mode: int, mode: int) -> None:
    (parent := tmp_path / "home").mkdir()
    parent.chmod(parent_mode)
    folder = parent / "backups"
    assert create_copies_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == mode
    folder.chmod(0o777 if parent_mode == 0o700 else 0o700)
    assert create_copies_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) & 0o070 == mode & 0o070


def test_what_is_in_its_place_is_used_only_if_it_is_a_folder(tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(elsewhere)
    file.write_text("a file")
    assert not create_copies_folder(link)
    assert not create_copies_folder(file)
    with pytest.raises(FileNotFoundError):
        create_copies_folder(tmp_path / "missing" / "backups")
