"""The error for calls during a pause that the Marketplace asked for."""

from __future__ import annotations

from datetime import timedelta

from bizcare_tui.domain.dates import zoned_minute_in_digits
from bizcare_tui.errors import RateLimited
from bizcare_tui.i18n import _
from bizcare_tui.now import now


def pause_error(seconds: float) -> RateLimited:
    """Return the error for a call that is not made because the pause still has `seconds` left."""
    end = now() + timedelta(seconds=seconds)
    error = RateLimited(
        _("The Marketplace asks for fewer calls."),
        _("The next call is possible after {0}.").format(zoned_minute_in_digits(end)),
    )
    error.pause = seconds
    return error
