"""The external editor: a real process, on a private file, without a shell."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from bizcare_tui.errors import BizcareError
from bizcare_tui.external_editor import edit_in_external_editor


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor in a folder with a blank and a bracket in its name, which runs what a test writes."""
    program = tmp_path / "my $(editor)" / "edit.py"
    program.parent.mkdir()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{program}'")
    return program


def test_what_the_editor_wrote_is_the_text(editor: Path) -> None:
    editor.write_text(
        "import sys, pathlib\nf = pathlib.Path(sys.argv[1])\nf.write_text(f.read_text() + ' and more\\n')\n"
    )
    assert edit_in_external_editor("Hola\n\nMarta") == "Hola\n\nMarta and more"


def test_the_file_is_private_and_gone_afterwards(editor: Path, tmp_path: Path) -> None:
    reported = tmp_path / "reported"
    editor.write_text(
        "import sys, os, pathlib\nf = pathlib.Path(sys.argv[1])\n"
        f"pathlib.Path({str(reported)!r}).write_text("
        "f'{f}\\n{f.stat().st_mode}\\n{f.parent.stat().st_mode}')\n"
    )
    edit_in_external_editor("secret")
    name, file_mode, folder_mode = reported.read_text().splitlines()
    assert not Path(name).exists()
    assert stat.S_IMODE(int(file_mode)) == 0o600
    assert stat.S_IMODE(int(folder_mode)) == 0o700


def test_what_terminals_obey_does_not_come_back(editor: Path) -> None:
    editor.write_text(
        "import sys, pathlib\npathlib.Path(sys.argv[1]).write_bytes(b'a\\x1b]0;x\\x07b\\xff')\n"
    )
    assert "\x1b" not in edit_in_external_editor("")


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("/no/such/editor", "cannot be run"),
        (f"{sys.executable} -c 'raise SystemExit(3)'", "ended with 3"),
        ("an 'open quote", "cannot be read"),
    ],
)
def test_an_editor_that_fails_says_so(monkeypatch: pytest.MonkeyPatch, command: str, reported: str) -> None:
    monkeypatch.setenv("VISUAL", command)
    with pytest.raises(BizcareError, match=reported):
        edit_in_external_editor("text")


def test_no_shell_reads_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    monkeypatch.setenv("VISUAL", f"true ; touch {victim} ; $(touch {victim})")
    assert edit_in_external_editor("text") == "text"
    assert not victim.exists()


def test_the_editor_does_not_get_the_keys_and_passwords(
    editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_IMAP_PASSWORD", "s3cret-word")
    editor.write_text(
        "import os, sys, pathlib\npathlib.Path(sys.argv[1]).write_text(str(dict(os.environ)))\n"
    )
    variables = edit_in_external_editor("")
    assert "EDITOR" in variables
    assert "s3cret-word" not in variables
