"""Files attached to replies: which are rejected, with the reason, before anything is queued."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import BadAttachment


def test_a_file_is_read_as_it_is_now(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "patch 1.zip"
    file.write_bytes(b"PK...")
    sent = desk.replies.file(str(file))
    assert (sent.name, sent.media_type, sent.content) == ("patch 1.zip", "application/zip", b"PK...")


@pytest.mark.parametrize(
    ("name", "sent_as"),
    [
        ("-rf.txt", "rf.txt"),
        ('a"b\r\nX-Header: 1.txt', "a_b X-Header_ 1.txt"),
        ("..hidden.txt", "hidden.txt"),
        ("\x1b]0;t\x07.txt", None),
        ("x" * 240 + ".txt", "x" * 95 + "….txt"),
        ("\u202egnp.txt", None),
    ],
)
def test_names_are_safe_to_send(desk: Desk, tmp_path: Path, name: str, sent_as: str | None) -> None:
    file = tmp_path / name
    file.write_text("log")
    sent = desk.replies.file(str(file)).name
    assert sent_as is None or sent == sent_as
    assert sent.isprintable()
    assert sent.endswith(".txt")
    assert len(sent) <= 100
    assert not set(sent) & set('"\\/\r\n')


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/no/such/file.zip", "cannot be read"),
        ("/dev/null", "is not a file"),
        ("/", "cannot be read|is not a file"),
        ("a\0b.zip", "cannot be read"),
        ("x" * 300 + ".zip", "cannot be read"),
        ("empty.zip", "is empty"),
        ("script.sh", "file type.*unverified"),
        ("no ending", "this file type"),
        ("large.zip", "larger than 1 MB.*unverified"),
        ("pipe.zip", "is not a file"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_reason(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    desk.session.paths.settings_file.write_text("attachment_mb = 1\n")
    monkeypatch.chdir(tmp_path)
    for name in ("script.sh", "no ending"):
        (tmp_path / name).write_text("x")
    (tmp_path / "empty.zip").touch()
    os.mkfifo(tmp_path / "pipe.zip")
    with (tmp_path / "large.zip").open("wb") as large:
        large.truncate(2 << 30)
    with pytest.raises(BadAttachment, match=f"(?s){message}"):
        Desk().replies.file(path)


def test_the_defaults_are_those_of_the_only_known_client(desk: Desk, tmp_path: Path) -> None:
    known = [
        "jpg",
        "png",
        "gif",
        "webp",
        "bmp",
        "pdf",
        "txt",
        "log",
        "csv",
        "zip",
        "doc",
        "docx",
        "xls",
        "xlsx",
    ]
    assert desk.settings.attachment_mb == 8
    assert list(desk.settings.attachment_types) == known
    for ending in (*known, "JPEG", "XLSX"):
        (file := tmp_path / f"file.{ending}").write_text("x")
        assert desk.replies.file(str(file)).name == file.name
    with (tmp_path / "large.zip").open("wb") as large:
        large.truncate((8 << 20) + 1)
    with pytest.raises(BadAttachment, match="larger than 8 MB"):
        desk.replies.file(str(tmp_path / "large.zip"))
