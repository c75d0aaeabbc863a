"""The tree of a parsed query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

Value = str | int | timedelta | tuple[date, date]


@dataclass(frozen=True, slots=True)
class Words:
    """Consecutive folded words. The last one also matches the beginning of a word unless `exact`."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A comparison of a field with a value: `sign` is "=", "<" or ">".

    The value is a folded text, a number, a duration from now (field `due`), or the first and last day
    of a range of dates.
    """

    field: str
    sign: str
    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """A query that must not match."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    """Queries that must all match; without parts, everything matches."""

    parts: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Queries of which at least one must match."""

    parts: tuple[Query, ...]


Query = Words | Term | Not | AllOf | AnyOf


class QueryProblem(ValueError):
    """A query that cannot be parsed.

    `column` is where, counted from 1; `sentence` says what is wrong, `hint` what to do.
    """

    def __init__(self, column: int, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence} {hint}".strip())
        self.column = column
        self.sentence = sentence
        self.hint = hint
