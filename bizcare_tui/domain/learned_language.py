"""The language of a text by how its words are spelled, for texts with few of the commonest words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bizcare_tui.domain.learned.features import spelling_units
from bizcare_tui.domain.learned.model import LinearModel, read_model

MODEL_FILE = Path(__file__).parent.parent / "policy" / "learned" / "languages.model"
OTHER = "other"
"""The label of texts in none of the customer languages: another language, names, words of technology."""

_LONGEST_TEXT = 400  # characters; a longer text makes the result no clearer


class Spelling(NamedTuple):
    """Which language a text looks like: all scores, the likest, its score and lead."""

    scores: Mapping[str, float]
    likest: str
    score: float
    lead: float

    def lead_of(self, language: str) -> float:
        """Return by how much a language scores more than any other; less than 0 if it does not."""
        return self.scores[language] - max(self.scores[each] for each in self.scores if each != language)


def read_spelling(text: str) -> Spelling | None:
    """Return what a text in lower case looks like; None without words."""
    units = spelling_units(text[:_LONGEST_TEXT].replace("’", "'"))
    if not units:
        return None
    scores = spelling_model().scores(units)
    likest, second, *_rest = sorted(scores, key=scores.__getitem__, reverse=True)
    return Spelling(scores, likest, scores[likest], scores[likest] - scores[second])


@cache
def spelling_model() -> LinearModel:
    """Return the shipped model."""
    return read_model(MODEL_FILE)
