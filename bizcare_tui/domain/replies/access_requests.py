"""Find where a reply asks the customer for a password or for access that needs one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import sentence_spans
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

_CREDENTIALS = WordPattern(
    r"%access.secret%|%access.where%[- ]%access.of_where%"
    r"|%access.access%(?: %access.to%){0,2} %access.where%"
)
_GIVE = WordPattern(r"%access.give%")
_REQUEST = WordPattern(r"%access.asks%")
_NEED = WordPattern(r"%access.need%")
_NEGATED = WordPattern(r"%access.negated%|n't\b")
# The sentence is about the credentials and does not ask for them: "tell us whether the password …".
_ONLY_ABOUT = WordPattern(r"%access.only_about%")
_NEAR = 90  # maximum characters between the verb and the thing asked for


def find_access_requests(draft: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each password or access that a reply asks for, at most one per sentence."""
    folded = flat(without_quotes(draft))
    for start, end in sentence_spans(folded):
        sentence = folded[start:end]
        for thing in _CREDENTIALS.finditer(sentence):
            if _is_requested(sentence, thing):
                yield start + thing.start(), start + thing.end()
                break


def _is_requested(sentence: str, thing: re.Match[str]) -> bool:
    verbs = [*_NEED.finditer(sentence)]
    if _REQUEST.search(sentence) or _GIVE.match(sentence.lstrip(" -*•¿¡")):
        verbs += _GIVE.finditer(sentence)
    return any(_asks_for(sentence, verb.span(), thing.span()) for verb in verbs)


def _asks_for(sentence: str, verb: tuple[int, int], thing: tuple[int, int]) -> bool:
    """Return whether a verb asks for a thing near it, and is neither negated nor a question about it."""
    first, last = sorted((verb, thing))
    between = sentence[first[1] : last[0]]
    around = sentence[max(first[0] - 25, 0) : last[1]]
    return len(between) <= _NEAR and not _NEGATED.search(around) and not _ONLY_ABOUT.search(between)
