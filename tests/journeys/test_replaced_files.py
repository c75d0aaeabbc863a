"""Files of the store that another user replaced: each gives an error that names the file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sqlite import SqliteDatabase


@pytest.fixture
def file(home: Path) -> Path:
    place = SqliteDatabase(home / "bizcare.db")
    Store(place).close()
    return place.file


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("made", ["link", "pipe", "folder"])
def test_nothing_but_a_file_is_opened(file: Path, tmp_path: Path, ending: str, made: str) -> None:
    there = file.with_name(file.name + ending)
    there.unlink(missing_ok=True)
    if made == "link":
        there.symlink_to(tmp_path / "elsewhere")
    elif made == "pipe":
        os.mkfifo(there)
    else:
        there.mkdir()
    named = f"{there.name} is {'a symbolic link' if made == 'link' else 'not a file'}"
    for use in (
        SqliteDatabase(file).version,
        SqliteDatabase(file).connect,
        lambda: Store(SqliteDatabase(file)),
    ):
        with pytest.raises(StoreProblem, match=named):
            use()


def test_a_store_that_is_replaced_while_it_is_open_is_written_no_more(file: Path) -> None:
    store = Store(SqliteDatabase(file))
    copy = file.with_name("copy.db")
    shutil.copyfile(file, copy)
    copy.replace(file)
    with pytest.raises(StoreProblem, match="replaced while it was open"), store.transaction():
        pass
    store.close()
