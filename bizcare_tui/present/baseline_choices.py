"""From when deadlines may count, in words, and what each choice means in numbers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bizcare_tui.domain.baseline import STILL_IN_TIME, counted_from
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.views import BaselineQuestion

# So many endings of messages are offered as signatures.
MAX_SIGNATURES = 12
_MONTH = timedelta(days=30)


def baseline_choices(question: BaselineQuestion, now: datetime) -> list[tuple[str, datetime]]:
    """Return the choices, each with its baseline; the first one is offered."""
    days_ago = now - STILL_IN_TIME
    text = _("four days ago, {0}: every thread that can still be answered in time")
    choices = [
        (text.format(moment_in_words(days_ago)), days_ago),
        (_("30 days ago"), now - _MONTH),
        (_("all threads, from the beginning"), datetime(2000, 1, 1, tzinfo=now.tzinfo)),
    ]
    if question.is_answered:
        current = _("{0} (current choice)").format(moment_in_words(question.baseline))
        return [(current, question.baseline), *choices]
    from_now_on = _("from now on: everything older is only a goal of our own")
    return [choices[0], (from_now_on, question.baseline), *choices[1:]]


def baseline_effect(
    question: BaselineQuestion, since: datetime, accepted: Collection[str], now: datetime
) -> str:
    """Return what a choice means in numbers, such as "3 late, 9 due".

    Args:
        question: the requests to count.
        since: the baseline of the choice.
        accepted: the endings of messages that are accepted as signatures.
        now: the present time.
    """
    counters = counted_from(question.requests, since, accepted, now)
    return _("{late} late, {due} due").format(late=counters.late, due=counters.due)
