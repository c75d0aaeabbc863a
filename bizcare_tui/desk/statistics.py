"""The forecast of deadlines, the statistics of support, and the counts of the top line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bizcare_tui.desk.deadline_counts import count_deadlines
from bizcare_tui.domain.counters import Counters

if TYPE_CHECKING:
    from bizcare_tui.desk.absences import Absences
    from bizcare_tui.desk.brief import MorningBriefs
    from bizcare_tui.desk.focus import FocusQueues
    from bizcare_tui.desk.forecast_statistics import ForecastSummary
    from bizcare_tui.desk.inbox_queries import InboxQueries
    from bizcare_tui.desk.session import DeskSession
    from bizcare_tui.domain.acceptance import AcceptanceRow
    from bizcare_tui.domain.statistics import Statistics

# The deadline strip counts no more than this many obligations.
MAX_UPCOMING = 1_000


class DeskStatistics:
    """What is computed over many threads.

    Args:
        session: the session of the person.
        inbox: reads the inbox.
        absences: returns the absences; loaded only when they are needed.
    """

    def __init__(self, session: DeskSession, inbox: InboxQueries, absences: Callable[[], Absences]) -> None:
        self._session = session
        self._inbox = inbox
        self._reading = session.reader
        self._absences = absences

    @cached_property
    def brief(self) -> MorningBriefs:
        """The morning brief."""
        from bizcare_tui.desk.brief import MorningBriefs

        return MorningBriefs(self._session, self._inbox)

    @cached_property
    def focus(self) -> FocusQueues:
        """The obligations that focus mode shows."""
        from bizcare_tui.desk.focus import FocusQueues

        return FocusQueues(self._session)

    def forecast(self) -> ForecastSummary:
        """Return what must be answered by when, until Tuesday 00:00 after the weekend.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.forecast_statistics import build_forecast

        self._session.require_store()
        return build_forecast(self._reading, self._absences(), self._session.now())

    def figures(self) -> Statistics:
        """Return the statistics of support: answers in time, fixes, rejections, refunds.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.desk.forecast_statistics import compute_statistics

        self._session.require_store()
        return compute_statistics(self._reading, self._session.now())

    def acceptance(self) -> list[AcceptanceRow]:
        """Return how often each kind of finding of the program was accepted; reads every decision.

        Raises:
            BizcareError: nothing has been synced yet, or the seller's own policy file cannot be read.
        """
        from bizcare_tui.desk.acceptance import FindingAcceptance

        self._session.require_store()
        return FindingAcceptance(self._session).rows()

    def upcoming(self) -> list[datetime]:
        """Return when obligations become late within the next 24 business hours, at most `MAX_UPCOMING`."""
        from bizcare_tui.domain.deadline_strip import strip_end
        from bizcare_tui.store.reads.hot import read_upcoming_obligations

        if not self._session.exists:
            return []
        now = self._session.now()
        return read_upcoming_obligations(self._reading, now, strip_end(now), MAX_UPCOMING)

    def counters(self) -> Counters:
        """Return how many threads are late, due and missed now."""
        return count_deadlines(self._reading, self._session.now()) if self._session.exists else Counters()
