"""The log and crash reports: no secret, no personal text, and nothing typed is lost."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bizcare_tui import logs
from bizcare_tui.desk.crash import report_crash
from bizcare_tui.paths import Paths

KEY = "s3cret-key-of-the-api"


@pytest.fixture
def paths(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    monkeypatch.setenv("BIZCARE_API_KEY", KEY)
    before = list(logs.log.handlers)
    for handler in before:
        logs.log.removeHandler(handler)
    yield Paths(home, home)
    logs.log.handlers[:] = before


def written(paths: Paths) -> str:
    return "".join(file.read_text() for file in sorted((paths.data / "logs").glob("*.log*")))


def test_a_line_holds_no_secret_no_address_and_no_control_character(paths: Paths) -> None:
    logs.start_logging(paths, "ana/../../etc")
    logs.start_logging(paths, "ana")
    logs.log.warning(
        "refused: %s", f"{KEY} api_key={KEY}&x token: abcdefg https://u:pw@db/x?k=v maria@costa.example"
    )
    logs.log.info("two\nlines \x1b]52;c;ZXZpbA==\x07\x9b31m")
    text = written(paths)
    assert text.count("\n") == 2
    for secret in (KEY, "abcdefg", "pw@", "?k=v", "maria@costa.example", "\x1b", "\x9b"):
        assert secret not in text
    assert [line.split()[2] for line in text.splitlines()] == ["WARNING", "INFO"]
    (file,) = (paths.data / "logs").glob("*.log")
    assert file.name == "bizcare-ana_.._.._etc.log"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_several_programs_write_one_log_and_put_it_aside_when_it_is_full(paths: Paths) -> None:
    program = (
        "import sys; from bizcare_tui import logs; from bizcare_tui.paths import Paths\n"
        "logs.LARGEST_LOG = 60_000\n"
        "logs.start_logging(Paths.from_environment(), 'ana')\n"
        "for n in range(400): logs.log.info('%s-%d %s', sys.argv[1], n, 'x' * 60)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(n)]) for n in range(4)]
    assert [each.wait(60) for each in running] == [0] * 4
    files = [*(paths.data / "logs").glob("*.log"), *(paths.data / "logs").glob("*.log.[0-9]")]
    assert len(files) > 2
    assert all(file.stat().st_size <= 60_000 for file in files)
    lines = written(paths).splitlines()
    assert len({line.split()[3] for line in lines}) == 1600


def test_where_no_log_can_be_written_the_program_goes_on(paths: Paths) -> None:
    (paths.data).mkdir(parents=True)
    (paths.data / "logs").write_text("in the way")
    logs.start_logging(paths, "ana")
    logs.log.warning("nothing")
    assert (paths.data / "logs").read_text() == "in the way"
    logging.getLogger("bizcare").info("still nothing")


def test_a_report_has_the_way_there_and_not_what_was_there(paths: Paths) -> None:
    def fails(message: str) -> None:
        raise KeyError(f"{message} {KEY}")

    try:
        fails("maria@costa.example wrote")
    except KeyError as error:
        problem = report_crash(paths, error, ["half a reply\x1b[31m"])
    (folder,) = (paths.data / "crashes").iterdir()
    report = (folder / "report.txt").read_text()
    assert "in fails" in report
    assert "bizcare 0." in report
    assert KEY not in report
    assert "maria@" not in report
    assert (folder / "text-1.txt").read_text() == "half a reply\x1b[31m"
    assert str(folder) in str(problem)
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_reports_are_forgotten_but_no_text_of_anybody(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "REPORTS_KEPT", 2)
    for typed in (["a text"], [], [], [], []):
        logs.crash_report(paths, ValueError("x"), ["bizcare"], typed)
    folders = list((paths.data / "crashes").iterdir())
    assert len(folders) == 3
    assert sum(bool(list(folder.glob("text-*"))) for folder in folders) == 1
