"""Scratch folders: what a killed program left is found and removed, what is in use is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bizcare_tui.errors import WrongUsage
from bizcare_tui.scratch import find_leftovers, new_private_file, remove_leftovers, scratch_folder

WRITER = """
import sys, time
from pathlib import Path
from bizcare_tui.scratch import new_private_file
with new_private_file(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    print("writing", flush=True)
    time.sleep(600)
"""


@contextmanager
def writer(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that writes a file, and has not finished."""
    program = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "writing\n"
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


def test_a_killed_program_leaves_no_file_of_the_name_and_what_it_left_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    with writer(file) as program:
        assert find_leftovers([tmp_path], []) == []  # it is in use
        assert remove_leftovers([tmp_path], []) == []
        program.kill()
        program.wait()
    assert not file.exists()
    (left,) = find_leftovers([tmp_path], [])
    assert (left / "draft").read_text() == "half"
    assert remove_leftovers([tmp_path], []) == [left]
    assert list(tmp_path.iterdir()) == []
    with new_private_file(file) as draft:
        draft.write_text("whole")
    assert [file.read_text(), *tmp_path.iterdir()] == ["whole", file]


def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "copy.db"

    def write() -> None:
        with new_private_file(file) as draft:
            draft.write_text("ours")
            file.write_text("theirs")

    with pytest.raises(WrongUsage, match="File exists"):
        write()
    assert [file.read_text(), *tmp_path.iterdir()] == ["theirs", file]


def test_on_a_disk_without_hard_links_the_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with new_private_file(tmp_path / "copy.db") as draft:
        draft.write_text("whole")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["whole"]


def test_drafts_of_programs_that_run_no_more_are_removed_in_folders_of_our_own_alone(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead = tmp_path / f".api-key.{ended.pid}"
    alive = tmp_path / f".api-key.{os.getpid()}"
    for file in (dead, alive):
        file.write_text("key")
    assert remove_leftovers([tmp_path], []) == []
    assert remove_leftovers([], [tmp_path]) == [dead]
    assert list(tmp_path.iterdir()) == [alive]


def test_a_folder_of_an_earlier_release_is_removed_when_nothing_wrote_to_it_for_a_day(tmp_path: Path) -> None:
    old, new = tmp_path / ".restoring-abc_1", tmp_path / ".restoring-abc_2"
    for folder in (old, new):
        folder.mkdir()
        (folder / "store.db").write_text("half")
    for path in (old / "store.db", old):
        os.utime(path, (1_000_000, 1_000_000))
    assert remove_leftovers([tmp_path], []) == [old]
    assert list(tmp_path.iterdir()) == [new]


def test_links_are_not_followed(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "file").write_text("kept")
    (tmp_path / ".bizcare-0123456789ab").symlink_to(theirs)
    assert remove_leftovers([tmp_path], [tmp_path]) == []
    assert (theirs / "file").exists()


def test_it_is_removed_at_the_end_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path) as folder:
        (folder / "x").write_text("x")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
