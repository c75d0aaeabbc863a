"""The counts of deadlines that the top line, the forecast and the commands show."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.domain.counters import Counters, horizon
from bizcare_tui.store.reads.hot import read_counters
from bizcare_tui.store.reads.reader import StoreReader


def count_deadlines(reading: StoreReader, now: datetime) -> Counters:
    """Return how many threads are late, due and missed; `due` ends on Tuesday 00:00 after the weekend."""
    return read_counters(reading, now, horizon(now))
