"""Late, due and missed: one number each, wherever it is asked for, at any hour."""

from __future__ import annotations

import io
import re
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from fixed_time import NOW
from person import open_app
from shell import Shell

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.forecast_statistics import build_forecast, compute_statistics, count_deadlines
from bizcare_tui.desk.inbox_rows import to_inbox_row
from bizcare_tui.desk.sections import TO_DO_QUERY, parse_query
from bizcare_tui.domain.counters import Counters, in_words
from bizcare_tui.domain.thread_status import RankGroup
from bizcare_tui.store.reads.hot import count_matching
from bizcare_tui.ui.screens.figures import format_forecast, format_statistics

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


def is_our_turn(line: dict[str, Any]) -> bool:
    """Whether a line of `list --json` waits for an answer, with a deadline or without."""
    return line["state"] in ("new", "open") and line["qualification"] != "notice"


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
    awaited = [line for line in lines if owed_by(line, now) != "nothing" or is_our_turn(line)]
    snoozed = {line["id"] for line in shell.json("list", "is:snoozed", "--limit", "0")}
    assert found("is:todo") == sum(line["id"] not in snoozed for line in awaited)

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


def test_everything_counts_alike_at_every_hour_of_a_month(shell: Shell) -> None:
    desk = Desk()
    reader = desk.session.reader
    records = desk.inbox.records(desk.inbox.thread_ids(parse_query("")))
    queries = {name: parse_query(f"is:{name}") for name in ("late", "missed", "goal", "due")}
    found: set[Counters] = set()
    for hour in range(-31, 31 * 24):
        # Half a second after the hour: deadlines are whole seconds.
        now = NOW + timedelta(hours=hour, seconds=hour % 2 / 2)
        counters = count_deadlines(reader, now)
        rows = [to_inbox_row(record, now) for record in records]
        listed = Counters.of(row.urgency(now) for row in rows)
        numbers = (counters.late, counters.due, counters.missed, counters.goals)
        assert numbers == (listed.late, listed.due, listed.missed, listed.goals), now
        in_groups = Counter(row.group for row in rows)
        assert in_groups[RankGroup.OBLIGATIONS] == counters.late + counters.due
        assert in_groups[RankGroup.GOALS] == counters.missed + counters.goals
        counted = count_matching(reader, queries.values(), now)
        assert counted[queries["late"]] == counters.late
        assert counted[queries["missed"]] == counters.missed
        assert counted[queries["goal"]] == counters.missed + counters.goals
        assert counted[queries["due"]] == sum(numbers)
        found.add(counters)
    assert len(found) > 10
    assert len({each.late for each in found}) > 5
    assert {bool(each.missed) for each in found} == {True, False}


def test_forecast_and_statistics_count_alike_at_every_hour_of_the_day(shell: Shell) -> None:
    desk = Desk()
    reader = desk.session.reader
    for hour in range(-31, 31 * 24, 7):  # 7 hours: every hour of the day comes up
        now = NOW + timedelta(hours=hour, seconds=hour % 2 / 2)
        counters = count_deadlines(reader, now)
        outlook = build_forecast(reader, desk.absences, now)
        forecast, figures = outlook.forecast, compute_statistics(reader, now)
        assert (len(forecast.late), len(forecast.missed)) == (counters.late, counters.missed), now
        assert sum(len(bucket.obligations) for bucket in forecast.buckets) == counters.soon_due, now
        now_figures = (figures.late.of, figures.due.of, figures.missed.of)
        assert now_figures == (counters.late, counters.due, counters.missed), now
        head, _lines = format_forecast(outlook)
        assert head.plain.startswith(in_words(counters, now))
        lines = [line.plain for line, _threads in format_statistics(figures)[1][:3]]
        assert [int(line.split()[-1]) for line in lines] == list(now_figures)


@pytest.mark.parametrize("hours", [-7, 5, 26, 400])
async def test_the_app_and_its_screens_have_the_same_numbers(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(hours=hours)).isoformat())
    monkeypatch.setattr(clock, "_started", time.monotonic())
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk = Desk()
    counters = desk.statistics.counters()
    rows = [row.urgency(desk.now()) for row in desk.inbox.rows(desk.inbox.thread_ids(parse_query("")))]
    assert Counters.of(rows).late == counters.late
    words = in_words(counters, desk.now())
    async with open_app(desk, (200, 50)) as person:
        header = person.top.text
        for part in words.split(" · "):
            assert part in header
        to_do = len(desk.inbox.thread_ids(parse_query(TO_DO_QUERY)))
        person.tabs.expect_text(f"[1 To do {to_do}]")
        await person.press("W")
        person.expect_text(words)
        await person.press("escape", "S")
        for name, number in (
            ("late now", counters.late), ("due now", counters.due), ("our own goals missed", counters.missed),
        ):  # fmt: skip
            assert re.search(rf"{name} .*\b{number}\b", person.text), person.text


@pytest.mark.parametrize("hours", [-7, 5, 26, 400])
def test_line_by_line_the_numbers_are_the_same(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(hours=hours)).isoformat())
    words = in_words(Desk().statistics.counters(), NOW + timedelta(hours=hours))
    monkeypatch.setattr(sys, "stdin", io.StringIO("list\nquit\n"))
    _code, printed = shell.run("--plain")
    assert printed.count(f"{words}.") == 2
