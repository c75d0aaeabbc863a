"""The forecast and the statistics as JSON and CSV: `due --forecast --json`, `stats --json`, `stats --csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from bizcare_tui.desk.forecast_statistics import ForecastSummary, statistics_groups
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.spreadsheet import spreadsheet_cell
from bizcare_tui.domain.statistics import Figure, Group, Statistics

_GROUP_FIGURES = ("asked", "in_time", "median_hours", "p90_hours", "refused", "refunded")


def forecast_json(outlook_: ForecastSummary) -> dict[str, Any]:
    """Return the forecast as `due --forecast --json` prints it."""
    due_forecast = outlook_.forecast
    return {
        "now": iso(due_forecast.now),
        "until": iso(due_forecast.horizon),
        "late": [due.thread_id for due in due_forecast.late],
        "missed": [due.thread_id for due in due_forecast.missed],
        "counts": counters_json(outlook_.counters),
        "days": [
            {
                "from": iso(bucket.begins),
                "until": iso(bucket.ends),
                "due": [
                    {
                        "id": due.thread_id,
                        "at": iso(due.at),
                        "owed": due.what,
                        "obligation": due.is_obligation,
                    }
                    for due in bucket.due
                ],
                "expected": round(bucket.expected, 2),
                "present": len(presence.present),
                "absent": list(presence.absent),
            }
            for bucket, presence in zip(due_forecast.buckets, outlook_.presences, strict=True)
        ],
        "due": len(due_forecast.due),
        "expected": round(due_forecast.expected, 2),
        "expected_arrivals": round(due_forecast.expected_arrivals, 2),
        "weeks_known": due_forecast.weeks,
        "minutes_each": outlook_.minutes_each,
        "sentence": outlook_.sentence,
    }


def counters_json(counts: Counters) -> dict[str, int]:
    """Return the counters as JSON: `late` and `due` are obligations, `missed` and `goals` our own goals.

    `snoozed` and `closed` are how many of the late, due and missed threads are not in *To do*.
    """
    return {
        "late": counts.late,
        "due": counts.due,
        "missed": counts.missed,
        "goals": counts.goals,
        "snoozed": counts.snoozed,
        "closed": counts.closed,
    }


def statistics_json(figures_: Statistics) -> dict[str, Any]:
    """Return the statistics as `stats --json` prints them."""
    score = figures_.score
    return {
        "now": {name: _figure_value(figure) for name, figure in _current_figures(figures_)},
        "score": {
            "from": iso(score.begins),
            "before": iso(score.ends),
            "response_rate": _figure_value(score.response_rate),
            "response_hours": _figure_value(score.response_hours),
        },
        "weeks": [_group_value(group) for group in figures_.weeks],
        "fixes_in_time": _figure_value(figures_.fixes),
        "refusals": {ground: _figure_value(figure) for ground, figure in figures_.refusals.items()},
        "refunds": _figure_value(figures_.refunds),
        "products": [_group_value(group) for group in figures_.products],
        "languages": [_group_value(group) for group in figures_.languages],
        "persons": [_group_value(group) for group in figures_.persons],
    }


def statistics_csv(figures_: Statistics) -> str:
    """Return the statistics as CSV with the columns section, name, figure, value, cases, threads."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("section", "name", "figure", "value", "cases", "threads"))
    for section, name, figure, value in _csv_rows(figures_):
        threads = " ".join(map(str, value.thread_ids))
        text = "" if value.value is None else round(value.value, 4)
        writer.writerow((section, spreadsheet_cell(name), figure, text, value.of, threads))
    return stream.getvalue()


def _csv_rows(figures_: Statistics) -> Iterator[tuple[str, str, str, Figure]]:
    for name, figure in _current_figures(figures_):
        yield "now", "", name, figure
    window = f"{figures_.score.begins} to {figures_.score.ends}"
    yield "score", window, "response_rate", figures_.score.response_rate
    yield "score", window, "response_hours", figures_.score.response_hours
    yield "fixes", "", "in_time", figures_.fixes
    yield "refunds", "", "count", figures_.refunds
    for ground, figure in figures_.refusals.items():
        yield "refusals", ground, "count", figure
    for section, groups in statistics_groups(figures_):
        for group in groups:
            for name in _GROUP_FIGURES:
                yield section, group.name, name, getattr(group, name)


def _current_figures(figures_: Statistics) -> tuple[tuple[str, Figure], ...]:
    return ("late", figures_.late), ("due", figures_.due), ("missed", figures_.missed)


def _group_value(group: Group) -> dict[str, Any]:
    return {"name": group.name, **{name: _figure_value(getattr(group, name)) for name in _GROUP_FIGURES}}


def _figure_value(figure: Figure) -> dict[str, Any]:
    value = None if figure.value is None else round(figure.value, 4)
    return {"value": value, "of": figure.of, "threads": list(figure.thread_ids)}
