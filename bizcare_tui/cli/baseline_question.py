"""The question from when deadlines count, as a sentence."""

from __future__ import annotations

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.baseline import STILL_IN_TIME, counted_from
from bizcare_tui.domain.clock import day_begins, marketplace_date
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.i18n import _


def baseline_question(desk: Desk) -> str:
    """Return the baseline question that the app asks after the first sync, as a sentence for a command.

    It is empty if the question is answered or does not arise.
    """
    offer = desk.baseline.open_question()
    if offer is None:
        return ""
    now = desk.now()
    day = marketplace_date(now - STILL_IN_TIME)
    current = counted_from(offer.requests, offer.baseline, (), now)
    earlier = counted_from(offer.requests, day_begins(day), (), now)
    template = _(
        "Deadlines count from {since}: {late} late, {due} due. Counting from four days ago, there"
        " would be {more_late} late, {more_due} due: bizcare baseline {day}"
    )
    return template.format(
        since=moment_in_words(offer.baseline),
        late=current.late,
        due=current.due,
        more_late=earlier.late,
        more_due=earlier.due,
        day=day.isoformat(),
    )
