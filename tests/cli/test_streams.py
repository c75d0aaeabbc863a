"""Commands in an environment that lacks something: no home, closed streams, an output that rejects text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from system_users import ANA, group

PROGRAM = f'"{sys.executable}" -m bizcare_tui'


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a shell gives for a line, in which `bizcare` is this program."""
    return subprocess.run(
        ["bash", "-c", line.replace("bizcare", PROGRAM)],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_without_a_home_the_error_names_what_to_set_and_the_version_is_still_shown() -> None:
    with group() as members:
        nowhere = {"HOME": "", "BIZCARE_HOME": "", "BIZCARE_DATABASE_URL": ""}
        for command in ("list", "config", "doctor", "sync"):
            done = members.run(ANA, command, environment=nowhere)
            assert (done.returncode, done.stdout) == (2, "")
            assert "BIZCARE_HOME" in done.stderr
            assert "Traceback" not in done.stderr
        assert members.run(ANA, "--version", environment=nowhere).returncode == 0


def test_a_home_of_nobody_is_named(home: Path) -> None:
    done = shell("bizcare list", BIZCARE_HOME="~nobody-of-this-name/x")
    assert done.returncode == 2
    assert "~nobody-of-this-name/x" in done.stderr
    assert shell("bizcare --version", BIZCARE_HOME="~nobody-of-this-name/x").returncode == 0


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("bizcare config >/dev/full", 1, "No space left on device"),
        ("bizcare --version >/dev/full", 1, "No space left on device"),
        ("bizcare list --help >/dev/full", 1, "No space left on device"),
        ("bizcare config >&-", 1, "The output cannot be written"),
        ("bizcare --version >&-", 1, "The output cannot be written"),
        ("bizcare sync 2>&-", 4, ""),
        ("bizcare sync 2>/dev/full", 4, ""),
        ("bizcare list --nothing 2>/dev/full", 2, ""),
        ("bizcare config <&- 2>&- >/dev/null", 0, ""),
        ("bizcare key <&-", 2, "No key was entered"),
        ("bizcare <&- >&-", 2, "needs a terminal"),
    ],
)
def test_streams_that_are_closed_or_take_nothing(home: Path, line: str, code: int, words: str) -> None:
    done = shell(line)
    assert (done.returncode, "itself" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr
    assert not (home / "crashes").exists()


def test_a_reader_that_has_gone_ends_it_without_a_word(home: Path) -> None:
    done = shell("set -o pipefail; bizcare config --json | true")
    assert done.returncode in (0, 1)  # it may have written all before the reader went
    assert "Traceback" not in done.stderr
    assert "cannot be written" not in done.stderr


def test_a_closed_stream_is_not_written_into_a_file_that_was_opened_later(home: Path) -> None:
    (home).mkdir(mode=0o700)
    done = shell("exec 1>&- 2>&- 0<&-; bizcare doctor; bizcare outbox", BIZCARE_API_URL="http://127.0.0.1:9/")
    assert done.returncode in (0, 1)
    for file in home.rglob("*.db"):
        assert file.read_bytes()[:6] == b"SQLite"
