"""Which grounds a sentence of a customer supports, by a model learned from labelled sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from bizcare_tui.domain.evidence.passage_rules import passage_rules
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.learned.features import Unit, units_of
from bizcare_tui.domain.learned.model import LinearModel, read_model

MODEL_FILE = Path(__file__).parent.parent.parent / "policy" / "learned" / "passages.model"

# A phrase of a ground is not believed in a sentence that the model finds so unlike those that support it.
PHRASE_THRESHOLD = -1.0
_MOST_WORDS = 4  # that are shown to weigh most

# Lines of logs and of stack traces: who raised an error is read from their paths, not from their words.
_LOG_LINE = re.compile(
    r"->\w|::\w|\(\d+\): |\w\.(?:php|js|tpl)(?::\d|\W{1,3}(?:on )?line \d|\?\w)|\bline \d"
    r"|uncaught|is not a function|sqlstate|exception\b|\[\d{4}-|^\s*#?\d+ /"
)


def sentence_units(sentence: str) -> Sequence[Unit]:
    """Return what the model weighs of a flat sentence; nothing of a line of a log."""
    return () if _LOG_LINE.search(sentence) else units_of(sentence)


def grounds_of_sentence(sentence: str, has_phrase: Callable[[Ground], bool]) -> Mapping[Ground, float]:
    """Return the grounds that a flat sentence supports, with their scores; 0 is just enough.

    Args:
        sentence: the sentence, flat.
        has_phrase: whether a phrase of a ground is in it; asked only where that decides.
    """
    units = sentence_units(sentence)
    learned = passage_model().scores(units) if units else {}
    # A ground that the model does not know is left to its phrases.
    scores = {ground: learned.get(ground, PHRASE_THRESHOLD) for ground in passage_rules()}
    return {
        ground: score
        for ground, score in scores.items()
        if score >= 0 or (score >= PHRASE_THRESHOLD and has_phrase(ground))
    }


def heaviest_words(sentence: str, ground: Ground) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words of a flat sentence that speak most for a ground, in their order."""
    weighed = passage_model().weigh(sentence_units(sentence), ground)
    weights: dict[tuple[int, int], float] = {}
    for each in weighed:
        if each.unit.kind in ("word", "concept"):
            weights[each.unit.span] = weights.get(each.unit.span, 0.0) + each.weight
    spans = sorted((span for span in weights if weights[span] > 0), key=lambda span: -weights[span])
    return tuple(sorted(spans[:_MOST_WORDS]))


def learned_grounds() -> Sequence[Ground]:
    """Return the grounds that the model knows."""
    return [Ground(label) for label in passage_model().labels]


@cache
def passage_model() -> LinearModel:
    """Return the shipped model."""
    return read_model(MODEL_FILE)
