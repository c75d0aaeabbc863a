"""Odd values that once caused a crash: each gives a sentence or a plain answer."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from shell import Shell

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.mark.sqlite
def test_odd_values_end_in_a_sentence(
    shell: Shell, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = str(desk.inbox.thread_ids(parse_query(""))[0])
    for line, code in (
        (("fix", thread, "--defect", "abc"), 2),
        (("fix", thread, "--defect", "99999999999999999999"), 2),
        (("due", "--within", "9999999d", "--json"), None),
        (("list", "date:0001..9999"), 0),
        (("list", "date:9999-12-31"), 0),
        (("list", "date:<0001-01-01"), 0),
        (("list", "due:<9999w"), 0),
        (("backup", str(tmp_path / "no\udcff.db")), 0),
        (("compat", "--import", "/dev/zero"), 2),
        (("reply", thread, "--file", "/dev/zero"), 2),
        (("draft", thread, "--file", "/proc/self/mem"), 2),
        (("reply", thread, "--file", "/etc/hostname", "--attach", "/proc/self/mem"), 2),
        (("verify", "--against", "/dev/zero"), 2),
        (("nothing\x1b]0;x\x07",), 2),
    ):
        ended, _out = shell.run(*line)
        assert "itself" not in shell.stderr, (line, shell.stderr)
        assert "\x1b" not in shell.stderr
        assert code is None or ended == code, (line, ended, shell.stderr)
    monkeypatch.setenv("BIZCARE_API_URL", "http://[::1")
    assert shell.run("sync")[0] == 2
    assert "BIZCARE_API_URL" in shell.stderr
    monkeypatch.delenv("BIZCARE_API_URL")
    for setting in ('mail_source = "imaps://u@h[/INBOX"', 'notify_webhook = "https://[::1"'):
        desk.session.paths.settings_file.write_text(setting + "\n")
        assert shell.run("doctor")[0] == 1
        assert "itself" not in shell.stderr
        assert shell.run("list")[0] == 2
    assert not (desk.session.paths.data / "crashes").exists()


@pytest.mark.sqlite
def test_a_pack_can_be_made_of_a_thread_with_half_a_letter(shell: Shell, desk: Desk, tmp_path: Path) -> None:
    thread = desk.inbox.thread_ids(parse_query(""))[0]
    with closing(sqlite3.connect(desk.session.paths.database)) as connection:
        raw = json.dumps({"message": "half \ud83d of it"})
        connection.execute("UPDATE message SET raw = ? WHERE thread_id = ?", (raw, thread))
        connection.commit()
    file = tmp_path / "pack.zip"
    assert shell.run("evidence", str(thread), "--out", str(file))[0] == 0, shell.stderr
    with ZipFile(file) as pack:
        first = pack.read("raw/messages.jsonl").splitlines()[0]
    assert json.loads(first) == {"message": "half \ud83d of it"}
