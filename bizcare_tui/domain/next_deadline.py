"""The next deadline in words, for screens on which nothing is to be done."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.domain.dates import coming_moment_in_words, near_moment_in_words
from bizcare_tui.i18n import _


def next_in_words(due: datetime, product: str, topic: str, now: datetime) -> str:
    """Return what is due next, such as "Next: Mon 00:08, TrueVoice · No stars"."""
    return _("Next: {time}, {about}").format(
        time=coming_moment_in_words(due, now), about=_about(product, topic)
    )


def late_in_words(due: datetime, product: str, topic: str, _now: datetime) -> str:
    """Return what is late, such as "LATE since Thu 26 Nov 21:59: TrueVoice · No stars"."""
    return _("LATE since {time}: {about}").format(
        time=near_moment_in_words(due), about=_about(product, topic)
    )


def _about(product: str, topic: str) -> str:
    return " · ".join(part for part in (product, topic) if part)
