"""`bizcare absence`: listed, added and removed."""

from __future__ import annotations

import pytest
from shell import Shell

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_an_absence_is_added_listed_and_removed(desk: Desk, shell: Shell) -> None:
    desk.conversations.mark_read(desk.inbox.thread_ids(parse_query(""))[0])
    (added,) = shell.json("absence", "add", "--from", "2026-11-27", "--to", "2026-12-02")
    assert (added["who"], added["from"], added["to"]) == (desk.session.login, "2026-11-27", "2026-12-02")
    assert shell.json("absence") == shell.json("absence", "list") == [added]
    (forecast,) = shell.json("due", "--forecast")
    assert [day["present"] for day in forecast["days"]][:2] == [1, 0]
    assert f"Absent: {desk.session.login}" in forecast["sentence"]
    assert "0 of 1 present" in shell.run("due", "--forecast")[1]
    assert shell.run("absence", "remove", str(added["id"]))[0] == 0
    assert shell.json("absence") == []
    assert "present" not in shell.run("due", "--forecast")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("absence", "add"),
        ("absence", "add", "--from", "tomorrow"),
        ("absence", "add", "--from", "2026-12-02", "--to", "2026-12-01"),
        ("absence", "add", "--from", "2026-12-02", "--who", "nobody-of-that-name"),
        ("absence", "remove"),
        ("absence", "remove", "99"),
    ],
)
def test_wrong_arguments_are_reported(desk: Desk, shell: Shell, arguments: tuple[str, ...]) -> None:
    assert shell.run(*arguments)[0] == 2
    assert shell.stderr.startswith("bizcare: ")
