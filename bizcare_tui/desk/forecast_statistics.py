"""The forecast of deadlines and the statistics, as values, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bizcare_tui.desk.absences import Absences
from bizcare_tui.desk.inbox_rows import first_answer_clock
from bizcare_tui.desk.json_output import iso
from bizcare_tui.domain.absences import Presence
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.forecast import (
    WEEKS,
    Due,
    Forecast,
    absence_sentence,
    forecast,
    horizon,
    minutes_of_work,
    plain_sentence,
)
from bizcare_tui.domain.spreadsheet import spreadsheet_cell
from bizcare_tui.domain.statistics import Figure, Group, RequestSummary, Statistics, statistics
from bizcare_tui.domain.thread_status import OBLIGATIONS_BELOW
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.i18n import _
from bizcare_tui.store.reads.hot import read_counters
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.report_records import RequestRecord

# Covers the eight weeks before the end of a window of eleven days.
_LOOKBACK = timedelta(weeks=WEEKS + 3)


@dataclass(frozen=True, slots=True)
class ForecastSummary:
    """The forecast with all that is shown beside it.

    `minutes_each` is how many minutes an answer takes, None when unknown. `sentence` sums the forecast up in
    words. `presences` has one item for each day of the forecast, in the same order: who is at work that day.
    """

    forecast: Forecast
    counters: Counters
    minutes_each: float | None
    sentence: str
    presences: tuple[Presence, ...]

    @property
    def shows_presence(self) -> bool:
        """Whether to show who is at work: somebody is absent, or several people are present."""
        return any(each.absent or len(each.present) > 1 for each in self.presences)


def count_deadlines(reading: StoreReader, now: datetime) -> Counters:
    """Return how many threads are late, due and missed; `due` ends on Tuesday 00:00 after the weekend."""
    return read_counters(reading, now, horizon(now))


def build_forecast(reading: StoreReader, absences: Absences, now: datetime) -> ForecastSummary:
    """Return the forecast: what must be answered by when, computed from the store."""
    from bizcare_tui.store.reads import deadlines

    since = now - _LOOKBACK
    due_forecast = forecast(
        _due_items(reading),
        deadlines.read_request_times(reading, since),
        now,
        known_since=deadlines.oldest_message_at(reading),
    )
    minutes_each = minutes_of_work(deadlines.read_answer_times(reading, since))
    presences = tuple(absences.presences(marketplace_date(bucket.begins) for bucket in due_forecast.buckets))
    sentence = " ".join(
        filter(None, (plain_sentence(due_forecast, minutes_each), absence_sentence(due_forecast, presences)))
    )
    return ForecastSummary(due_forecast, count_deadlines(reading, now), minutes_each, sentence, presences)


def presence_in_words(presence: Presence) -> str:
    """Return how many of the people at the desk are present on a day, for example "2 of 3 present"."""
    everyone = len(presence.present) + len(presence.absent)
    return _("{0} of {1} present").format(len(presence.present), everyone)


def _due_items(reading: StoreReader) -> list[Due]:
    from bizcare_tui.store.reads.deadlines import read_owed

    return [
        Due(
            row.thread_id,
            row.due_at,
            is_obligation=row.rank < OBLIGATIONS_BELOW,
            what=row.owed,
        )
        for row in read_owed(reading)
    ]


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


def compute_statistics(reading: StoreReader, now: datetime) -> Statistics:
    """Return the statistics, computed from the store."""
    from bizcare_tui.store.reads.deadlines import read_requests

    return statistics(
        [_statistics_case(row, now) for row in read_requests(reading)], now, owed=_due_items(reading)
    )


def counters_json(counts: Counters) -> dict[str, int]:
    """Return the counters as JSON: `late` and `due` are obligations, `missed` and `goals` our own goals."""
    return {"late": counts.late, "due": counts.due, "missed": counts.missed, "goals": counts.goals}


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


def statistics_groups(figures_: Statistics) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Return the groups with the name of their section: weeks, products, languages, persons."""
    return (
        ("weeks", figures_.weeks),
        ("products", figures_.products),
        ("languages", figures_.languages),
        ("persons", figures_.persons),
    )


_GROUP_FIGURES = ("asked", "in_time", "median_hours", "p90_hours", "refused", "refunded")


def _group_value(group: Group) -> dict[str, Any]:
    return {"name": group.name, **{name: _figure_value(getattr(group, name)) for name in _GROUP_FIGURES}}


def _figure_value(figure: Figure) -> dict[str, Any]:
    value = None if figure.value is None else round(figure.value, 4)
    return {"value": value, "of": figure.of, "threads": list(figure.thread_ids)}


def _statistics_case(record: RequestRecord, now: datetime) -> RequestSummary:
    clock = first_answer_clock(record)
    return RequestSummary(
        thread_id=record.thread_id,
        request_at=clock.start,
        due=clock.due,
        answered_at=clock.at,
        is_obligation=clock.obligation,
        status=clock.status(now),
        product=record.product.partition(" – ")[0],
        language=record.language,
        person=record.person or "",
        refused_on=tuple((record.grounds or "").split()) if record.outcome is Outcome.REJECTED else (),
        refunded=record.outcome is Outcome.REFUNDED,
        fix_due=record.fix_due,
        fix_at=record.fix_at,
    )
