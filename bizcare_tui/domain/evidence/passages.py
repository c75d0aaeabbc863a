"""Find passages in messages and logs that may support grounds 1, 3, 5 and 6, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.evidence.evaluation_data import (
    EvaluationData,
    Evidence,
    ThreadMessage,
    quote_evidence,
)
from bizcare_tui.domain.evidence.ground_phrases import find_phrases
from bizcare_tui.domain.evidence.logs import find_log_lines, is_own_folder
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import without_code
from bizcare_tui.domain.text import whole_words
from bizcare_tui.domain.text_folding import flat, word_set
from bizcare_tui.domain.threads import Author

PASSAGE_GROUNDS = (
    Ground.NOT_THE_PRODUCT,
    Ground.INTERVENTION_OR_THIRD_PARTY,
    Ground.INCOMPATIBLE_DEVELOPMENTS,
    Ground.MODIFIED_CODE,
)

# "the module Wish List Plus", "das Modul „Wunschliste“", "the Warehouse theme".
_NAMED_MODULE = re.compile(
    r"""\b(?i:modul[eoi]?|m[oó]dulo|moduł\w*|plugin|extension|erweiterung|wtyczk\w+|th[eè]me|tema|motyw\w*|plantilla)\s+
        ["„“«'‘]{0,2}\s?(?P<after>[A-ZÀ-ÝŁŚŻŹĆ][\w.+&-]{2,30}(?:[ ][A-ZÀ-Ý0-9][\w.+&-]{0,20}){0,3})
      | \b(?P<before>[A-Z][\w.+&]{2,30})[ -](?i:module|modul|plugin|theme)s?\b""",
    re.VERBOSE,
)
_NO_MODULES = word_set("""
    prestashop manager classic hummingbird default standard stock one your our my the this that php in
    ps ihr euer unser dein mein das dieses ein kein le la il el un votre notre vuestro nuestro vostro
    nostro su mi mon ten nasz wasz panstwa addons marketplace
""")
_PROBLEM = re.compile(
    r"[?]|\b(?:not|n't|no|nicht|kein\w*|ne|pas|plus|non|nie|error|fehler|erreur|errore|blad|fail\w*"
    r"|fall\w*|broken|stopped|lost"
    r"|problem\w*|probl\w+|springt|jump\w*|slow\w*|langsam|lent\w*|wolno|crash\w*|empty|leer|vac[ií]\w*"
    r"|vide|vuot\w*|pust\w*|also|auch|tambien|aussi"
    r"|anche|tez|since|seit|desde|depuis|da quando|odkad)\b|n't"
)
_LONGEST_TEXT = 60_000
_LONGEST_PASSAGE = 300
_MOST_PASSAGES = 12  # passages per ground, because a person has to read them

# A sentence ends at a full stop, a line end or a semicolon; a dot inside a name does not end it.
_SENTENCE = re.compile(r"(?:[^.!?;\n…]|\.(?=\S)|[?!](?=\w))+[.!?…]*")


def find_passages(case: EvaluationData) -> dict[Ground, tuple[Evidence, ...]]:
    """Return the passages found for each ground, oldest first; none for grounds that stored data decide.

    Searched are the topic, the customer's messages and messages of unknown authors, without quotations.
    """
    found: dict[Ground, list[Evidence]] = {ground: [] for ground in Ground}
    topic = ThreadMessage(0, case.opened_at, Author.CUSTOMER, case.topic)
    for words in (topic, *case.messages):
        if words.author not in (Author.CUSTOMER, Author.UNKNOWN):
            continue
        for ground, span in sorted(_grounds_in(words, case.product), key=lambda each: each[1]):
            if len(found[ground]) < _MOST_PASSAGES:
                found[ground].append(_evidence(words, span))
    return {ground: tuple(each) for ground, each in found.items()}


def _evidence(words: ThreadMessage, span: tuple[int, int]) -> Evidence:
    if words.id:
        return quote_evidence(words, span)
    return Evidence(words.text[slice(*span)], "topic", words.at, span)


def _grounds_in(words: ThreadMessage, product: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    text = words.own[:_LONGEST_TEXT]
    found_log_lines = list(find_log_lines(text, product))
    for line in found_log_lines:
        yield line.ground, line.span
    log_spans = {line.span for line in found_log_lines}
    for ground, span in _grounds_in_sentences(text, product):
        # Skip sentences that overlap a log line that was already found.
        if not any(start < span[1] and span[0] < end for start, end in log_spans):
            yield ground, span


def _grounds_in_sentences(text: str, product: str) -> Iterator[tuple[Ground, tuple[int, int]]]:
    """Yield the sentences of a text that support a ground."""
    folded = flat(text)
    # Code is searched too, because paths and file names show what was changed. A sentence that consists
    # of code only is skipped.
    folded_prose = flat(without_code(text))
    for sentence in _SENTENCE.finditer(folded):
        start, end = sentence.span()
        if not folded_prose[start:end].strip(" .,:;-_*#>|/()[]{}'\"!?"):
            continue
        for ground in PASSAGE_GROUNDS:
            is_supported = any(find_phrases(ground, sentence[0]))
            if ground is Ground.NOT_THE_PRODUCT and not is_supported:
                # A module mentioned as incompatible supports ground 5 instead.
                clashes = any(find_phrases(Ground.INCOMPATIBLE_DEVELOPMENTS, sentence[0]))
                is_supported = not clashes and mentions_other_module(text[start:end], product)
            if is_supported:
                yield ground, _trimmed(text, start, end)


def mentions_other_module(sentence: str, product: str) -> bool:
    """Return whether a sentence is about another module or theme than the product, and reports a problem."""
    if not _PROBLEM.search(flat(sentence)):
        return False
    return any(
        not is_own_folder(name, product) and flat(name) not in _NO_MODULES
        for found in _NAMED_MODULE.finditer(sentence)
        for name in ((found["after"] or found["before"]).rstrip(".:-"),)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip(" -*•\t>#\"'"))
    return start, start + len(whole_words(text[start:end].rstrip(), _LONGEST_PASSAGE))
