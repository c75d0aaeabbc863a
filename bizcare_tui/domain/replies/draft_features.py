"""What learned models weigh of a draft: the units of its sentences, and numbers about all of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log1p, sqrt

from bizcare_tui.domain.automatic import reads_automatic
from bizcare_tui.domain.learned.concepts import CONCEPT_FOLDER, ConceptIndex, read_concepts
from bizcare_tui.domain.learned.features import Unit, units_of
from bizcare_tui.domain.prose import without_code, without_quotes
from bizcare_tui.domain.replies.courtesies import body_spans, is_courtesy, sentence_spans
from bizcare_tui.domain.replies.off_platform import find_off_platform
from bizcare_tui.domain.replies.receipts import receipt_signs
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.replies.ticket_facts import named_facts, specific_stems, ticket_facts
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.threads import Author

_MOST_SENTENCES = 200
_MOST_LETTERS = 20_000  # of the customer's messages
_FEWEST_LETTERS = 4  # of a word that the question and the draft can have in common

# Texts that a draft quotes: labels, messages of the product, texts of mails.
_QUOTED = re.compile(r"«[^«»\n]{12,400}»|“[^“”\n]{12,400}”|„[^„“”\n]{12,400}[“”]|\"[^\"\n]{12,400}\"")
_NOT_BLANK = re.compile(r"\S")
_SIGNS = {
    "address": re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}\.[a-z]"),
    "long number": re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ().-]{6,20}\d(?![\w-])"),
    "handle": re.compile(r"(?<![\w.])@\w{3}"),
    "host": re.compile(r"(?<![@\w.-])(?:https?://)?(?:[\w-]{1,63}\.){1,3}[a-z]{2,7}(?![\w(.])"),
    "case number": re.compile(r"#\w{0,20}\d|\b[a-z]{1,4}-\d{3}|\bn[.°or]{1,3}\s?\d{3}"),
    "hours": re.compile(r"\b\d{1,2}[:.h]\d\d?\b.{1,6}\b\d{1,2}[:.h]?\d?\d?\b"),
    "ruled line": re.compile(r"^\W*(?:-{2,}|#{2,}|\*{3}|—|\[)"),
    "path": re.compile(r"[>→›]"),
}
# The names of concepts, pairs of them and signs count so often beside the letters of the words.
_EMPHASIS = 3
_EMPHASISED = frozenset({"concept", "concepts", "sign"})

_PATH = re.compile(r"\S ?[>→›] ?\S")
_QUOTATION = re.compile(r"[«“„\"`]\S")
_DIGIT = re.compile(r"\d")
# A sentence with concepts of the first kind and none of the second is only polite.
_EMPTY = frozenset(
    {
        "gratitude",
        "praise",
        "sorry",
        "patience",
        "look_into",
        "team",
        "good_wishes",
        "general_advice",
        "will_answer",
    }
)
_FULL = frozenset({"place", "do_it", "explains", "asks", "answer"})


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft: its place, what models weigh of it, and what it has to do with the question.

    `concepts` are those that it names, as often as it does, and `common_words` the number of its words that
    the question has as well.
    """

    span: tuple[int, int]
    units: tuple[Unit, ...]
    concepts: tuple[str, ...]
    common_words: int

    def names(self, concepts: frozenset[str]) -> bool:
        """Return whether one of these concepts is in the sentence."""
        return not concepts.isdisjoint(self.concepts)


@dataclass(frozen=True, slots=True)
class _Question:
    """The concepts and the words of a customer's messages."""

    concepts: frozenset[str]
    words: frozenset[str]


@cache
def reply_concepts() -> ConceptIndex:
    """Return the concepts of customers' sentences together with those of sellers' answers."""
    return ConceptIndex({**read_concepts(CONCEPT_FOLDER), **read_concepts(CONCEPT_FOLDER / "replies")})


@lru_cache(maxsize=16)
def draft_sentences(draft: str, ticket: Ticket) -> tuple[DraftSentence, ...]:
    """Return the sentences of a draft that are its writer's own."""
    folded = _QUOTED.sub(lambda found: _NOT_BLANK.sub(" ", found[0]), flat(without_quotes(draft)))
    question = _question_of(ticket)
    away = find_off_platform(draft, ticket)
    return tuple(
        _sentence(span, folded[slice(*span)], question, any(overlap(span, each.span) for each in away))
        for span in sentence_spans(folded)[:_MOST_SENTENCES]
    )


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two spans have a letter in common."""
    return one[0] < other[1] and other[0] < one[1]


def _sentence(span: tuple[int, int], text: str, question: _Question, leads_away: bool) -> DraftSentence:
    units = units_of(text, reply_concepts())
    concepts = [(unit, _bare(unit.name)) for unit in units if unit.kind == "concept"]
    common = sum(unit.kind == "word" and unit.name in question.words for unit in units)
    whole = (0, len(text))
    units += (
        Unit("concept", f"asked {unit.name}", unit.span)
        for unit, concept in concepts
        if concept in question.concepts
    )
    signs = [*_signs_of(text), f"common words {min(common, 4)}", *(["leads away"] if leads_away else [])]
    units += (Unit("sign", name, whole) for name in signs)
    emphasised = [unit for unit in units if unit.kind in _EMPHASISED]
    return DraftSentence(
        span,
        (*units, *(emphasised * (_EMPHASIS - 1))),
        tuple(concept for _unit, concept in concepts),
        common,
    )


def _signs_of(text: str) -> Iterator[str]:
    yield from (name for name, sign in _SIGNS.items() if sign.search(text))
    yield from (f"receipt: {name}" for name in receipt_signs(text))
    if reads_automatic(text):
        yield "automatic"


@lru_cache(maxsize=16)
def _question_of(ticket: Ticket) -> _Question:
    said = [message.text for message in ticket.messages if message.author is not Author.SELLER]
    text = flat("\n".join((ticket.product, ticket.topic, *said)))[:_MOST_LETTERS]
    units = [
        unit
        for span in sentence_spans(text)[:_MOST_SENTENCES]
        for unit in units_of(text[slice(*span)], reply_concepts())
    ]
    return _Question(
        frozenset(_bare(unit.name) for unit in units if unit.kind == "concept"),
        frozenset(unit.name for unit in units if unit.kind == "word" and len(unit.name) >= _FEWEST_LETTERS),
    )


@lru_cache(maxsize=16)
def _asked_stems(ticket: Ticket) -> frozenset[str]:
    """Return the facts of a ticket that are not in the name of the product."""
    return ticket_facts(ticket) - frozenset(specific_stems(ticket.product))


def _bare(concept: str) -> str:
    """Return the name of a concept without what its clause says of it: "no change" is "change"."""
    return concept.rpartition(" ")[2]


def draft_numbers(draft: str, ticket: Ticket) -> Mapping[str, float]:
    """Return what can be counted of a draft and of its relation to the question, by names."""
    body = body_spans(without_quotes(draft))
    sentences = [each for each in draft_sentences(draft, ticket) if _is_in(each.span, body)]
    texts = [draft[slice(*each.span)] for each in sentences]
    return {
        **_sizes(texts, ticket),
        **_shares(sentences, texts, ticket),
        **_signs_of_answers(draft, " ".join(texts)),
        **_concept_rates(sentences, " ".join(texts)),
    }


def _is_in(span: tuple[int, int], lines: Sequence[tuple[int, int]]) -> bool:
    return any(overlap(span, line) for line in lines)


def _sizes(texts: Sequence[str], ticket: Ticket) -> Mapping[str, float]:
    content = [text for text in texts if not is_courtesy(text)]
    words = len(" ".join(content).split())
    facts, content_facts = (len(named_facts(" ".join(each), ticket)) for each in (texts, content))
    return {
        "words": log1p(len(" ".join(texts).split())),
        "sentences": log1p(len(texts)),
        "content sentences": _share(len(content), texts),
        "content words": log1p(words),
        "facts": log1p(facts),
        "content facts": log1p(content_facts),
        "density": 10 * content_facts / max(1, words),
    }


def _shares(sentences: Sequence[DraftSentence], texts: Sequence[str], ticket: Ticket) -> Mapping[str, float]:
    facts = [len(named_facts(text, ticket)) for text in texts]
    is_concrete = [_PATH.search(text) or _QUOTATION.search(text) or _DIGIT.search(text) for text in texts]
    full = [each for each in sentences if each.names(_FULL)]
    about = sum(each.common_words > 0 for each in full)
    empty = sum(each.names(_EMPTY) and not each.names(_FULL) for each in sentences)
    concrete = sum(map(bool, is_concrete))
    specific = sum(map(bool, facts))
    asked = len(frozenset(specific_stems(" ".join(texts))) & _asked_stems(ticket))
    return {
        "asked": log1p(asked),
        "nothing asked": float(not asked),
        "asked rate": 10 * asked / sqrt(len(" ".join(texts).split()) or 1),
        "common words": log1p(sum(each.common_words for each in sentences)),
        "most common words": log1p(max((each.common_words for each in sentences), default=0)),
        "most facts": log1p(max(facts, default=0)),
        "empty share": _share(empty, texts),
        "full share": _share(len(full), texts),
        "full": log1p(len(full)),
        "about share": _share(about, texts),
        "about": log1p(about),
        "concrete share": _share(concrete, texts),
        "concrete": log1p(concrete),
        "specific share": _share(specific, texts),
        "specific": log1p(specific),
    }


def _signs_of_answers(draft: str, body: str) -> Mapping[str, float]:
    return {
        "paths": log1p(len(_PATH.findall(body))),
        "quotations": log1p(len(_QUOTATION.findall(body))),
        "digits": log1p(len(_DIGIT.findall(body))),
        "questions": log1p(body.count("?")),
        "has path": float(_PATH.search(body) is not None),
        "has quotation": float(_QUOTATION.search(body) is not None),
        "has question": float("?" in body),
        "has code": float(without_code(draft) != draft),
    }


def _concept_rates(sentences: Sequence[DraftSentence], body: str) -> Mapping[str, float]:
    """Return how often each concept is named, by the root of the number of words."""
    root = sqrt(len(body.split()) or 1)
    counts = Counter(concept for each in sentences for concept in each.concepts)
    return {f"concept {name}": log1p(10 * counts[name] / root) for name in reply_concepts().names}


def _share(count: int, of: Sequence[str]) -> float:
    return count / max(1, len(of))
