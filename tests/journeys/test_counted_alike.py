"""Late, due and missed: one number each, wherever it is asked for, at any hour."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from fixed_time import NOW
from shell import Shell

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query

HOURS = (-30, -7, 0, 1, 5, 13, 26, 60, 84, 120, 400, 1000)


@pytest.fixture
def shell(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands over a month of requests, some of them about technical errors, some answered and reopened."""
    desk.baseline.answer(NOW - timedelta(days=40), ["Nordlys Modules"], mark_older_read=False)
    ids = list(desk.inbox.thread_ids(parse_query("")))
    desk.verbs.set_kind(ids[::3], "technical")
    desk.verbs.done(list(desk.inbox.thread_ids(parse_query("is:waiting")))[::9])
    desk.verbs.no_answer(ids[2::11], "thanks only")
    desk.verbs.snooze(ids[4:5], NOW + timedelta(minutes=5))
    return Shell(capsys)


def owed_by(line: dict[str, Any], now: datetime) -> str:
    """What a line of `list --json` owes, from its deadlines alone."""
    if line["owed"] is None:
        return "nothing"
    due = datetime.fromisoformat(line["next_due"])
    clock = line["first_answer"]
    is_obligation = line["owed"] in ("fix", "refund") or (
        line["owed"] == "first_answer" and clock["obligation"] and clock["status"] != "none"
    )
    is_over = now > due if line["owed"] == "fix" else now >= due
    return {(True, True): "late", (True, False): "due", (False, True): "missed", (False, False): "goal"}[
        is_obligation, is_over
    ]


@pytest.mark.parametrize("hours", HOURS)
def test_every_command_has_the_same_numbers(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    now = NOW + timedelta(hours=hours)
    monkeypatch.setenv("BIZCARE_NOW", now.isoformat())
    lines = shell.json("list", "--limit", "0")
    expected = Counter(owed_by(line, now) for line in lines)
    late, due, missed = expected["late"], expected["due"], expected["missed"]
    assert Counter(line["urgency"] for line in lines if line["urgency"]) == {
        name: count for name, count in expected.items() if name != "nothing"
    }

    def found(query: str) -> int:
        return len(shell.json("list", query, "--limit", "0"))

    assert found("is:late") == late
    assert found("is:missed") == missed
    assert found("is:goal") == missed + expected["goal"]
    assert found("is:due -is:late -is:goal") == due
    assert found("is:due") == len(shell.json("due")) == len(lines) - expected["nothing"]

    (forecast,) = shell.json("due", "--forecast")
    assert (len(forecast["late"]), len(forecast["missed"])) == (late, missed)
    counts = {"late": late, "due": due, "missed": missed, "goals": expected["goal"]}
    assert forecast["counts"] == counts
    (stats,) = shell.json("stats")
    assert {name: figure["of"] for name, figure in stats["now"].items()} == {
        "late": late, "due": due, "missed": missed,
    }  # fmt: skip
    assert sorted(stats["now"]["late"]["threads"]) == sorted(forecast["late"])

    _code, table = shell.run("list", "--limit", "0")
    assert table.count("  LATE ") == late
    assert table.count("  goal missed ") == missed
    assert shell.run("due")[0] == shell.run("due", "--forecast")[0] == (3 if late else 0)
    assert (f"{late} LATE" in shell.stderr) == bool(late)
    assert f"Now: {late} late, {due} due, {missed} goals missed" in shell.run("stats")[1]


def test_obligations_come_first_in_every_list(shell: Shell) -> None:
    urgencies = [line["urgency"] for line in shell.json("list", "--limit", "0")]
    order = ["late", "due", "missed", "goal", None]
    assert urgencies == sorted(urgencies, key=order.index)
    assert set(order) == set(urgencies)


def test_the_numbers_at_the_desk_are_those_of_the_commands(shell: Shell) -> None:
    counters = Desk().statistics.counters()
    (forecast,) = shell.json("due", "--forecast")
    assert forecast["counts"] == {
        "late": counters.late, "due": counters.due, "missed": counters.missed, "goals": counters.goals,
    }  # fmt: skip
    assert counters.soon_due <= counters.due
    horizon = datetime.fromisoformat(forecast["until"])
    dues = [
        datetime.fromisoformat(line["next_due"]) for line in shell.json("list", "--limit", "0")
        if line["urgency"] == "due"
    ]  # fmt: skip
    soon = [due for due in dues if due <= horizon]
    assert (counters.soon_due, counters.due_before) == (len(soon), max(soon))
