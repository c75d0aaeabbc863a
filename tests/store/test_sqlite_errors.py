"""Errors of SQLite as messages that say what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from bizcare_tui.errors import NoStore, StoreBusy, StoreProblem, StoreUnreadable
from bizcare_tui.store.sqlite_errors import sqlite_problem


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("database is locked", StoreBusy, "is busy"),
        ("database table is locked: reply", StoreBusy, "is busy"),
        ("database or disk is full", StoreProblem, "no space left"),
        ("attempt to write a readonly database", StoreProblem, "cannot be written"),
        ("file is not a database", StoreUnreadable, r"damaged \(file is not"),
        ("database disk image is malformed", StoreUnreadable, r"damaged \(database disk"),
        ("disk I/O error", StoreProblem, "cannot be opened: disk I/O error"),
    ],
)
def test_each_error_has_a_message_with_the_file_and_a_next_step(
    tmp_path: Path, text: str, kind: type[StoreProblem], words: str
) -> None:
    file = tmp_path / "bizcare.db"
    file.touch()
    problem = sqlite_problem(sqlite3.OperationalError(text), file)
    assert type(problem) is kind
    assert str(file) in problem.sentence
    assert problem.next_step
    with pytest.raises(StoreProblem, match=words):
        raise problem


def test_a_violated_constraint_is_no_trouble_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    file.touch()
    problem = sqlite_problem(sqlite3.IntegrityError("UNIQUE constraint failed: account.id"), file)
    assert problem.sentence == f"The store {file} rejected the change: UNIQUE constraint failed: account.id."
    assert problem.next_step is not None


def test_a_file_that_is_missing_is_no_store_but_a_broken_link_is_in_the_way(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    error = sqlite3.OperationalError("unable to open database file")
    assert isinstance(sqlite_problem(error, file), NoStore)
    file.symlink_to(tmp_path / "nowhere")
    assert not isinstance(sqlite_problem(error, file), NoStore)


def test_a_file_system_that_is_read_only_is_named_as_what_it_is(tmp_path: Path) -> None:
    problem = sqlite_problem(OSError(errno.EROFS, os.strerror(errno.EROFS)), tmp_path / "bizcare.db")
    assert "cannot be written" in problem.sentence


def test_a_damaged_store_is_to_be_restored_from_its_own_backups(tmp_path: Path) -> None:
    problem = sqlite_problem(sqlite3.DatabaseError("malformed"), tmp_path / "bizcare.db")
    assert str(tmp_path / "backups") in problem.next_step
