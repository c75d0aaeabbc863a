"""The commands that move, keep and erase the store: what they print, where, and what they refuse."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from shell import Shell

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def scored(desk: Desk) -> Desk:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    return desk


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BIZCARE_DATABASE_URL", f"sqlite:///{tmp_path}/other/bizcare.db")


def test_an_export_is_imported_and_exported_the_same(
    shell: Shell, scored: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.jsonl"
    (line,) = shell.json("export", str(file))
    assert line["tables"]["thread"] == 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shell.run("export", str(file))[0] == 2  # nothing is written over
    elsewhere(monkeypatch, tmp_path)
    (line,) = shell.json("import", str(file))
    assert line["verified"]
    code, _out = shell.run("import", str(file))
    assert code == 1
    assert "already contains a store" in shell.stderr
    done = subprocess.run(
        [sys.executable, "-m", "bizcare_tui", "export"], capture_output=True, check=True, env=os.environ
    )
    assert done.stdout == file.read_bytes()


def test_threads_are_exported_to_be_read(shell: Shell, scored: Desk, tmp_path: Path) -> None:
    scored.verbs.tag([scored.inbox.thread_ids(parse_query(""))[0]], "one")
    (line,) = shell.json("export", "--markdown", str(tmp_path / "md"), "--query", "tag:one")
    assert line["threads"] == 1
    (file,) = (tmp_path / "md").iterdir()
    assert file.read_text().startswith("# ")
    assert shell.run("export", "--markdown", str(tmp_path / "md"))[0] == 2
    assert shell.run("export", "--query", "x")[0] == 2
    assert shell.run("export", "--csv", str(tmp_path / "csv"), str(tmp_path / "x"))[0] == 2


def test_a_backup_says_what_is_in_it_and_is_brought_back(
    shell: Shell, scored: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy,) = shell.json("backup", str(tmp_path / "copy.db"))
    assert (copy["threads"], copy["broken"]) == (60, None)
    code, out = shell.run("backup")
    assert code == 0
    assert Path(out.strip()).exists()
    elsewhere(monkeypatch, tmp_path)
    (back,) = shell.json("restore", str(tmp_path / "copy.db"))
    assert back["kept"] is None
    assert len(shell.json("list", "--limit", "0")) == 60
    (back,) = shell.json("restore", str(tmp_path / "copy.db"))
    assert Path(back["kept"]).exists()
    assert shell.run("restore", str(tmp_path / "none.db"))[0] == 1
    assert "Traceback" not in shell.stderr


def test_what_would_be_erased_is_listed_first(shell: Shell, scored: Desk) -> None:
    thread = scored.inbox.thread_ids(parse_query(""))[0]
    topic = thread_json(scored, thread)["topic"]
    (reported,) = shell.json("erase", str(thread))
    assert not reported["erased"]
    assert thread in reported["threads"]
    code, out = shell.run("erase", str(thread))
    assert code == 0
    assert topic in out
    assert thread_json(scored, thread)["topic"] == topic
    (reported,) = shell.json("erase", str(thread), "--yes")
    assert reported["erased"]
    assert thread_json(scored, thread)["topic"] != topic
    assert shell.run("verify")[0] == 0
    assert shell.run("erase")[0] == 2
    assert shell.run("erase", "--old")[0] == 1  # no time is set
    assert "keep_months" in shell.stderr


def test_files_of_ours_that_may_still_hold_it_are_named(shell: Shell, scored: Desk) -> None:
    data = scored.session.paths.data
    kept = [data / "backups" / "old.db", data / "copied.txt", data / "crashes" / "one" / "text-1.txt"]
    for file in (*kept, data / "crashes" / "one" / "report.txt"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("what somebody wrote")
    first, second = scored.inbox.thread_ids(parse_query(""))[:2]
    (reported,) = shell.json("erase", str(first), "--yes")
    assert reported["copies"] == [str(file) for file in kept]
    assert shell.run("erase", str(second), "--yes")[0] == 0
    assert [str(file) for file in kept if str(file) in shell.stderr] == reported["copies"]


@pytest.mark.sqlite
def test_every_place_that_may_still_hold_it_is_named(
    shell: Shell, scored: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = scored.session.paths.data
    desk = tmp_path / "desk"  # a shared desk: the store is elsewhere than what is the person's own
    desk.mkdir()
    assert shell.run("migrate", "--to", f"sqlite:///{desk}/team.db")[0] == 0
    monkeypatch.setenv("BIZCARE_DATABASE_URL", f"sqlite:///{desk}/team.db")
    first, second = Desk().inbox.thread_ids(parse_query(""))[:2]
    made = [tmp_path / name for name in ("copy.db", "all.jsonl", "sheets", "texts", "pack.zip")]
    copy, whole, sheets, texts, pack = map(str, made)
    for command in (
        ("backup", copy), ("export", whole), ("export", "--csv", sheets), ("export", "--markdown", texts),
        ("evidence", str(first), "--out", pack), ("restore", copy),
    ):  # fmt: skip
        assert shell.run(*command)[0] == 0, shell.stderr
    left = desk / ".restoring-killed" / "store.db"
    unsaved = home / "unsaved" / "one.txt"
    paste = [home / "to-paste" / f"refund-{number}.txt" for number in (first, second)]
    log = home / "logs" / "bizcare-old.log"
    for file in (left, unsaved, *paste, log):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text("2026-01-02T03:04:05Z 1 WARNING reply: shop.example belongs to another customer\n")
    os.utime(left, (1, 1))
    os.utime(left.parent, (1, 1))
    (reported,) = shell.json("erase", str(first), "--yes")
    kept = [*map(str, desk.glob("backups/*-before-restore.db"))]
    assert len(kept) == 1
    expected = [*map(str, made), *kept, str(unsaved), str(paste[1]), str(log), str(home / "bizcare.db")]
    # The old store is still open here: its journal is named too, the present store's is not.
    assert sorted(reported["copies"]) == sorted([*expected, str(home / "bizcare.db-wal")])
    assert not left.exists()  # nobody uses it
    assert not paste[0].exists()  # ours, and of this thread


@pytest.mark.sqlite
def test_a_missing_store_is_reported(shell: Shell, home: Path, tmp_path: Path) -> None:
    for command in (("backup",), ("export", str(tmp_path / "x")), ("export", "--csv", str(tmp_path / "y"))):
        assert shell.run(*command)[0] == 1
        assert "bizcare sync" in shell.stderr
    (tmp_path / "bad").write_text(json.dumps({"bizcare": "store"}))
    assert shell.run("import", str(tmp_path / "bad"))[0] == 1
    assert shell.run("import", str(tmp_path / "nothing"))[0] == 1
