"""Read the obligations that focus mode shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.domain.focus import FocusQueue, Obligation, end_of_business_day
from bizcare_tui.store.reads.hot import read_counters

if TYPE_CHECKING:
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.store.report_records import OwedRecord

# Nobody goes through more than these in one go; the numbers in the heading count all.
MAX_OBLIGATIONS = 500


class FocusQueues:
    """Reads the queue of focus mode.

    Args:
        session: the session of the person.
    """

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def read(self, until: datetime | None = None) -> FocusQueue:
        """Return the obligations until an instant, or until the end of the business day if it is later."""
        from bizcare_tui.store.reads import obligations

        if not self._session.exists:
            return FocusQueue()
        now, reader = self._session.now(), self._session.reader
        horizon = max(until, end_of_business_day(now)) if until is not None else end_of_business_day(now)
        following = obligations.read_next_obligation(reader, now, horizon)
        return FocusQueue(
            tuple(
                _obligation(record)
                for record in obligations.read_obligations(reader, now, horizon, at_most=MAX_OBLIGATIONS)
            ),
            read_counters(reader, now, horizon),
            obligations.count_set_aside(reader, now, horizon),
            _obligation(following) if following is not None else None,
        )


def _obligation(record: OwedRecord) -> Obligation:
    return Obligation(
        record.thread_id, record.rank, record.due_at, record.product.partition(" – ")[0], record.topic
    )
