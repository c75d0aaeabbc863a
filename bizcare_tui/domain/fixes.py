"""The clock of a fix: 30 days to publish the patch of a technical error, and the day to submit it by.

Arguments and results are aware datetimes; results are in UTC. Days are in the Marketplace's time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE, Status, utc_from_local, weekdays_later
from bizcare_tui.domain.reviews import ReviewTime, submit_by
from bizcare_tui.domain.threads import Cover, Qualification
from bizcare_tui.i18n import _

FIX_DAYS = 30


@dataclass(frozen=True, slots=True)
class FixClock:
    """The clock of a fix.

    `start` is when the customer asked, `due` the last instant at which the patch may become available to
    customers, `at` when it became available or None. `submit_by` is the last day to submit the patch for the
    technical review; it is calculated with `review` (how long the seller's own reviews take), or with the
    average review time if `review` is None. `submit_by_average` always uses the average. `other_reading` is
    the deadline if the 30 days were working days; it is shown but never used.
    """

    start: datetime
    due: datetime
    submit_by: date
    submit_by_average: date
    other_reading: datetime
    at: datetime | None = None
    review: ReviewTime | None = None

    def status(self, now: datetime) -> Status:
        """Return met or missed once the patch is available, else pending or late; `due` itself is in time."""
        if self.at is not None:
            return Status.MET if self.at <= self.due else Status.MISSED
        return Status.PENDING if now <= self.due else Status.LATE


def fix_clock(
    request: datetime, published_at: datetime | None = None, review: ReviewTime | None = None
) -> FixClock:
    """Return the clock of a technical error that was reported at `request`.

    The patch is due 30 calendar days later at the same local time, that instant included; the clock never
    pauses. The day to submit by leaves time for the review: as long as 90 % of the seller's own reviews took
    (`review`), else the average.

    Source: partner help centre, handling support requests (technical errors). Source of the other
    interpretation: PrestaShop partner documentation, legal and compliance (30 working days).
    """
    local = request.astimezone(MARKETPLACE_ZONE).replace(tzinfo=None)
    due = utc_from_local(local + timedelta(days=FIX_DAYS))
    average = submit_by(due)
    return FixClock(
        start=request,
        due=due,
        submit_by=average if review is None else submit_by(due, review.most),
        submit_by_average=average,
        other_reading=utc_from_local(weekdays_later(local, FIX_DAYS)),
        at=published_at,
        review=review,
    )


def why_no_fix(qualification: Qualification, cover: Cover) -> str:
    """Return in a few words why no fix is owed for a request; empty if one may be owed.

    Only a request of a buyer with Business Care starts the 30 days for a fix.
    """
    if qualification is Qualification.PRESALE:
        return _("pre-sale")
    if qualification is Qualification.NOTICE:
        return _("a notice")
    return {
        Cover.EXPIRED: _("its Business Care has expired"),
        Cover.NONE: _("it has no Business Care"),
    }.get(cover, "")
