"""Figures of the statistics as text."""

from __future__ import annotations

from bizcare_tui.domain.statistics import Figure
from bizcare_tui.i18n import format_number


def percent(figure: Figure) -> str:
    """Return a share in percent, or a dash if there is no value."""
    return "-" if figure.value is None else f"{100 * figure.value:.0f} %"


def hours(figure: Figure) -> str:
    """Return business hours, or a dash if there is no value."""
    return "-" if figure.value is None else f"{format_number(figure.value, 1)} h"
