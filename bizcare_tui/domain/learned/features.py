"""The features of a sentence that learned models weigh: its words and their letters, concepts and structure.

A *unit* is a place in the sentence with a name: a word, two words in a row, a concept, two concepts near each
other. A word stands for itself and its groups of letters, so that an unknown form of a known word counts too.
A model of which language a text is in weighs the spelling of words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

from bizcare_tui.domain.learned.concepts import ConceptIndex, shipped_concepts
from bizcare_tui.domain.text_folding import flat

BUCKET_BITS = 17
BUCKETS = 1 << BUCKET_BITS

# Text is flat: no capitals, no accents.
_TOKEN = re.compile(r"[^\W_]+(?:['’_-][^\W_]+)*|[?!:;.,\"«»“”„()<>={}$\\/]")
_SPELLED = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_LONGEST_WORD = 24
_LONGEST_SENTENCE = 160  # words
# The lengths of the groups of letters that a unit of this kind stands for, beside itself.
_GRAMS = {"word": (3, 4, 5), "spelling": (2, 3, 4)}
# Concepts are a pair within so many words.
_NEAR = 8
# Concepts that change what follows them in their clause, within so many words: "no change", "whether change".
_SCOPES = {"negation": "no", "asked_whether": "whether", "plan": "whether"}
_SCOPE_WORDS = 6
_CLAUSE_ENDS = frozenset(".,;:!?")
_SIGNS = {
    "file": re.compile(r"\b[\w-]{1,60}\.(?:php|tpl|js|css|sql|twig|yml|html|scss|htaccess|json)\b"),
    "path": re.compile(r"(?:[\w.-]{1,60}[/\\]){2}"),
    "version": re.compile(r"\b\d+\.\d+\.\d"),
    "link": re.compile(r"https?://|www\."),
    "code": re.compile(r"[{};$]|->|::|<\w+"),
    "question": re.compile(r"\?"),
    "error line": re.compile(r"#\d |\bline \d|exception|uncaught|sqlstate|\b[45]\d\d\b"),
}
# How often a unit of this kind counts, beside the many groups of letters of a word.
_WEIGHT = {
    "word": 2,
    "pair": 1,
    "concept": 4,
    "concepts": 2,
    "sign": 4,
    "mark": 1,
    "length": 2,
    "spelling": 2,
}


class Unit(NamedTuple):
    """A named place of a sentence: its kind, its name, and its start and end.

    A named tuple, as thousands are made of a thread, and a dataclass takes three times as long to make.
    """

    kind: str
    name: str
    span: tuple[int, int]


def units_of(sentence: str, concepts: ConceptIndex | None = None) -> list[Unit]:
    """Return the units of a flat sentence.

    Args:
        sentence: the sentence, flat.
        concepts: the concepts; those that are shipped by default.
    """
    tokens = list(_TOKEN.finditer(sentence))[:_LONGEST_SENTENCE]
    signs = ((name, sign.search(sentence)) for name, sign in _SIGNS.items())
    return [
        *_word_units(tokens),
        *_concept_units(tokens, concepts or shipped_concepts()),
        *(Unit("sign", name, found.span()) for name, found in signs if found),
        Unit("length", str(len(tokens).bit_length()), (0, len(sentence))),
    ]


def concept_units(sentence: str, concepts: ConceptIndex) -> list[Unit]:
    """Return the concepts of a flat sentence, and the pairs of those near each other."""
    return list(_concept_units(list(_TOKEN.finditer(sentence))[:_LONGEST_SENTENCE], concepts))


def spelling_units(text: str) -> list[Unit]:
    """Return the words of a text in lower case, and those with accents without them as well."""
    units = []
    for found in _SPELLED.finditer(text):
        written = found[0][:_LONGEST_WORD]
        units.append(Unit("spelling", written, found.span()))
        if not written.isascii():
            units.append(Unit("spelling", flat(written), found.span()))
    return units


def _word_units(tokens: list[re.Match[str]]) -> Iterator[Unit]:
    before, start = "^", 0
    for token in tokens:
        word = token[0]
        if not word[0].isalnum():
            yield Unit("mark", word, token.span())
            if word in _CLAUSE_ENDS:
                before, start = word, token.start()
            continue
        word = _DIGIT.sub("0", word)[:_LONGEST_WORD]
        yield Unit("word", word, token.span())
        yield Unit("pair", f"{before} {word}", (start, token.end()))
        before, start = word, token.start()


def _concept_units(tokens: list[re.Match[str]], concepts: ConceptIndex) -> Iterator[Unit]:
    words = [token[0] for token in tokens]
    found: list[tuple[int, str]] = []
    scope, scope_end = "", -1
    for index, word in enumerate(words):
        if word in _CLAUSE_ENDS:
            scope_end = -1
            continue
        named = concepts.concepts_at(words, index)
        for concept in sorted(named):
            name = f"{scope} {concept}" if index <= scope_end and concept not in _SCOPES else concept
            yield Unit("concept", name, tokens[index].span())
            found.append((index, name))
        for concept in sorted(named & _SCOPES.keys()):
            scope, scope_end = _SCOPES[concept], index + _SCOPE_WORDS
    pairs: dict[str, tuple[int, int]] = {}
    for (index, one), (other_index, other) in combinations(found, 2):
        if one != other and other_index - index <= _NEAR:
            name = " + ".join(sorted((one, other)))
            pairs.setdefault(name, (tokens[index].start(), tokens[other_index].end()))
    for name, span in pairs.items():
        yield Unit("concepts", name, span)


def has_groups(kind: str) -> bool:
    """Return whether units of this kind stand for their groups of letters too, which take a while."""
    return kind in _GRAMS


def buckets_of(kind: str, name: str) -> list[int]:
    """Return the buckets of a unit, each as often as it counts."""
    buckets = [_bucket(f"{kind}:{name}")] * _WEIGHT[kind]
    if grams := _GRAMS.get(kind):
        within = f"<{name}>"
        buckets += (
            _bucket(within[start : start + length])
            for length in grams
            for start in range(len(within) - length + 1)
        )
    return buckets


def _bucket(name: str) -> int:
    # Not `hash`, because its values differ between processes.
    return crc32(name.encode()) & (BUCKETS - 1)
