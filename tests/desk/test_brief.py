"""The morning brief over a store: its numbers, and that each day shows it once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from fixed_time import NOW

from bizcare_tui.cli.main import main
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.brief import BriefKind
from bizcare_tui.domain.clock import marketplace_date


@pytest.fixture
def visited(desk: Desk) -> Desk:
    """A desk whose person was last here yesterday."""
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    desk.presence.record_visit(None, NOW - timedelta(days=1))
    return Desk()


def test_the_lines_count_what_their_queries_find(visited: Desk) -> None:
    brief = visited.statistics.brief.read()
    kinds = [line.kind for line in brief.lines]
    assert {BriefKind.BECAME_LATE, BriefKind.LATE_BEFORE, BriefKind.DUE} <= set(kinds)
    assert kinds == sorted(kinds, key=list(BriefKind).index)
    for line in brief.lines:
        assert line.count == len(visited.inbox.thread_ids(parse_query(line.query))) > 0
    by_kind = {line.kind: line.count for line in brief.lines}
    assert (
        by_kind[BriefKind.BECAME_LATE] + by_kind[BriefKind.LATE_BEFORE] == visited.statistics.counters().late
    )


def test_what_is_due_today_is_named_with_its_times(visited: Desk) -> None:
    (line,) = (each for each in visited.statistics.brief.read().lines if each.kind is BriefKind.DUE)
    dues = [row.due for row in visited.inbox.rows(list(visited.inbox.thread_ids(parse_query(line.query))))]
    known = [due for due in dues if due is not None]
    assert (line.first_due, line.last_due) == (min(known), max(known))
    assert {marketplace_date(due) for due in known} == {marketplace_date(NOW)}


def test_a_person_sees_it_once_a_day(visited: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = visited.statistics.brief.unseen()
    assert brief is not None
    visited.statistics.brief.record_seen(brief)
    assert Desk().statistics.brief.unseen() is None
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=1)).isoformat())
    tomorrow = Desk().statistics.brief.unseen()
    assert tomorrow is not None
    assert tomorrow.period.day == brief.period.day + timedelta(days=1)


def test_who_was_here_today_or_never_sees_none(desk: Desk) -> None:
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    assert desk.statistics.brief.unseen() is None
    desk.presence.record_visit(None, NOW - timedelta(hours=1))
    assert desk.statistics.brief.unseen() is None
    desk.presence.record_visit(None, NOW - timedelta(days=1))
    assert desk.statistics.brief.unseen() is not None


def test_it_can_be_switched_off(visited: Desk) -> None:
    visited.session.paths.settings_file.write_text("morning_brief = false\n")
    assert Desk().statistics.brief.unseen() is None
    assert Desk().statistics.brief.read().lines


def test_without_a_store_it_is_empty() -> None:
    assert Desk().statistics.brief.read().lines == ()
    assert Desk().statistics.brief.unseen() is None


def test_the_command_prints_it(visited: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief"]) == 0
    printed = capsys.readouterr()
    assert "Morning brief, " in printed.err
    assert "became LATE since" in printed.out
    assert "[is:late due:" in printed.out
    assert main(["brief", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == [line.kind for line in visited.statistics.brief.read().lines]
    due = next(line for line in lines if line["kind"] == "due")
    assert datetime.fromisoformat(due["first_due"]) <= datetime.fromisoformat(due["last_due"])
