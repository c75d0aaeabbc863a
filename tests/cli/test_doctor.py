"""The doctor: it says what is wrong, and its report contains no personal data."""

from __future__ import annotations

import pytest
from shell import Shell

from bizcare_tui.cli.terminal_check import parse_terminal_answer
from bizcare_tui.desk.desk import Desk
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import UnparsedApiRow


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.mark.sqlite
def test_a_store_that_cannot_be_read_and_settings_that_are_wrong_are_findings(
    shell: Shell, desk: Desk
) -> None:
    for beside in desk.session.paths.data.glob("bizcare.db-*"):
        beside.unlink()
    desk.session.paths.database.write_text("not a database " * 100)
    desk.session.paths.settings_file.write_text("sinc_interval = 5\n")
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert not findings["settings"]["ok"]
    assert "line 1" in findings["settings"]["text"]
    assert not findings["store"]["ok"]
    assert "restore" in findings["store"]["next_step"]


def test_with_settings_that_cannot_be_read_the_key_goes_nowhere(
    shell: Shell, desk: Desk, sandbox: Sandbox
) -> None:
    desk.session.paths.settings_file.write_text("sinc_interval = 5\n")
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert "not checked" in findings["marketplace"]["text"]
    assert "host" not in findings
    assert not sandbox.calls


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
    store = Store(desk.session.database)
    with store.transaction() as session:
        session.add(
            UnparsedApiRow(
                account_id=1, digest="d", kind="message", reason="no date",
                raw='{"message": "Xylophon42 at www.zelkova.example"}', read_at=0,
            )
        )  # fmt: skip
    store.close()
    assert "Xylophon42" in shell.run("doctor")[1]
    _code, printed = shell.run("doctor", "--report")
    assert "CHECK unparsed" in printed
    for word in ("Xylophon42", "zelkova", "quintavalle", str(desk.session.paths.data), "127.0.0.1"):
        assert word not in printed
    assert "BIZCARE_API_KEY" in printed  # that it is set, not what it is


@pytest.mark.parametrize(
    ("answer", "check", "ok", "words"),
    [
        ("", "keyboard", True, "does not report"),
        ("\x1b[?62;4c", "emoji", True, "does not report"),
        ("\x1b[1;3R\x1b[?62;52c", "emoji", True, "two cells"),
        ("\x1b[1;2R\x1b[?62c", "emoji", False, "1 cells"),
        ("\x1b[1;3R\x1b[?1u\x1b[?62c", "keyboard", True, "distinguishes"),
        ("\x1b[1;3R\x1b[?62;52c", "clipboard", True, "accepts copied text"),
        ("\x1b[1;3R\x1b[?62;22c", "clipboard", True, "does not report whether"),
        ("\x1b[1;3R\x1bP>|evil\x07\x1b]0;x\x1b\\\x1b[?62c", "emoji", True, "two cells"),
        ("\x1b[1;3R\x1bP>|foot(1.2)\x1b\\\x1b[?62c", "program", True, "foot(1.2)"),
    ],
)
def test_what_a_terminal_answers(
    answer: str, check: str, ok: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    findings = {finding.check: finding for finding in parse_terminal_answer(answer)}
    assert findings[check].ok is ok
    assert words in findings[check].text
    assert all(finding.text.isprintable() for finding in findings.values())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("file", "text", "check", "words"),
    [
        ("config.toml", '\nkeymap = "vmi"\n', "keys", ("config.toml, line 2", "'vim'")),
        ("config.toml", '[keys]\n\nnext_unred = "n"\n', "keys", ("config.toml, line 3", "'next_unread'")),
        ("config.toml", '[keys]\nsync = "f9"\nopen = "f9"\n', "keys", ("config.toml, line 3", "f9")),
        (
            "sections.toml",
            '[[section]]\nname = "x"\nquery = "is:lte"\n',
            "sections",
            ("sections.toml", "late"),
        ),
        ("policy.toml", "[ground.other_shp]\n", "policy", ("line 1", "other_shop")),
        ("snippets/en.toml", '[own]\ntitel = "x"\ntext = "y"\n', "snippets", ("en.toml", "title")),
    ],
)
def test_whatever_would_keep_the_app_from_starting_is_found(
    shell: Shell, desk: Desk, file: str, text: str, check: str, words: tuple[str, ...]
) -> None:
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert all(findings[name]["ok"] for name in ("settings", "keys", "sections", "policy", "snippets"))
    own = desk.session.paths.config / file
    own.parent.mkdir(exist_ok=True)
    own.write_text(text)
    findings = {line["check"]: line for line in shell.json("doctor")}
    assert not findings[check]["ok"]
    said = findings[check]["text"] + findings[check]["next_step"]
    assert all(word in said for word in words), said
