"""Find passages in messages and logs that may support grounds 1, 3, 5 and 6, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from bizcare_tui.domain.evidence.evaluation_data import (
    EvaluationData,
    Evidence,
    ThreadMessage,
    quote_evidence,
)
from bizcare_tui.domain.evidence.ground_phrases import find_phrases
from bizcare_tui.domain.evidence.learned_passages import grounds_of_sentence
from bizcare_tui.domain.evidence.logs import find_log_lines, is_own_folder
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.prose import without_code
from bizcare_tui.domain.text import whole_words
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.word_pattern import WordPattern

# "the module Wish List Plus", "das Modul „Wunschliste“", "the Warehouse theme".
_NAMED_AFTER = re.compile(
    r"""\s+["„“«'‘]{0,2}\s?(?P<name>[A-ZÀ-ÝŁŚŻŹĆ][\w.+&-]{2,30}(?:[ ][A-ZÀ-Ý0-9][\w.+&-]{0,20}){0,3})"""
)
_KIND = WordPattern(r"%not_the_product.named_kind%")
_NAMED_BEFORE = re.compile(r"\b(?P<name>[A-Z][\w.+&]{2,30})[ -](?i:module|modul|plugin|theme)s?\b")
_PROBLEM = WordPattern(r"[?]|%not_the_product.problem%|n't")
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
        for ground, span in sorted(
            grounds_in(words.own[:_LONGEST_TEXT], case.product), key=lambda each: each[1]
        ):
            if len(found[ground]) < _MOST_PASSAGES:
                found[ground].append(_evidence(words, span))
    return {ground: tuple(each) for ground, each in found.items()}


def _evidence(words: ThreadMessage, span: tuple[int, int]) -> Evidence:
    if words.id:
        return quote_evidence(words, span)
    return Evidence(words.text[slice(*span)], "topic", words.at, span)


# A wizard reads the same thread again at each of its steps.
@lru_cache(maxsize=32)
def grounds_in(text: str, product: str) -> tuple[tuple[Ground, tuple[int, int]], ...]:
    """Return the log lines and sentences of a text that support a ground."""
    lines = list(find_log_lines(text, product))
    log_spans = {line.span for line in lines}
    return (
        *((line.ground, line.span) for line in lines),
        *(
            (ground, span)
            for ground, span in _grounds_in_sentences(text, product)
            # Skip sentences that overlap a log line that was already found.
            if not any(start < span[1] and span[0] < end for start, end in log_spans)
        ),
    )


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
        has_phrase = partial(_has_phrase, sentence=text[start:end], folded=sentence[0], product=product)
        for ground in grounds_of_sentence(sentence[0], has_phrase):
            yield ground, _trimmed(text, start, end)


def _has_phrase(ground: Ground, *, sentence: str, folded: str, product: str) -> bool:
    """Return whether a rule finds a phrase of a ground in a sentence."""
    if any(find_phrases(ground, folded)):
        return True
    # A module mentioned as incompatible supports ground 5 instead.
    return (
        ground is Ground.NOT_THE_PRODUCT
        and not any(find_phrases(Ground.INCOMPATIBLE_DEVELOPMENTS, folded))
        and mentions_other_module(sentence, product)
    )


def mentions_other_module(sentence: str, product: str) -> bool:
    """Return whether a sentence is about another module or theme than the product, and reports a problem."""
    if not _PROBLEM.search(flat(sentence)):
        return False
    return any(
        not is_own_folder(name, product) and flat(name) not in listed_words("not_the_product.no_name")
        for name in _modules_named(sentence)
    )


def _modules_named(sentence: str) -> Iterator[str]:
    """Yield the names beside a word for a module, each next to one such word only."""
    found = [(named.start(), named.end(), named["name"]) for named in _NAMED_BEFORE.finditer(sentence)]
    for kind in _KIND.finditer(flat(sentence)):
        if named := _NAMED_AFTER.match(sentence, kind.end()):
            found.append((kind.start(), named.end(), named["name"]))
    last = 0
    for start, end, name in sorted(found):
        if start >= last:
            last = end
            yield name.rstrip(".:-")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip(" -*•\t>#\"'"))
    return start, start + len(whole_words(text[start:end].rstrip(), _LONGEST_PASSAGE))
