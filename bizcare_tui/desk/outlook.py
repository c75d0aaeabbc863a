"""What is to come and how it went: the forecast of deadlines, and the statistics."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.clock import FirstAnswer
from bizcare_tui.domain.forecast import (
    WEEKS,
    Due,
    Forecast,
    forecast,
    minutes_of_work,
    plain_sentence,
)
from bizcare_tui.domain.sheet import cell
from bizcare_tui.domain.standing import Owed
from bizcare_tui.domain.statistics import Case, Figure, Group, Statistics, statistics
from bizcare_tui.store.instants import instant, maybe_instant, seconds
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

# Long enough for eight weeks back from the end of a window of eleven days.
_BACK = timedelta(weeks=WEEKS + 3)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast, how many minutes an answer takes (None if not known), and all of it in plain words."""

    forecast: Forecast
    minutes_each: float | None
    sentence: str


def outlook(reading: Reading, now: datetime) -> Outlook:
    """What must be answered by when, from what the store knows."""
    since = seconds(now - _BACK)
    owed = [
        Due(row["thread_id"], instant(row["due_at"]), is_obligation=_is_obligation(row), what=row["owed"])
        for row in reading.owed()
    ]
    told = forecast(
        owed,
        [instant(at) for at in reading.requests_since(since)],
        now,
        known_since=maybe_instant(reading.oldest_message()),
    )
    minutes = minutes_of_work([instant(at) for at in reading.answers_since(since)])
    return Outlook(told, minutes, plain_sentence(told, minutes))


def outlook_line(outlook_: Outlook) -> dict[str, Any]:
    """The forecast as `due --forecast --json` tells it."""
    told = outlook_.forecast
    return {
        "now": iso(told.now),
        "until": iso(told.horizon),
        "late": [due.thread_id for due in told.late],
        "days": [
            {
                "from": iso(bucket.begins),
                "until": iso(bucket.ends),
                "due": [{"id": due.thread_id, "at": iso(due.at), "owed": due.what} for due in bucket.due],
                "expected": round(bucket.expected, 2),
            }
            for bucket in told.buckets
        ],
        "due": len(told.due),
        "expected": round(told.expected, 2),
        "expected_arrivals": round(told.expected_arrivals, 2),
        "weeks_known": told.weeks,
        "minutes_each": outlook_.minutes_each,
        "sentence": outlook_.sentence,
    }


def figures(reading: Reading, now: datetime) -> Statistics:
    """The statistics, from what the store knows."""
    return statistics([_case(row, now) for row in reading.cases()], now)


def figures_value(told: Statistics) -> dict[str, Any]:
    """The statistics as `stats --json` tells them."""
    score = told.score
    return {
        "score": {
            "from": iso(score.begins),
            "before": iso(score.ends),
            "response_rate": _figure(score.response_rate),
            "response_hours": _figure(score.response_hours),
        },
        "weeks": [_group(group) for group in told.weeks],
        "fixes_in_time": _figure(told.fixes),
        "refusals": {ground: _figure(figure) for ground, figure in told.refusals.items()},
        "refunds": _figure(told.refunds),
        "products": [_group(group) for group in told.products],
        "languages": [_group(group) for group in told.languages],
        "persons": [_group(group) for group in told.persons],
    }


def figures_csv(told: Statistics) -> str:
    """The statistics as CSV: section, name, figure, value, cases, threads."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(("section", "name", "figure", "value", "cases", "threads"))
    for section, name, figure, value in _flat(told):
        threads = " ".join(map(str, value.thread_ids))
        shown = "" if value.value is None else round(value.value, 4)
        table.writerow((section, cell(name), figure, shown, value.of, threads))
    return stream.getvalue()


def _flat(told: Statistics) -> Iterator[tuple[str, str, str, Figure]]:
    window = f"{told.score.begins} to {told.score.ends}"
    yield "score", window, "response_rate", told.score.response_rate
    yield "score", window, "response_hours", told.score.response_hours
    yield "fixes", "", "in_time", told.fixes
    yield "refunds", "", "count", told.refunds
    for ground, figure in told.refusals.items():
        yield "refusals", ground, "count", figure
    for section, groups in groups_of(told):
        for group in groups:
            for name in _FIGURES:
                yield section, group.name, name, getattr(group, name)


def groups_of(told: Statistics) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """The groups by what they are grouped by."""
    return (
        ("weeks", told.weeks),
        ("products", told.products),
        ("languages", told.languages),
        ("persons", told.persons),
    )


_FIGURES = ("asked", "in_time", "median_hours", "p90_hours", "refused", "refunded")


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name, **{name: _figure(getattr(group, name)) for name in _FIGURES}}


def _figure(figure: Figure) -> dict[str, Any]:
    value = None if figure.value is None else round(figure.value, 4)
    return {"value": value, "of": figure.of, "threads": list(figure.thread_ids)}


def _is_obligation(row: Line) -> bool:
    return row["owed"] == Owed.FIX or (row["owed"] == Owed.FIRST_ANSWER and bool(row["obligation"]))


def _case(row: Line, now: datetime) -> Case:
    clock = FirstAnswer(
        start=instant(row["first_start"]),
        due=instant(row["first_due"]),
        at=maybe_instant(row["first_at"]),
        obligation=bool(row["obligation"]),
        scored=bool(row["scored"]),
    )
    return Case(
        thread_id=row["thread_id"],
        request_at=clock.start,
        due=clock.due,
        answered_at=clock.at,
        is_obligation=clock.obligation,
        status=clock.status(now),
        product=row["product"].partition(" – ")[0],
        language=row["language"],
        person=row["person"] or "",
        refused_on=tuple((row["grounds"] or "").split()) if row["outcome"] == "rejected" else (),
        refunded=row["outcome"] == "refunded",
        fix_due=maybe_instant(row["fix_due"]),
        fix_at=maybe_instant(row["fix_at"]),
    )
