"""Proposes the type of a request from its words; a person decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

_LONGEST_TEXT = 20_000  # characters of the customer's text that are searched
_MOST_HITS = 6
_MOST_HINTS = 2
_TOPIC_WEIGHT = 2.0  # a phrase in the topic counts double
_HINT_WEIGHT = 0.4  # two hints weigh less than one phrase
_LOG_WEIGHT = 2.0
_WORD = r"[\w',-]{1,20}"  # a word in a gap of a phrase may have an apostrophe or a hyphen


_PHRASES: Mapping[RequestType, WordPattern] = {  # of two types with equal weight, the first wins
    RequestType.TECHNICAL: WordPattern("%request.technical%", word=_WORD),
    RequestType.INSTALLATION: WordPattern("%request.installation%", word=_WORD),
    RequestType.OTHER: WordPattern("%request.other%", word=_WORD),
    RequestType.CONFIGURATION: WordPattern("%request.configuration%", word=_WORD),
}
_NOT_OTHER = WordPattern("%request.not_other%")

# Words that occur in requests of every type; they decide only when there is nothing stronger.
_HINTS: Mapping[RequestType, WordPattern] = {
    RequestType.INSTALLATION: WordPattern("%request.installation_hint%", word=_WORD),
    RequestType.CONFIGURATION: WordPattern("%request.configuration_hint%", word=_WORD),
    RequestType.OTHER: WordPattern("%request.other_hint%", word=_WORD),
}
# A pasted log means a technical problem: nobody pastes one to ask about settings.
_LOG = re.compile(
    r"#\d{1,3} |stack trace|uncaught |sqlstate\[|\.php(?::\d+|\(\d+\)| (?:on )?line)|fatal error"
)


# The bar and the facts of a conversation both ask for it.
@lru_cache(maxsize=16)
def propose_kind(topic: str, asked: str) -> RequestType | None:
    """Return the type that the topic and the customer's text indicate; None when they indicate none.

    Reads all customer languages. A person decides.
    """
    title, text = _single_blanks(topic), _single_blanks(asked)
    weights = {
        kind: _weight(phrases, title, text, _MOST_HITS)
        + (_HINT_WEIGHT * _weight(_HINTS[kind], title, text, _MOST_HINTS) if kind in _HINTS else 0.0)
        for kind, phrases in _PHRASES.items()
    }
    if _LOG.search(text):
        weights[RequestType.TECHNICAL] += _LOG_WEIGHT
    heaviest = max(weights, key=lambda kind: weights[kind])
    return heaviest if weights[heaviest] else None


def _single_blanks(text: str) -> str:
    return _NOT_OTHER.sub(" ", " ".join(flat(text[:_LONGEST_TEXT]).split()))


def _weight(pattern: WordPattern, title: str, text: str, most: int) -> float:
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
