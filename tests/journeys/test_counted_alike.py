"""Late, due and missed: one number each, wherever it is asked for, at any hour."""

from __future__ import annotations

import gc
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fixed_time import NOW
from person import Person, open_app
from shell import Shell

from bizcare_tui import now as clock
from bizcare_tui.desk.deadline_counts import count_deadlines
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox_rows import to_inbox_row
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import BriefKind
from bizcare_tui.domain.clock import day_begins, marketplace_date
from bizcare_tui.domain.counters import Counters, in_words
from bizcare_tui.domain.focus import end_of_business_day, heading
from bizcare_tui.domain.thread_status import RankGroup, Urgency
from bizcare_tui.domain.threads import Qualification, State
from bizcare_tui.store.reads.hot import count_matching
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.ui.screens.brief import BriefScreen
from bizcare_tui.ui.screens.figures import format_forecast, format_statistics

MONTH = range(-31, 31 * 24)
# Each day an hour later: every hour of the day, all over the month.
EACH_DAY_AN_HOUR_LATER = MONTH[::25]
OBLIGATIONS = (Urgency.LATE, Urgency.DUE)
SetHour = Callable[[int], datetime]


@pytest.fixture
def set_hour(monkeypatch: pytest.MonkeyPatch) -> SetHour:
    """Stop the clock so many hours after the sync; return the time.

    In odd hours it is half a second later: deadlines are whole seconds.
    """

    def stop_clock_at(hour: int) -> datetime:
        now = NOW + timedelta(hours=hour, seconds=hour % 2 / 2)
        monkeypatch.setenv("BIZCARE_NOW", now.isoformat())
        return now

    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(clock, "_started", 0.0)
    return stop_clock_at


@pytest.fixture
def shell(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands over a month of requests, some of them about technical errors, some answered and reopened."""
    desk.baseline.answer(NOW - timedelta(days=40), ["Nordlys Modules"], mark_older_read=False)
    ids = list(desk.inbox.thread_ids(parse_query("")))
    desk.verbs.set_kind(ids[::3], "technical")
    desk.verbs.done(list(desk.inbox.thread_ids(parse_query("is:waiting")))[::9])
    desk.verbs.done(list(desk.inbox.thread_ids(parse_query("is:waiting is:fix")))[::2])
    desk.verbs.no_answer(ids[2::11], "thanks only")
    due = list(desk.inbox.thread_ids(parse_query("is:due -is:closed")))
    for thread_id, length in zip(due[3::7], (timedelta(minutes=5), *[timedelta(days=9)] * 9), strict=False):
        desk.verbs.snooze([thread_id], NOW + length)
    return Shell(capsys)


def read_records(desk: Desk) -> list[InboxEntryRecord]:
    """Return what the store has of every thread; time alone changes none of it."""
    return desk.inbox.records(desk.inbox.thread_ids(parse_query("")))


def count_by_hand(records: Iterable[InboxEntryRecord], now: datetime) -> tuple[Counters, int]:
    """Return the counters of the rows of the list, and how many threads are to do."""
    urgencies: list[Urgency | None] = []
    snoozed = closed = to_do = 0
    for record in records:
        row = to_inbox_row(record, now)
        urgency = row.urgency(now)
        urgencies.append(urgency)
        is_closed, is_snoozed = row.state is State.CLOSED, row.snoozed_until is not None
        is_counted = urgency is not None and urgency is not Urgency.GOAL
        closed += is_counted and is_closed
        snoozed += is_counted and is_snoozed and not is_closed
        is_our_turn = row.state in (State.NEW, State.OPEN) and row.qualification is not Qualification.NOTICE
        to_do += (urgency is not None or is_our_turn) and not is_closed and not is_snoozed
    listed = Counters.of(urgencies)
    return (
        Counters(listed.late, listed.due, listed.missed, listed.goals, snoozed=snoozed, closed=closed), to_do
    )  # fmt: skip


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


def test_every_command_has_the_same_numbers(shell: Shell, set_hour: SetHour) -> None:
    for hour in EACH_DAY_AN_HOUR_LATER:
        now = set_hour(hour)
        lines = shell.json("list", "--limit", "0")
        expected = Counter(owed_by(line, now) for line in lines)
        late, due, missed = expected["late"], expected["due"], expected["missed"]
        assert Counter(line["urgency"] for line in lines if line["urgency"]) == {
            name: count for name, count in expected.items() if name != "nothing"
        }, now

        def found(query: str) -> int:
            return len(shell.json("list", query, "--limit", "0"))

        assert found("is:late") == late, now
        assert found("is:missed") == missed, now
        assert found("is:goal") == missed + expected["goal"], now
        assert found("is:due -is:late -is:goal") == due, now
        assert found("is:due") == len(shell.json("due")) == len(lines) - expected["nothing"], now
        snoozed = {line["id"] for line in shell.json("list", "is:snoozed", "--limit", "0")}
        awaited = [line for line in lines if owed_by(line, now) != "nothing" or is_our_turn(line)]
        to_do = [line for line in awaited if line["id"] not in snoozed and line["state"] != "closed"]
        assert found("is:todo") == len(to_do), now
        counted = [line for line in awaited if owed_by(line, now) in ("late", "due", "missed")]
        closed = sum(line["state"] == "closed" for line in counted)
        elsewhere = len(counted) - sum(line in to_do for line in counted)

        (forecast,) = shell.json("due", "--forecast")
        assert (len(forecast["late"]), len(forecast["missed"])) == (late, missed), now
        counts = {"late": late, "due": due, "missed": missed, "goals": expected["goal"]}
        assert forecast["counts"] == counts | {"snoozed": elsewhere - closed, "closed": closed}, now
        (stats,) = shell.json("stats")
        assert {name: figure["of"] for name, figure in stats["now"].items()} == {
            "late": late, "due": due, "missed": missed,
        }, now  # fmt: skip
        assert sorted(stats["now"]["late"]["threads"]) == sorted(forecast["late"]), now

        _code, table = shell.run("list", "--limit", "0")
        assert table.count("  LATE ") == late, now
        assert table.count("  goal missed ") == missed, now
        assert shell.run("due")[0] == shell.run("due", "--forecast")[0] == (3 if late else 0), now
        assert (f"{late} LATE" in shell.stderr) == bool(late), now
        assert f"Now: {late} late, {due} due, {missed} goals missed" in shell.run("stats")[1], now
        brief = {line["kind"]: line["count"] for line in shell.json("brief")}
        assert brief.get("became_late", 0) + brief.get("late_before", 0) == late, now
        # Each command has opened the store for itself, and frozen what it made; a server has only so many
        # connections.
        gc.unfreeze()
        gc.collect()


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
        "snoozed": counters.snoozed, "closed": counters.closed,
    }  # fmt: skip
    assert counters.soon_due <= counters.due
    horizon = datetime.fromisoformat(forecast["until"])
    dues = [
        datetime.fromisoformat(line["next_due"]) for line in shell.json("list", "--limit", "0")
        if line["urgency"] == "due"
    ]  # fmt: skip
    soon = [due for due in dues if due <= horizon]
    assert (counters.soon_due, counters.due_before) == (len(soon), max(soon))


def test_everything_counts_alike_at_every_hour_of_a_month(shell: Shell, set_hour: SetHour) -> None:
    desk = Desk()
    reader, records = desk.session.reader, read_records(desk)
    names = ("late", "missed", "goal", "due", "todo")
    queries = {name: parse_query(f"is:{name}") for name in names}
    found: set[Counters] = set()
    for hour in MONTH:
        now = set_hour(hour)
        counters, (listed, to_do) = count_deadlines(reader, now), count_by_hand(records, now)
        numbers = (counters.late, counters.due, counters.missed, counters.goals)
        assert numbers == (listed.late, listed.due, listed.missed, listed.goals), now
        assert (counters.snoozed, counters.closed) == (listed.snoozed, listed.closed), now
        in_groups = Counter(to_inbox_row(record, now).group for record in records)
        assert in_groups[RankGroup.OBLIGATIONS] == counters.late + counters.due
        assert in_groups[RankGroup.GOALS] == counters.missed + counters.goals
        counted = count_matching(reader, queries.values(), now)
        assert counted[queries["late"]] == counters.late
        assert counted[queries["missed"]] == counters.missed
        assert counted[queries["goal"]] == counters.missed + counters.goals
        assert counted[queries["due"]] == sum(numbers)
        assert counted[queries["todo"]] == to_do, now
        found.add(counters)
    assert len(found) > 10
    assert len({each.late for each in found}) > 5
    assert {bool(each.missed) for each in found} == {True, False}
    assert {bool(each.snoozed) for each in found} == {True, False}
    assert min(each.closed for each in found) > 1


def test_forecast_and_statistics_count_alike_at_every_hour_of_a_month(
    shell: Shell, set_hour: SetHour
) -> None:
    desk = Desk()
    for hour in MONTH:
        now = set_hour(hour)
        counters, outlook, figures = (
            desk.statistics.counters(), desk.statistics.forecast(), desk.statistics.figures(),
        )  # fmt: skip
        forecast = outlook.forecast
        assert outlook.counters == counters, now
        assert (len(forecast.late), len(forecast.missed)) == (counters.late, counters.missed), now
        assert sum(len(bucket.obligations) for bucket in forecast.buckets) == counters.soon_due, now
        now_figures = (figures.late.of, figures.due.of, figures.missed.of)
        assert now_figures == (counters.late, counters.due, counters.missed), now
        head, _lines = format_forecast(outlook)
        assert head.plain.startswith(in_words(counters, now))
        lines = [line.plain for line, _threads in format_statistics(figures, desk.decisions.policy)[1][:3]]
        assert [int(line.split()[-1]) for line in lines] == list(now_figures)


def test_focus_mode_and_brief_count_alike_at_every_hour_of_a_month(shell: Shell, set_hour: SetHour) -> None:
    desk = Desk()
    records = read_records(desk)
    for hour in MONTH:
        now = set_hour(hour)
        counters, rows = desk.statistics.counters(), [to_inbox_row(record, now) for record in records]
        obliged = [row for row in rows if row.urgency(now) in OBLIGATIONS]

        ends = end_of_business_day(now)
        soon = [row for row in obliged if (row.obligation_late_at or now) <= ends]
        queue = desk.statistics.focus.read()
        assert queue.counters.late == counters.late, now
        assert queue.counters.late + queue.counters.soon_due == len(soon), now
        assert queue.set_aside == sum(row.snoozed_until is not None for row in soon), now
        shown = [row.id for row in soon if row.snoozed_until is None]
        assert [each.thread_id for each in queue.obligations] == shown, now
        if shown:
            assert heading(queue, shown[-1], now).startswith(f"{len(shown)} of {len(shown)}"), now

        brief = desk.statistics.brief.read()
        counts = {line.kind: line.count for line in brief.lines}
        late = counts.get(BriefKind.BECAME_LATE, 0) + counts.get(BriefKind.LATE_BEFORE, 0)
        assert late == counters.late, now
        due = [row.due for row in obliged if row.urgency(now) is Urgency.DUE and row.due is not None]
        named = sum(marketplace_date(each) <= brief.period.until for each in due)
        assert counts.get(BriefKind.DUE, 0) == named, now
        assert named == sum(each < day_begins(brief.period.until + timedelta(days=1)) for each in due), now


def painted_deadlines(person: Person) -> Counter[str]:
    """Return how many rows of the inbox in sight say each of these words about their next deadline.

    What is in brackets is about another one of the thread.
    """
    lines = person.inbox.text.splitlines()
    return Counter(
        word for line in lines for word in ("LATE", "goal missed") if re.search(rf"(?<!\[)\b{word}\b", line)
    )


async def test_the_app_and_its_screens_have_the_same_numbers(
    shell: Shell, set_hour: SetHour, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = EACH_DAY_AN_HOUR_LATER[::4]
    set_hour(hours[0])
    monkeypatch.delenv("BIZCARE_API_KEY")
    desk = Desk()
    desk.presence.record_visit(None, desk.now())
    records = read_records(desk)
    async with open_app(desk, (200, 100)) as person:
        for hour in hours:
            now = set_hour(hour)
            counters, to_do = count_by_hand(records, now)
            person.app._tick()
            person.app.inbox_loader.load()
            await person.press("escape", "1", "g")
            words = in_words(desk.statistics.counters(), now)
            for part in words.split(" · "):
                assert part in person.top.text, now
            person.tabs.expect_text(f"[1 To do {to_do}]")
            assert (f" {counters.late} LATE " in person.deadlines.text) == bool(counters.late), now

            await person.press("9", "g")
            painted = painted_deadlines(person)
            assert (painted["LATE"], painted["goal missed"]) == (counters.late, counters.missed), now

            await person.press("W")
            person.expect_text(words)
            await person.press("escape", "S")
            for name, number in (
                ("late now", counters.late),
                ("due now", counters.due),
                ("our own goals missed", counters.missed),
            ):
                assert re.search(rf"{name} .*\b{number}\b", person.text), (now, person.text)
            await person.press("escape", "J")
            assert isinstance(person.app.screen, BriefScreen)
            late = re.findall(r"\b(\d+) (?:became LATE|LATE for longer)", person.text)
            assert sum(map(int, late)) == counters.late, now
            await person.press("escape")


def test_line_by_line_the_numbers_are_the_same(
    shell: Shell, set_hour: SetHour, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = read_records(Desk())
    for hour in EACH_DAY_AN_HOUR_LATER:
        now = set_hour(hour)
        counters, _to_do = count_by_hand(records, now)
        words = in_words(Desk().statistics.counters(), now)
        monkeypatch.setattr(sys, "stdin", io.StringIO("list is:late\nlist is:missed\ndue --forecast\nquit\n"))
        _code, printed = shell.run("--plain")
        assert printed.count(f"{words}.") == (3 if words else 0), now
        assert f"{counters.late} thread" in printed
        assert f"{counters.missed} thread" in printed
        assert (words in shell.stderr) == bool(words), now
