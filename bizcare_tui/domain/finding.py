"""Where what a query looks for stands in a text, and how a query that is being typed may go on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bizcare_tui.domain.query import (
    CHOICES,
    FIELDS,
    PEOPLE,
    WORDED,
    AllOf,
    AnyOf,
    Query,
    Term,
    Words,
)
from bizcare_tui.domain.words import flat, fold, joined, tokens

_AROUND = 30
_MOST_MARKS = 200
_BEGUN = re.compile(r'(?:^|[\s(])(-?)(?:([^\W\d_]+):)?("[^"]*|[^\s()":]*)$')


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that stand one after another; `field` is where, empty for anywhere."""

    words: tuple[str, ...]
    exact: bool
    field: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """How a query may go on: `text` in place of what stands from `start` to the cursor."""

    start: int
    text: str


def sought(query: Query) -> tuple[Sought, ...]:
    """The words that a query looks for, those left out that must not be there."""
    match query:
        case Words(text, exact):
            words = tuple(tokens(text))
            return (Sought(words, exact),) if words else ()
        case Term(field, _sign, str(value)) if field in WORDED:
            words = tuple(tokens(value))
            return (Sought(words, False, field),) if words else ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(each for part in parts for each in sought(part))
        case _:
            return ()


def marked(text: str, wanted: Sequence[Sought], *fields: str) -> list[tuple[int, int]]:
    """Where a text has what is looked for anywhere, or in one of these fields."""
    looked_for = [each for each in wanted if not each.field or each.field in fields]
    if not looked_for:
        return []
    found = _pattern(tuple(looked_for)).finditer(flat(text))
    spans = (each.span() for each, _count in zip(found, range(_MOST_MARKS), strict=False))
    return joined(spans)


def passage(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[str, list[tuple[int, int]]]:
    """A line of so many letters around the first of these places, and the places within it."""
    if not spans:
        return "", []
    first = max(0, spans[0][0] - min(_AROUND, width // 3))
    if first:
        blank = text.find(" ", first, spans[0][0])
        first = blank + 1 if blank >= 0 else first
    lead = "…" if first else ""
    cut = text[first : first + width - len(lead)]
    moved = ((start - first + len(lead), end - first + len(lead)) for start, end in spans)
    line = lead + re.sub(r"\s", " ", cut)
    return line, [(start, min(end, len(line))) for start, end in moved if start < len(line)]


def completions(text: str, values: Mapping[str, Sequence[str]]) -> list[Completion]:
    """How the last term of a query may go on: the names of fields, and the values that fields have.

    `values` are the values in use of the fields that are not a choice of few.
    """
    begun = _BEGUN.search(text)
    if begun is None:
        return []
    _not, field, part = begun.groups()
    start = begun.start(3)
    if field is None:
        wanted = fold(part)
        if not wanted or part.startswith('"'):
            return []
        return [Completion(start, f"{name}:") for name in FIELDS if name.startswith(wanted)]
    known = [*values.get(fold(field), ()), *CHOICES.get(fold(field), ())]
    if fold(field) in PEOPLE:
        known = ["me", *(["none", "any"] if fold(field) == "assigned" else []), *known]
    wanted = fold(part.lstrip('"'))
    fitting = [value for value in dict.fromkeys(known) if fold(value).startswith(wanted)]
    return [Completion(start, _written(value)) for value in fitting]


def _written(value: str) -> str:
    plain = value.replace('"', "")
    return f'"{plain}" ' if re.search(r"[\s()]", plain) else f"{plain} "


@lru_cache(maxsize=16)
def _pattern(wanted: tuple[Sought, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_one, wanted)))


def _one(each: Sought) -> str:
    # Where a word begins, no letter or digit stands before it.
    words = r"[\W_]{1,40}".join(re.escape(flat(word)) for word in each.words)
    return rf"(?<![^\W_]){words}" + (r"(?![^\W_])" if each.exact else r"[^\W_]*")
