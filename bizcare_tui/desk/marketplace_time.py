"""Moments in words, in the Marketplace's time zone."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.i18n import format_date


def marketplace_time(moment: datetime) -> str:
    """Return an instant in words, in the Marketplace's time zone."""
    return format_date(moment.astimezone(MARKETPLACE_ZONE), "%a %d %b %Y %H:%M")
