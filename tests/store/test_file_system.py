"""The kind of file system that a folder is on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bizcare_tui.store import file_system
from bizcare_tui.store.file_system import NETWORK_FILE_SYSTEMS, file_system_of

MOUNTS = """sysfs /sys sysfs rw 0 0
disk / ext4 rw 0 0
nas:/home /home nfs4 rw 0 0
nas:/my\\040files /home/ana/my\\040files cifs rw 0 0
nas:/data /srv nfs rw 0 0
disk /srv ext4 rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "mounts"
    file.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(file_system, "_MOUNTS", file)
    return file


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/", "ext4"),
        ("/home", "nfs4"),
        ("/home/ana/bizcare", "nfs4"),
        ("/homework", "ext4"),
        ("/home/ana/my files/bizcare", "cifs"),
        ("/srv/store", "ext4"),
    ],
)
def test_the_nearest_folder_above_counts_and_the_later_of_two(mounts: Path, folder: str, kind: str) -> None:
    assert file_system_of(Path(folder)) == kind


@pytest.mark.parametrize("content", [b"", b"nonsense\n\n", b"\xff\xfe\x00 / \n", b"disk /elsewhere ext4 rw"])
def test_an_unreadable_list_of_mounts_is_no_answer(mounts: Path, content: bytes) -> None:
    mounts.write_bytes(content)
    assert file_system_of(Path("/home")) == ""


def test_a_system_without_a_list_of_mounts_is_no_answer(mounts: Path) -> None:
    mounts.unlink()
    assert file_system_of(Path("/home")) == ""


def test_no_local_disk_counts_as_a_network() -> None:
    assert {"nfs", "nfs4", "cifs", "fuse.sshfs"} <= NETWORK_FILE_SYSTEMS
    assert not {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs"} & NETWORK_FILE_SYSTEMS
