"""The doctor: whatever is wrong, it says what, and a report of it names nobody."""

from __future__ import annotations

import pytest
from shell import Shell

from bizcare_tui.cli.probing import told_by
from bizcare_tui.desk.desk import Desk
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Unparsed


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.mark.sqlite
def test_a_store_that_cannot_be_read_and_settings_that_are_wrong_are_findings(
    shell: Shell, desk: Desk
) -> None:
    for beside in desk.paths.data.glob("bizcare.db-*"):
        beside.unlink()
    desk.paths.database.write_text("not a database " * 100)
    desk.paths.settings_file.write_text("sinc_interval = 5\n")
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert not findings["settings"]["ok"]
    assert "line 1" in findings["settings"]["text"]
    assert not findings["store"]["ok"]
    assert "restore" in findings["store"]["next_step"]


def test_without_a_network_the_host_is_named(
    shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_API_URL", "http://127.0.0.1:1/request/")
    for key in (True, False):
        if not key:
            monkeypatch.delenv("BIZCARE_API_KEY")
        findings = {line["check"]: line for line in shell.json("doctor")}
        assert not findings["host"]["ok"]


def test_a_report_names_nobody(shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "quintavalle")
    store = Store(desk._place)
    with store.transaction() as session:
        session.add(
            Unparsed(
                account_id=1, digest="d", kind="message", reason="no date",
                raw='{"message": "Xylophon42 at www.zelkova.example"}', read_at=0,
            )
        )  # fmt: skip
    store.close()
    assert "Xylophon42" in shell.run("doctor")[1]
    _code, told = shell.run("doctor", "--report")
    assert "LOOK unparsed" in told
    for word in ("Xylophon42", "zelkova", "quintavalle", str(desk.paths.data), "127.0.0.1"):
        assert word not in told
    assert "BIZCARE_API_KEY" in told  # that it is set, not what it is


@pytest.mark.parametrize(
    ("answer", "check", "ok", "words"),
    [
        ("", "keyboard", True, "does not tell"),
        ("\x1b[?62;4c", "emoji", True, "does not tell"),
        ("\x1b[1;3R\x1b[?62;52c", "emoji", True, "two cells"),
        ("\x1b[1;2R\x1b[?62c", "emoji", False, "1 cells"),
        ("\x1b[1;3R\x1b[?1u\x1b[?62c", "keyboard", True, "apart"),
        ("\x1b[1;3R\x1b[?62;52c", "clipboard", True, "takes copies"),
        ("\x1b[1;3R\x1b[?62;22c", "clipboard", True, "not told"),
        ("\x1b[1;3R\x1bP>|evil\x07\x1b]0;x\x1b\\\x1b[?62c", "emoji", True, "two cells"),
        ("\x1b[1;3R\x1bP>|foot(1.2)\x1b\\\x1b[?62c", "program", True, "foot(1.2)"),
    ],
)
def test_what_a_terminal_answers(
    answer: str, check: str, ok: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    findings = {finding.check: finding for finding in told_by(answer)}
    assert findings[check].ok is ok
    assert words in findings[check].text
    assert all(finding.text.isprintable() for finding in findings.values())
