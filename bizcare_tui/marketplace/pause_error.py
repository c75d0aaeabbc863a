"""The error for calls during a pause that the Marketplace asked for."""

from __future__ import annotations

from datetime import timedelta

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.errors import RateLimited
from bizcare_tui.i18n import _
from bizcare_tui.now import now


def pause_error(seconds: float) -> RateLimited:
    """Return the error for a call that is not made because the pause still has `seconds` left."""
    moment = (now() + timedelta(seconds=seconds)).astimezone(MARKETPLACE_ZONE)
    error = RateLimited(
        _("The Marketplace asks for fewer calls."),
        _("The next call is possible after {0}.").format(f"{moment:%Y-%m-%d %H:%M %Z}"),
    )
    error.pause = seconds
    return error
