"""Positions of a query's search terms in a text, and completions for a query that is being typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bizcare_tui.domain.query_fields import FIELDS, FIELDS_BY_NAME, WORDED, ValueType
from bizcare_tui.domain.query_tree import AllOf, AnyOf, Query, Term, Words
from bizcare_tui.domain.search_text import Phrase, Places, fold_for_search, search_words
from bizcare_tui.domain.text_folding import fold, merge_spans

_CONTEXT_BEFORE = 30
# At each letter of a query the same messages are looked through again.
_LONGEST_KEPT = 4_000
_kept_folded = lru_cache(maxsize=1_000)(fold_for_search)
MOST_MARKS = 200
_UNFINISHED_TERM = re.compile(r'(?:^|[\s(])(-?)(?:([^\W\d_]+):)?("[^"]*|[^\s()":]*)$')


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Words to find one after another; `field` limits them to one field, empty means anywhere.

    Unless `exact`, the last word also matches the beginning of a longer word.
    """

    words: tuple[str, ...]
    exact: bool
    field: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of a query: `text` replaces what is between `start` and the cursor."""

    start: int
    text: str


def extract_search_terms(query: Query) -> tuple[SearchTerm, ...]:
    """Return the words that a query searches for, without those that it excludes."""
    match query:
        case Words(text, exact):
            words = tuple(search_words(text))
            return (SearchTerm(words, exact),) if words else ()
        case Term(field, _sign, str(value)) if field in WORDED:
            words = tuple(search_words(value))
            return (SearchTerm(words, False, field),) if words else ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(each for part in parts for each in extract_search_terms(part))
        case _:
            return ()


def highlight_spans(
    text: str, search_terms: Sequence[SearchTerm], *fields: str, most: int = MOST_MARKS
) -> list[tuple[int, int]]:
    """Return the first `most` spans of a text that match a term for anywhere or for one of these fields."""
    terms = [each for each in search_terms if not each.field or each.field in fields]
    if not terms:
        return []
    folded = _kept_folded(text) if len(text) <= _LONGEST_KEPT else fold_for_search(text)
    phrases = dict.fromkeys(Phrase(each.words, each.exact) for each in terms)
    spans = [span for phrase in phrases for span in islice(phrase.places(folded), most)]
    if not spans:
        return []
    places = Places(text)
    return merge_spans(places.span(start, end) for start, end in sorted(spans)[:most])


def passage(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[str, list[tuple[int, int]]]:
    """Return a line of at most `width` characters around the first span, and the spans within the line."""
    if not spans:
        return "", []
    first = max(0, spans[0][0] - min(_CONTEXT_BEFORE, width // 3))
    if first:
        blank = text.find(" ", first, spans[0][0])
        first = blank + 1 if blank >= 0 else first
    lead = "…" if first else ""
    cut = text[first : first + width - len(lead)]
    moved = ((start - first + len(lead), end - first + len(lead)) for start, end in spans)
    line = lead + re.sub(r"\s", " ", cut)
    return line, [(start, min(end, len(line))) for start, end in moved if start < len(line)]


def completions(text: str, values: Mapping[str, Sequence[str]]) -> list[Completion]:
    """Return the completions of the last term of a query: names of fields, and values of fields.

    `values` are the values in use of those fields that have no fixed choices.
    """
    match = _UNFINISHED_TERM.search(text)
    if match is None:
        return []
    _negation, field, part = match.groups()
    start = match.start(3)
    if field is None:
        wanted = fold(part)
        if not wanted or part.startswith('"'):
            return []
        return [Completion(start, f"{name}:") for name in FIELDS if name.startswith(wanted)]
    definition = FIELDS_BY_NAME.get(fold(field))
    fixed = [each.name for each in definition.values] if definition else []
    in_use = values.get(fold(field), ())
    is_person = definition is not None and definition.type is ValueType.PERSON
    known = ["me", *fixed, *in_use] if is_person else [*in_use, *fixed]
    wanted = fold(part.lstrip('"'))
    matching = [value for value in dict.fromkeys(known) if fold(value).startswith(wanted)]
    return [Completion(start, _format_value(value)) for value in matching]


def _format_value(value: str) -> str:
    plain = value.replace('"', "")
    return f'"{plain}" ' if re.search(r"[\s()]", plain) else f"{plain} "
