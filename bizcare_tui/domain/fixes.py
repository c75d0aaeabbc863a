"""The clock of a fix: 30 days for the patch of a technical error, and when it must be submitted for that.

Instants that come in and go out are aware datetimes, those that go out in UTC; days are those of the
Marketplace's calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status, from_wall, is_weekday, weekdays_later

FIX_DAYS = 30
REVIEW_WEEKDAYS = 10


@dataclass(frozen=True, slots=True)
class FixClock:
    """The clock of a fix.

    `start` is the customer's request, `due` the last instant at which the patch may become available to
    customers, `at` when it did; `submit_by` the last day to hand it in for the technical review;
    `other_reading` the deadline were the days working days, which is shown and never used.
    """

    start: datetime
    due: datetime
    submit_by: date
    other_reading: datetime
    at: datetime | None = None

    def status(self, now: datetime) -> Status:
        """Met or missed once the patch is available, else pending or late; the deadline itself is in time."""
        if self.at is not None:
            return Status.MET if self.at <= self.due else Status.MISSED
        return Status.PENDING if now <= self.due else Status.LATE


def fix_clock(request: datetime, published_at: datetime | None = None) -> FixClock:
    """The clock of a technical error that was reported at `request`.

    30 calendar days, to the same time on the wall clock, that instant included; never paused.

    Source: partner help centre, handling support requests (technical errors); the other reading:
    PrestaShop partner documentation, legal and compliance (30 working days).
    """
    local = request.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None)
    due = from_wall(local + timedelta(days=FIX_DAYS))
    return FixClock(
        start=request,
        due=due,
        submit_by=submit_by(due),
        other_reading=from_wall(weekdays_later(local, FIX_DAYS)),
        at=published_at,
    )


def submit_by(due: datetime) -> date:
    """The latest weekday with ten full weekdays between it and the day of the deadline.

    Source: PrestaShop partner documentation (the technical review takes up to 10 working days).
    """
    day = due.astimezone(MARKETPLACE_ZONE).date()
    between = 0
    while True:
        day -= timedelta(days=1)
        if is_weekday(day):
            if between == REVIEW_WEEKDAYS:
                return day
            between += 1
