"""A store on a full or read-only disk can still be read, and the error says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk


@pytest.fixture
def disk(desk: Desk, tmp_path: Path) -> Iterator[Path]:
    """A small disk with the store on it, which no program has open."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=8m,mode=700 tmpfs {folder} 2>/dev/null"):
        pytest.skip("no disk can be mounted here")
    try:
        desk.session.store().close()
        program = "from bizcare_tui.desk.desk import Desk; Desk().session.store().close()"
        subprocess.run([sys.executable, "-c", program], check=True)
        shutil.copy(desk.session.paths.database, folder / "bizcare.db")
        yield folder
    finally:
        os.system(f"umount --lazy {folder}")  # a mount left behind breaks the runs that come after


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bizcare_tui", *arguments],
        env={**os.environ, "BIZCARE_DATABASE_URL": f"sqlite:///{folder}/bizcare.db"},
        capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def fill(folder: Path) -> None:
    with (folder / "full").open("wb", buffering=0) as stream:
        for size in (1 << 16, 1):
            try:
                while True:
                    stream.write(bytes(size))
            except OSError:
                pass


@pytest.mark.sqlite
@pytest.mark.parametrize("is_full", [True, False])
def test_what_can_be_read_is_read(disk: Path, is_full: bool) -> None:
    expected = run(disk, "list", "--json").stdout
    assert expected.count("\n") > 10
    for beside in ("-wal", "-shm"):
        (disk / f"bizcare.db{beside}").unlink(missing_ok=True)
    if is_full:
        fill(disk)
    else:
        assert os.system(f"mount -o remount,ro {disk}") == 0
    done = run(disk, "list", "--json")
    assert (done.returncode, done.stdout) == (0, expected), done.stderr
    assert "can only be read" in done.stderr
    assert "Free some" in done.stderr
    thread = expected.split('"id": ')[1].split(",")[0]
    for words in (("show", thread), ("due",), ("stats",), ("learn", "--report"), ("outbox",), ("export",)):
        done = run(disk, *words)
        assert done.returncode in (0, 3), (words, done.stderr)
    # What writes ends in a sentence with what to do.
    copy = str(disk / "bizcare.db")
    for line in (["tag", thread, "--tags", "x"], ["sync"], ["restore", copy], ["backup", f"{disk}/copy.db"]):
        done = run(disk, *line)
        assert done.returncode in (1, 2), (line, done.stderr)
        assert "itself" not in done.stderr
        assert any(words in done.stderr for words in ("Check", "Free some", "free space", "Give another")), (
            done.stderr
        )
