"""The question after the first sync: from when do deadlines count?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.desk.views import BaselineQuestion
from bizcare_tui.domain.baseline import OpenRequest
from bizcare_tui.domain.signatures import ends_with, repeated_endings
from bizcare_tui.domain.thread_status import urgency_of
from bizcare_tui.store.database import DatabaseRow
from bizcare_tui.store.reader import StoreReader
from bizcare_tui.store.unix_time import from_unix_seconds


def baseline_offer(reading: StoreReader, account: DatabaseRow, now: datetime) -> BaselineQuestion:
    """Return the baseline of an account, with the signatures and open requests that a choice would affect.

    The account must have a baseline.
    """
    accepted = set(reading.signatures())
    endings = repeated_endings(reading.endings(), customers=reading.thread_customers())
    proposed = [(text, count) for text, count in endings if text not in accepted]
    return BaselineQuestion(
        baseline=from_unix_seconds(account["baseline_at"]),
        unscored=reading.unscored(),
        signatures=tuple(proposed),
        requests=_open_requests(reading, [text for text, _count in proposed], now),
        is_answered=bool(account["baseline_answered"]),
    )


def _open_requests(reading: StoreReader, endings: Sequence[str], now: datetime) -> tuple[OpenRequest, ...]:
    endings_by_thread: dict[int, set[str]] = defaultdict(set)
    if endings:
        for thread_id, text_end in reading.unattributed_endings():
            endings_by_thread[thread_id].update(ending for ending in endings if ends_with(text_end, ending))
    return tuple(
        OpenRequest(
            start=from_unix_seconds(row["first_start"]) if row["is_open"] else None,
            due=from_unix_seconds(row["first_due"]) if row["is_open"] else None,
            signed=frozenset(endings_by_thread.get(row["thread_id"], ())),
            other=urgency_of(row["rank"], now) if row["is_other"] else None,
        )
        for row in reading.open_requests()
    )
