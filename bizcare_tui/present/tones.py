"""How loudly a statement about a thread is shown."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """How loudly a chip is shown; its text says the same without colour."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    OWED = "owed"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    CALM = "calm"
