"""`bizcare authors`: the groups, a decision with its effect, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shell import Shell
from unattributed_account import ANSWERED, DUE, ENDINGS, LATE, unattributed_desk

from bizcare_tui.desk.desk import Desk

EFFECT = {"answered": 3, "in_time": 2, "follow_ups": 2, "late": -1, "due": -2, "missed": 0}


@pytest.fixture
def shell(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    with unattributed_desk(monkeypatch):
        yield Shell(capsys)


def test_groups_are_listed_with_the_deadlines_that_depend_on_them(shell: Shell) -> None:
    found = shell.json("authors")
    assert [(each["ending"], each["identifies"], each["deadlines"]) for each in found] == list(
        zip(ENDINGS, (True, False, True), (3, 2, 1), strict=True)
    )
    ana = found[0]
    assert (ana["threads"], ana["customers"], len(ana["messages"])) == (3, 3, 4)
    assert ana["messages"][0] | {"id": 0} == {
        "id": 0, "thread": ANSWERED, "topic": "The cart fails 3", "at": "2026-11-26T09:20:00+01:00",
    }  # fmt: skip
    code, out = shell.run("authors")
    assert code == 0
    assert out.splitlines()[0] == f"{ana['group']}  ×4  3 deadlines  Ana ⏎ Nordlys  #3 The cart fails 3"


def test_a_decision_prints_its_effect_and_is_undone_at_once(shell: Shell) -> None:
    group = shell.json("authors")[0]["group"]
    (planned,) = shell.json("authors", "--ours", group, "--dry-run")
    assert (planned["act"], planned["effect"]) == (None, EFFECT)
    assert shell.json("authors")[0]["group"] == group
    (done,) = shell.json("authors", "--ours", group)
    assert done == planned | {"act": done["act"]}
    assert done["threads"] == [LATE, DUE, ANSWERED]
    assert [each["ending"] for each in shell.json("authors")] == ENDINGS[1:]
    assert shell.run("undo")[0] == 0
    assert shell.json("authors")[0]["group"] == group


def test_the_effect_is_said_in_words(shell: Shell) -> None:
    group = shell.json("authors")[0]["group"]
    words = "3 first answers become answered · 1 late less · 2 due less · 2 follow-ups begin"
    assert shell.run("authors", "--ours", group, "--dry-run") == (0, "")
    assert words in shell.stderr
    assert "--dry-run" in shell.stderr
    assert shell.run("authors", "--customer", group) == (0, "")
    assert "Ana ⏎ Nordlys → the customer's: 4 messages · 3 threads · 3 customers" in shell.stderr
    assert "no deadline changes" in shell.stderr


def test_single_messages_are_chosen_or_left_out(shell: Shell) -> None:
    ana, merci, _luis = shell.json("authors")
    first, *others = [each["id"] for each in ana["messages"]]
    (done,) = shell.json("authors", "--ours", ana["group"], "--but", str(first))
    assert done["messages"] == others
    one, two = (str(each["id"]) for each in merci["messages"])
    assert shell.run("authors", "--customer", merci["group"])[0] == 1
    (done,) = shell.json("authors", "--customer", merci["group"], "--only", one)
    assert done["messages"] == [int(one)]
    assert shell.run("authors", "--customer", merci["group"], "--but", two)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ours", "0123456789"),
        ("--dry-run",),
        ("--only", "1"),
        ("--ours", "GROUP", "--only", "99"),
        ("--ours", "GROUP", "--customer", "GROUP"),
    ],
)
def test_what_names_nothing_changes_nothing(shell: Shell, arguments: tuple[str, ...]) -> None:
    group = shell.json("authors")[0]["group"]
    code = shell.run("authors", *(group if each == "GROUP" else each for each in arguments))[0]
    assert code == 2
    assert Desk().verbs.history()[0].sentence.startswith("no answer")
