"""Detection of the language of a text; the result may be unsure.

The commonest words and letters of the languages decide where they are clear. Where they are not, how all
words are spelled is asked too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from bizcare_tui.domain.language_data import (
    OTHERS,
    RELATED,
    language_codes,
    language_files,
    listed_words,
    phrases_by_language,
)
from bizcare_tui.domain.learned_language import OTHER, read_spelling
from bizcare_tui.domain.phrase_syntax import phrases_pattern, split_phrases
from bizcare_tui.domain.prose import own_words, without_code, without_quotations
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import current_language

LANGUAGES = language_codes()
"""The codes of the customer languages."""

_INTRODUCTION = re.compile(r"[^:\n]+(?=[:\n])")
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = ".,:;!?()"  # beside words, of no language

_MAX_LENGTH = 3_000  # characters; a longer text makes the result no clearer
_MIN_EVIDENCE = 0.75  # the minimum evidence for a result
_MIN_WORDS = 6  # words; in a shorter text, endings count only together with a word of their language
_MAX_RIVAL_SHARE = 0.65  # of the first language's evidence; the second must not have more
_OTHER_EVIDENCE = 1.5  # above this evidence for another language, English words count as loan words
_CLEAR_EVIDENCE = 4.0  # the evidence from which the spelling is not asked ...
_CLEAR_RIVAL_SHARE = 0.35  # ... if the second language has no more than this share of it
# The spelling alone is believed with this score and lead over the next language, in so many words.
_LEAST_SCORE = 0.5
_LEAST_LEAD = 1.5
_LEAST_SPELLED = 2
# A spelling so far in the lead refutes the words of another language.
_REFUTING_LEAD = 4.0
# English words are in the output of programs too, so its spelling has to lead by more.
_LEAST_ENGLISH_LEAD = 3.0
# So much evidence for a second language as well means that the text is in two.
_MIXED_EVIDENCE = 3.0
_LOAN_WEIGHT = 0.75  # the weight of English loan words: module names, menus, messages


def is_common_word(word: str) -> bool:
    """Return whether a word is among the commonest words of one of the eight languages."""
    return fold(word) in listed_words("language.common")


def detect(text: str) -> str | None:
    """Return the language that a person wrote a text in: one of `LANGUAGES`, or None if unsure.

    Quoted lines, quotations, code, addresses and program output do not count.
    """
    language = reads_as(text)
    return language if language in LANGUAGES else None


def detect_own(text: str) -> str | None:
    """Return the same as `detect`, for a text whose quotes were already removed by `prose.own_parts`."""
    language = _read(without_code(text[: 2 * _MAX_LENGTH]))
    return language if language in LANGUAGES else None


def reads_as(text: str) -> str | None:
    """Return the same as `detect`, or the ISO 639-1 code of a language related to one of the eight."""
    return _read(own_words(text[: 2 * _MAX_LENGTH]))


def _read(own: str) -> str | None:
    unquoted = without_quotations(own)
    language = _language_of(unquoted) or (_language_of(own) if own != unquoted else None)
    # A text such as "Voici le message :" may be followed by an English message without quotation marks.
    introduction = _INTRODUCTION.match(unquoted) if language in ("en", None) else None
    # Its words have to tell: a name in a greeting is spelled as in any language.
    introduced = listed_language(introduction[0]) if introduction else None
    return introduced if introduced in LANGUAGES else language


def language_name(code: str) -> str:
    """Return the name of one of `LANGUAGES`, in the language of the interface, else in English."""
    names = language_files()[code]["name"]
    return names.get(current_language(), names["en"])


def _language_of(text: str) -> str | None:
    written = " ".join(text.split())[:_MAX_LENGTH].lower()
    evidence = _evidence(written)
    listed = _listed_language(evidence)
    first, second = (*sorted(evidence.values(), reverse=True), 0.0, 0.0)[:2]
    if listed in LANGUAGES and first >= _CLEAR_EVIDENCE and second <= _CLEAR_RIVAL_SHARE * first:
        return listed
    if listed is None and second >= _MIXED_EVIDENCE:
        return None
    return _with_spelling(listed, written)


def _with_spelling(listed: str | None, written: str) -> str | None:
    """Return the language by both its listed words and how all words are spelled; None if they differ."""
    spelling = read_spelling(written)
    if spelling is None or (listed in LANGUAGES and listed not in spelling.scores):
        return listed
    is_clear = (
        spelling.score > _LEAST_SCORE
        and spelling.lead > (_LEAST_ENGLISH_LEAD if spelling.likest == "en" else _LEAST_LEAD)
        and len(_WORD.findall(written)) >= _LEAST_SPELLED
    )
    spelled = spelling.likest if is_clear else None
    if spelled in (None, OTHER, listed):
        # In doubt, a language of the listed words has to be the likest by the spelling too.
        return listed if listed not in LANGUAGES or spelling.lead_of(listed) > 0 else None
    if listed in LANGUAGES and spelling.lead < _REFUTING_LEAD:
        return None
    return spelled


def listed_language(text: str) -> str | None:
    """Return the language by the commonest words and letters alone, as of a text without quotes and code."""
    return _listed_language(_evidence(" ".join(text.split())[:_MAX_LENGTH].lower()))


def _listed_language(evidence: dict[str, float]) -> str | None:
    """Return the language of most evidence, or None if it has too little, or another nearly as much."""
    weighed = dict(evidence)
    if max((worth for language, worth in evidence.items() if language != "en"), default=0) > _OTHER_EVIDENCE:
        weighed["en"] = _LOAN_WEIGHT * weighed.get("en", 0)
    ranked = sorted(weighed, key=weighed.__getitem__, reverse=True)
    if not ranked or weighed[ranked[0]] < _MIN_EVIDENCE:
        return None
    # Which related language it is matters little, so these are compared only with the eight.
    rivals = (each for each in ranked[1:] if each in LANGUAGES or ranked[0] in LANGUAGES)
    unclear = weighed.get(next(rivals, ""), 0) > _MAX_RIVAL_SHARE * weighed[ranked[0]]
    return None if unclear else ranked[0]


def _evidence(text: str) -> dict[str, float]:
    """Return the evidence for each language, without those that have none."""
    evidence: defaultdict[str, float] = defaultdict(float)
    marks: defaultdict[str, set[str]] = defaultdict(set)
    endings_alone: set[str] = set()
    written = 0
    for piece in text.split(" "):
        signs = _signs_of(piece.strip(_PUNCTUATION))
        written += signs.words
        for language, worth in signs.common:
            evidence[language] += worth
        for language, of_piece in signs.marks:
            marks[language] |= of_piece
    for language, worth, _pattern in _letters_and_endings():
        if found := marks[language]:
            if not evidence[language] and all(mark.isascii() and "'" not in mark for mark in found):
                endings_alone.add(language)
            evidence[language] += worth * len(found)
    # An ending that other languages have too is not enough by itself.
    if written < _MIN_WORDS and max(evidence, key=evidence.__getitem__, default="") in endings_alone:
        return {}
    return {language: worth for language, worth in evidence.items() if worth}


class _Signs(NamedTuple):
    """What a piece of text without spaces says about its language.

    `words` is the number of its words, `common` the worth of those that are common in a language, and
    `marks` are the letters and endings by language.
    """

    words: int
    common: tuple[tuple[str, float], ...]
    marks: tuple[tuple[str, frozenset[str]], ...]


# Most of a text are words that come again and again: reading each once is several times as quick.
@lru_cache(maxsize=8_192)
def _signs_of(piece: str) -> _Signs:
    words, weights = _WORD.findall(fold(piece)), _word_weights()
    marks = ((language, pattern.findall(piece)) for language, _worth, pattern in _letters_and_endings())
    return _Signs(
        len(words),
        tuple(each for word in words for each in weights.get(word, ())),
        tuple((language, frozenset(found)) for language, found in marks if found),
    )


@cache
def _letters_and_endings() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """Return, by language, the letters and endings that hardly occur in others, and what one is worth."""
    weights = phrases_by_language("language.weight")
    return tuple(
        (language, float(weights[language][0]), re.compile(pattern))
        for language in LANGUAGES
        if (pattern := "|".join(_marks(language)))
    )


def _marks(language: str) -> Iterator[str]:
    def listed(name: str) -> tuple[str, ...]:
        return phrases_by_language(f"language.{name}").get(language, ())

    if letters := listed("letters"):
        yield f"[{''.join(letters)}]"
    for name, behind in (("elided", r"\w"), ("elided_once", "")):
        if before := listed(name):
            yield rf"\b(?:{'|'.join(before)})['’]{behind}"
    if endings := listed("endings"):
        yield phrases_pattern(_with_common_start(endings), is_flat=False).replace("'", "['’]")


def _with_common_start(endings: Sequence[str]) -> Iterator[str]:
    """Join "+ung, +lich" to "+(ung|lich)": the letters before an ending are then read once, not for each."""
    behind_letters = [each[1:] for each in endings if each.startswith("+")]
    if behind_letters:
        yield f"+({'|'.join(sorted(behind_letters, key=len, reverse=True))})"
    yield from (each for each in endings if not each.startswith("+"))


@cache
def _word_weights() -> dict[str, list[tuple[str, float]]]:
    """Return the weight of each word for each language that has it.

    The more languages share a word, and the shorter it is, the less it weighs.
    """
    owners: defaultdict[str, list[str]] = defaultdict(list)
    related = language_files()[OTHERS][RELATED]
    listed = {
        **phrases_by_language("language.common"),
        **{code: split_phrases(related[code]) for code in related},
    }
    for language, common in listed.items():
        for word in dict.fromkeys(map(fold, common)):
            owners[word].append(language)
    shares = {1: 1.0, 2: 0.5, 3: 0.3}
    lengths = {1: 0.4, 2: 0.7}
    return {
        word: [(language, shares.get(len(shared), 0.15) * lengths.get(len(word), 1.0)) for language in shared]
        for word, shared in owners.items()
    }
