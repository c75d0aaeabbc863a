"""Suggests the known word that is most like an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

# The least similarity of two words (0 to 1); below it a suggestion confuses more than it helps.
_MIN_SIMILARITY = 0.5


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like an unknown one; empty when none is similar enough."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=_MIN_SIMILARITY)), "")
