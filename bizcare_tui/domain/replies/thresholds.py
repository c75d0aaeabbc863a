"""The thresholds of the check of a reply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The settings under `[checks]`; the defaults were chosen with the labelled replies of the tests."""

    canned_share: float = 0.6
    """Minimum share of a draft, from 0 to 1, that repeats one earlier text, for the draft to be canned."""

    canned_shortest: int = 12
    """Minimum number of words for a draft to be compared with earlier texts."""

    own_words: int = 12
    """Number of the writer's own words from which a draft that repeats a text is acceptable."""

    own_facts: int = 3
    """Number of facts of the ticket in the writer's own words from which such a draft is acceptable."""

    answer_words: int = 4
    """Number of words without courtesies below which a reply without facts of the ticket is blocked."""

    answer_facts: int = 2
    """Facts of the ticket that a reply must refer to, unless it asks, quotes or names a menu path."""


DEFAULT_THRESHOLDS = Thresholds()
