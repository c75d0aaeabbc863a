"""Grounds 1, 3, 5 and 6: passages of messages and pasted logs that may speak for them, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.evidence.case import Case, Evidence, Words, quoted
from bizcare_tui.domain.evidence.logs import log_lines
from bizcare_tui.domain.evidence.phrases import says
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import without_code, without_quotes
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.words import flat

GROUNDS_READ = (
    Ground.NOT_THE_PRODUCT,
    Ground.INTERVENTION_OR_THIRD_PARTY,
    Ground.INCOMPATIBLE_DEVELOPMENTS,
    Ground.MODIFIED_CODE,
)

_LONGEST_TEXT = 60_000
_LONGEST_PASSAGE = 300
_MOST = 12  # passages of a ground: a person has to read them

# A sentence ends at its stop, at a line's end, or at what divides a list; a dot in a name does not end it.
_SENTENCE = re.compile(r"(?:[^.!?;\n…]|\.(?=\S)|[?!](?=\w))+[.!?…]*")


def passages(case: Case) -> dict[Ground, tuple[Evidence, ...]]:
    """The passages found for each ground, oldest first; none for the grounds that data decide.

    What the customer wrote is looked through, and what nobody knows who wrote; quotations are not.
    """
    found: dict[Ground, list[Evidence]] = {ground: [] for ground in Ground}
    topic = Words(0, case.opened_at, Author.CUSTOMER, case.topic)
    for words in (topic, *case.messages):
        if words.author not in (Author.CUSTOMER, Author.UNKNOWN):
            continue
        for ground, span in sorted(_found(words, case.product), key=lambda each: each[1]):
            if len(found[ground]) < _MOST:
                found[ground].append(_evidence(words, span))
    return {ground: tuple(each) for ground, each in found.items()}


def _evidence(words: Words, span: tuple[int, int]) -> Evidence:
    if words.id:
        return quoted(words, span)
    return Evidence(words.text[slice(*span)], "topic", words.at, span)


def _found(words: Words, product: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    text = without_quotes(words.text[:_LONGEST_TEXT])
    logged = list(log_lines(text, product))
    for line in logged:
        yield line.ground, line.span
    lines = {line.span for line in logged}
    for ground, span in _said(text):
        # A line of a log that is quoted already is not said as well.
        if not any(start < span[1] and span[0] < end for start, end in lines):
            yield ground, span


def _said(text: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    """The sentences of a text that speak for a ground."""
    shown = flat(text)
    # Paths and file names tell what was changed: code is looked at, but does not make a sentence alone.
    plain = flat(without_code(text))
    for sentence in _SENTENCE.finditer(shown):
        start, end = sentence.span()
        if not plain[start:end].strip(" .,:;-_*#>|/()[]{}'\"!?"):
            continue
        for ground in GROUNDS_READ:
            if any(says(ground, sentence[0])):
                yield ground, _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip(" -*•\t>#\"'"))
    end = min(end, start + _LONGEST_PASSAGE)
    return start, start + len(text[start:end].rstrip())
