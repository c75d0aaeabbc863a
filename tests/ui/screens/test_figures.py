"""The lines of the statistics: the reasons by their titles, and columns that stay apart."""

from __future__ import annotations

from datetime import date

from bizcare_tui.desk.policy import SHIPPED_POLICY_FOLDER, load_policy
from bizcare_tui.domain.statistics import Figure, Group, Score, Statistics
from bizcare_tui.ui.screens.figures import format_statistics

POLICY = load_policy(SHIPPED_POLICY_FOLDER / "nothing")
NOTHING = Figure(None, 0)


def group(name: str, hours: float) -> Group:
    """Return a week in which answers took so many business hours."""
    return Group(name, Figure(None, 8), Figure(0.75, 8), Figure(8.8, 8), Figure(hours, 8), NOTHING, NOTHING)


def test_every_value_is_in_its_column() -> None:
    weeks = (group("2026-11-09", 1312.0), group("2026-11-16", 5.7))
    score = Score(date(2026, 5, 16), date(2026, 11, 16), Figure(0.87, 63), Figure(16.3, 55))
    refusals = {"other_shop": Figure(None, 2), "intervention_or_third_party": Figure(None, 1)}
    counted = Figure(None, 6)
    found = Statistics(counted, counted, counted, weeks, score, Figure(1.0, 4), refusals, counted, (), (), ())
    lines = [line.plain for line, _threads in format_statistics(found, POLICY)[1]]
    assert any(line.startswith("rejected: Another shop ") for line in lines)
    figures = lines[: lines.index(next(line for line in lines if "by week" in line))]
    ends = {len(line.split(" of ")[0].rstrip(" %h").rstrip()) for line in figures if "rejected" in line}
    assert len(ends) == 1
    assert any("8.8 h  1,312.0 h" in line for line in lines)
    assert max(map(len, figures)) <= 68
