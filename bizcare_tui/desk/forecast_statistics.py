"""The forecast of deadlines and the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bizcare_tui.desk.absences import Absences
from bizcare_tui.desk.deadline_counts import count_deadlines
from bizcare_tui.desk.inbox_rows import first_answer_clock, is_fix_ended
from bizcare_tui.domain.absences import Presence
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.forecast import (
    WEEKS,
    Due,
    Forecast,
    absence_sentence,
    forecast,
    minutes_of_work,
    plain_sentence,
)
from bizcare_tui.domain.next_deadline import next_in_words
from bizcare_tui.domain.statistics import Group, RequestSummary, Statistics, statistics
from bizcare_tui.domain.thread_status import OBLIGATIONS_BELOW
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.i18n import _
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
    parts = (
        plain_sentence(due_forecast, minutes_each),
        _following(reading, due_forecast),
        absence_sentence(due_forecast, presences),
    )
    sentence = " ".join(filter(None, parts))
    return ForecastSummary(due_forecast, count_deadlines(reading, now), minutes_each, sentence, presences)


def _following(reading: StoreReader, outlook: Forecast) -> str:
    """Return what is due after the forecast, if no obligation is in it; else an empty text."""
    from bizcare_tui.store.reads.obligations import read_next_obligation

    if outlook.late or any(bucket.obligations for bucket in outlook.buckets):
        return ""
    record = read_next_obligation(reading, outlook.now, outlook.horizon)
    if record is None:
        return ""
    product = record.product.partition(" – ")[0]
    return next_in_words(record.due_at, product, record.topic, outlook.now) + "."


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


def compute_statistics(reading: StoreReader, now: datetime) -> Statistics:
    """Return the statistics, computed from the store."""
    from bizcare_tui.store.reads.deadlines import read_requests

    return statistics(
        [_statistics_case(row, now) for row in read_requests(reading)], now, owed=_due_items(reading)
    )


def statistics_groups(figures_: Statistics) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Return the groups with the name of their section: weeks, products, languages, persons."""
    return (
        ("weeks", figures_.weeks),
        ("products", figures_.products),
        ("languages", figures_.languages),
        ("persons", figures_.persons),
    )


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
        fix_due=None if is_fix_ended(record) else record.fix_due,
        fix_at=record.fix_at,
    )
