"""Text that another program wrote into the database sends no sequences to a terminal."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shell import Shell

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query

HOSTILE = "\x1b]0;title\x07 \x1b[2J \x9b31m \x85 \u202egnp.exe \u2066 end"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
TEXTS = {
    "account": ("problem",),
    "thread": ("topic", "product_name", "website", "prestashop_version"),
    "message": ("text", "reported_name"),
    "product": ("name",),
    "inbox_entry": ("topic", "product", "customer", "shop", "prestashop_version", "tags"),
    "person": ("login",),
    "reply": ("text", "error", "reason"),
    "reply_file": ("name",),
    "draft": ("text",),
    "unparsed_api_row": ("kind", "reason", "raw"),
}


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def thread(desk: Desk, tmp_path: Path) -> int:
    """A thread with a note, a tag and a reply, in a store whose texts another program has replaced."""
    found = desk.inbox.thread_ids(parse_query(""))[0]
    desk.verbs.note([found], "A note.")
    desk.verbs.tag([found], "urgent")
    desk.replies.queue(found, "Hello,\n\nI opened the checkout and found the cause.\n", override="I know.")
    with closing(sqlite3.connect(desk.session.paths.database)) as connection, connection:
        for table, columns in TEXTS.items():
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = ? || coalesce({column}, '')", (HOSTILE,))
        note = json.dumps({"text": HOSTILE}, ensure_ascii=False)
        connection.execute("UPDATE act SET content = ? WHERE verb = 'note'", (note,))
    return found


@pytest.mark.sqlite
def test_no_command_prints_what_commands_a_terminal(shell: Shell, thread: int, tmp_path: Path) -> None:
    number = str(thread)
    for command in (
        ("list",), ("show", number), ("away",), ("stats",), ("doctor",), ("decisions",), ("customer", number),
        ("snippets",), ("outbox",), ("acts", number), ("explain", number), ("evaluate", number), ("due",),
        ("unsaved",), ("compat", "1"), ("learn", "--report"), (HOSTILE,), ("list", "--until", HOSTILE),
        ("restore", str(tmp_path / HOSTILE.replace("/", ""))),
    ):  # fmt: skip
        _code, out = shell.run(*command)
        assert COMMANDS.findall(out + shell.stderr) == [], command
        assert "Traceback" not in shell.stderr


@pytest.mark.sqlite
def test_json_keeps_every_letter_as_an_escape(shell: Shell, thread: int) -> None:
    _code, out = shell.run("show", str(thread), "--json")
    assert COMMANDS.findall(out) == []
    assert HOSTILE in json.loads(out)["topic"]


@pytest.mark.sqlite
def test_what_a_copy_says_of_itself_is_made_safe(shell: Shell, desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert shell.run("backup", str(copy))[0] == 0
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", ("9" + HOSTILE,))
    assert shell.run("restore", str(copy))[0] == 1
    assert "newer bizcare" in shell.stderr
    assert COMMANDS.findall(shell.stderr) == []


@pytest.mark.sqlite
def test_a_restored_copy_is_cleaned_as_an_imported_file_is(
    shell: Shell, desk: Desk, thread: int, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    assert shell.run("backup", str(copy))[0] == 0
    assert shell.run("restore", str(copy))[0] == 0
    with closing(sqlite3.connect(desk.session.paths.database)) as connection:
        for table, columns in TEXTS.items():
            for column in (each for each in columns if each != "raw"):
                for (text,) in connection.execute(f"SELECT {column} FROM {table}"):
                    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text or ""), (table, column)
        for (content,) in connection.execute("SELECT content FROM act"):
            assert "\x1b" not in json.dumps(json.loads(content), ensure_ascii=False)
