"""`bizcare unsaved`, and `--plain` while the store cannot be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from purchase_desk import THREAD, PurchaseDesk, open_purchase_desk
from shell import Shell

from bizcare_tui.cli.plain.mode import LineMode
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText, UnsavedTexts

TEXT = "half a sentence\nand another"


@pytest.fixture
def at_desk(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_texts_are_listed_shown_restored_and_removed(at_desk: PurchaseDesk, shell: Shell) -> None:
    texts = UnsavedTexts(at_desk.desk.session.paths)
    texts.keep(UnsavedText(TextKind.DRAFT, TEXT, (THREAD,), at="2026-11-26T08:00:00+00:00"))
    texts.keep(UnsavedText(TextKind.NOTE, "rang at noon", (THREAD,), at="2026-11-26T09:00:00+00:00"))
    _code, listed = shell.run("unsaved")
    assert listed.splitlines()[0] == "1. 2026-11-26 09:00  reply, thread 7: half a sentence and another"
    assert [(line["kind"], line["text"]) for line in shell.json("unsaved")] == [
        ("draft", TEXT),
        ("note", "rang at noon"),
    ]
    assert shell.run("unsaved", "show", "1") == (0, TEXT + "\n")
    assert shell.run("unsaved", "restore", "2")[0] == 1
    assert shell.run("unsaved", "restore", "1")[0] == 0
    assert at_desk.desk.replies.draft(THREAD).text == TEXT
    assert shell.run("unsaved", "discard", "1")[0] == 0
    assert shell.run("unsaved") == (0, "")
    assert shell.run("unsaved", "show", "1")[0] == 2


@pytest.mark.sqlite
@pytest.mark.parametrize("answer", ["k", "t", "d", ""])
def test_plain_keeps_and_asks_about_a_reply_that_a_locked_store_refuses(
    at_desk: PurchaseDesk, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    at_desk.desk.session.limit_busy_wait(0.05)
    lines = iter([str(THREAD), "reply", *TEXT.splitlines(), ".."])
    with closing(sqlite3.connect(at_desk.desk.session.paths.database, isolation_level=None)) as other:

        def ask(question: str) -> str:
            if "What now?" in question:
                if answer == "t" and other.in_transaction:
                    other.execute("ROLLBACK")
                if not answer:
                    raise EOFError
                return answer
            line = next(lines, "quit")
            if line == TEXT.splitlines()[0]:
                other.execute("BEGIN IMMEDIATE")
            return line

        LineMode(at_desk.desk, ask).run()
    kept = [each.content.text for each in UnsavedTexts(at_desk.desk.session.paths).found()]
    assert kept == ([TEXT] if answer in ("k", "") else [])
    assert at_desk.desk.replies.draft(THREAD).text == (TEXT if answer == "t" else "")
    capsys.readouterr()
    LineMode(at_desk.desk, lambda _question: "quit").run()
    assert ("could not be saved" in capsys.readouterr().out) == bool(kept)
