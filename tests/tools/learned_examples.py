"""The labelled texts as examples that models are trained from and measured with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labelled_texts import TRAINING, labelled_sentences

from bizcare_tui.domain.evidence.learned_passages import sentence_units
from bizcare_tui.domain.learned.features import Unit
from bizcare_tui.domain.text_folding import flat


@dataclass(frozen=True, slots=True)
class Example:
    """The units of a text, its language, and the labels that it has.

    `is_typical` says whether it is of a mix of texts as it is met in tickets.
    """

    language: str
    units: Sequence[Unit]
    labels: frozenset[str]
    is_typical: bool = False


def passage_examples(part: str = TRAINING) -> Iterator[Example]:
    """Yield the labelled sentences of customers."""
    for sentence in labelled_sentences(part):
        if units := sentence_units(flat(sentence.text)):
            yield Example(sentence.language, units, sentence.grounds, sentence.is_typical)
