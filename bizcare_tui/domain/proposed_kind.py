"""Proposes the type of a request from its words; a person decides.

A model that was learned from labelled messages weighs the words and concepts of the topic and the text, and
the phrases of each type that are in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from bizcare_tui.domain.learned.concepts import CONCEPT_FOLDER, ConceptIndex, read_concepts
from bizcare_tui.domain.learned.features import Unit, concept_units, units_of
from bizcare_tui.domain.learned.model import LinearModel, read_model
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

MODEL_FILE = Path(__file__).parent.parent / "policy" / "learned" / "requests.model"
REQUEST_CONCEPTS = CONCEPT_FOLDER / "requests"

_LONGEST_TEXT = 20_000  # characters of the customer's text that are searched
_LONGEST_LEARNED = 6_000  # characters of it that the model reads
_FEWEST_WORDS = 4  # a request with fewer, and without a phrase, says nothing
_FIRST, _LAST = 2, 3  # sentences that count as the beginning and the end
_LEAST_LEAD = 0.65  # of a type over the next; with less, nothing is proposed
_MOST_HITS = 6
_MOST_HINTS = 2
_TOPIC_WEIGHT = 2  # a phrase in the topic counts double
_WORD = r"[\w',-]{1,20}"  # a word in a gap of a phrase may have an apostrophe or a hyphen


_PHRASES: Mapping[RequestType, WordPattern] = {
    RequestType.TECHNICAL: WordPattern("%request.technical%", word=_WORD),
    RequestType.INSTALLATION: WordPattern("%request.installation%", word=_WORD),
    RequestType.OTHER: WordPattern("%request.other%", word=_WORD),
    RequestType.CONFIGURATION: WordPattern("%request.configuration%", word=_WORD),
}
_NOT_OTHER = WordPattern("%request.not_other%")

# Words that occur in requests of every type.
_HINTS: Mapping[RequestType, WordPattern] = {
    RequestType.INSTALLATION: WordPattern("%request.installation_hint%", word=_WORD),
    RequestType.CONFIGURATION: WordPattern("%request.configuration_hint%", word=_WORD),
    RequestType.OTHER: WordPattern("%request.other_hint%", word=_WORD),
}
# A pasted log means a technical problem: nobody pastes one to ask about settings.
_LOG = re.compile(
    r"#\d{1,3} |stack trace|uncaught |sqlstate\[|\.php(?::\d+|\(\d+\)| (?:on )?line)|fatal error"
)


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


# The bar and the facts of a conversation both ask for it.
@lru_cache(maxsize=16)
def propose_kind(topic: str, asked: str) -> RequestType | None:
    """Return the type that the topic and the customer's text indicate; None when they indicate none.

    Reads all customer languages. A person decides.
    """
    is_short = len(f"{topic} {asked[:_LONGEST_LEARNED]}".split()) < _FEWEST_WORDS
    if is_short and not any(_phrase_signs(topic, asked)):
        return None
    scores = kind_model().scores(request_units(topic, asked))
    first, second, *_rest = sorted(scores, key=scores.__getitem__, reverse=True)
    return RequestType(first) if scores[first] - scores[second] >= _LEAST_LEAD else None


def request_units(topic: str, asked: str) -> list[Unit]:
    """Return what the model weighs of a request."""
    title = flat(topic)
    units = units_of(title)
    units += _spoken_of(title, "topic")
    sentences = [each for each in _SENTENCE_END.split(flat(asked[:_LONGEST_LEARNED])) if each.strip()]
    for index, sentence in enumerate(sentences):
        found = units_of(sentence)
        mood = "asked" if sentence.rstrip().endswith("?") else "said"
        units += found
        units += (
            Unit("concept", f"{mood} {unit.name}", unit.span) for unit in found if unit.kind == "concept"
        )
        # The wish is often at the beginning or the end.
        places = [mood]
        if index < _FIRST:
            places.append("first")
        if index >= len(sentences) - _LAST:
            places.append("last")
        units += _spoken_of(sentence, *places)
    units += (Unit("sign", sign, (0, 0)) for sign in _phrase_signs(topic, asked))
    return units


def _spoken_of(sentence: str, *places: str) -> Iterator[Unit]:
    """Yield what of requests a flat sentence speaks of, alone and for each place that it has."""
    for unit in concept_units(sentence, request_concepts()):
        yield Unit(unit.kind, f"request: {unit.name}", unit.span)
        if unit.kind == "concept":
            yield from (Unit("concept", f"request, {place}: {unit.name}", unit.span) for place in places)


@cache
def request_concepts() -> ConceptIndex:
    """Return the concepts of requests, of all customer languages."""
    return ConceptIndex(read_concepts(REQUEST_CONCEPTS))


@cache
def kind_model() -> LinearModel:
    """Return the shipped model."""
    return read_model(MODEL_FILE)


def _phrase_signs(topic: str, asked: str) -> Iterator[str]:
    """Yield the type of each phrase and hint that is found, twice if it is in the topic."""
    title, text = _single_blanks(topic), _single_blanks(asked)
    for kind, phrases in _PHRASES.items():
        yield from [f"phrase of {kind}"] * _weight(phrases, title, text, _MOST_HITS)
    for kind, hints in _HINTS.items():
        yield from [f"hint of {kind}"] * _weight(hints, title, text, _MOST_HINTS)
    if _LOG.search(text):
        yield "log"


def _single_blanks(text: str) -> str:
    return _NOT_OTHER.sub(" ", " ".join(flat(text[:_LONGEST_TEXT]).split()))


def _weight(pattern: WordPattern, title: str, text: str, most: int) -> int:
    """Return the number of different matches of a pattern; those in the topic count double."""
    in_title = _found(pattern, title, most)
    in_text = _found(pattern, text, most) - in_title
    return _TOPIC_WEIGHT * len(in_title) + len(in_text)


def _found(pattern: WordPattern, text: str, most: int) -> set[str]:
    found = set()
    for hit in pattern.finditer(text):
        found.add(hit[0])
        if len(found) == most:
            break
    return found
