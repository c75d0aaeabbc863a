"""The figures that the check of a reply goes by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What can be set under `[checks]`, each with its default: chosen on the labelled replies."""

    canned_share: float = 0.6
    """Share of a draft, from 0 to 1, that one earlier text must have for the draft to be canned."""

    canned_shortest: int = 12
    """Words that a draft must have to be compared with earlier texts at all."""

    own_words: int = 12
    """Words of one's own that make a canned text a fair start all the same."""

    own_facts: int = 3
    """Facts of the ticket, named in one's own words, that do so too."""

    answer_words: int = 4
    """Words, courtesies apart, below which a reply without a fact of the ticket is no answer."""

    answer_facts: int = 2
    """Facts of the ticket that a reply must refer to, unless it asks, quotes or leads to a menu."""


DEFAULTS = Thresholds()
