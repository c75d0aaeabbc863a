"""Compile query trees of `domain.query` into SQL conditions on the inbox and their bound values.

All SQL text comes from this module and `query_conditions`; what the user typed is always a bound value,
never part of the SQL.
Conditions refer to `inbox_entry e`. The caller must bind `:account` and `:login`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bizcare_tui.domain.clock import day_begins
from bizcare_tui.domain.highlight import extract_search_terms
from bizcare_tui.domain.query_fields import WORDED
from bizcare_tui.domain.query_tree import AllOf, AnyOf, Not, Query, Term, Value, Words
from bizcare_tui.domain.search_text import is_run, search_words
from bizcare_tui.domain.thread_status import RANK_OF_NO_DEBT
from bizcare_tui.store.query_conditions import HAS, IS, IS_BY_INDEX, MENTION
from bizcare_tui.store.unix_time import to_unix_seconds

# The text fields of the query language, and the full-text columns in which they are searched.
_COLUMNS = {"product": "product", "shop": "shop", "from": "customer", "note": "notes", "topic": "topic"}
ACCOUNT_CONDITION = "e.account_id = :account"
# The full-text table indexes the prefixes of words up to this many letters.
LONGEST_INDEXED_PREFIX = 6


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A query compiled to SQL conditions.

    `where` is the complete condition, for finding all matches by index. `walked` is the same condition, for
    scanning the inbox in its order until enough rows are found. `words` is the part about words alone, a
    condition on `thread_words w`, and `rest` is everything else; `words` is empty if there is no such part.
    `likeness` contains the words, for PostgreSQL to rank the matches.
    """

    where: str
    walked: str
    words: str
    rest: str
    values: dict[str, Any]
    likeness: str = ""

    def narrowed(self, condition: str) -> CompiledQuery:
        """Return the query with one more condition, which has no parameters of its own."""
        return replace(self, where=f"{self.where} AND {condition}", walked=f"{self.walked} AND {condition}")


def compile_query(query: Query, now: datetime, *, postgresql: bool = False) -> CompiledQuery:
    """Compile a query, as of `now`, for SQLite or PostgreSQL."""
    builder, walking = _ConditionBuilder(now, postgresql), _ConditionBuilder(now, postgresql, walking=True)
    parts = list(_conjuncts(query))
    word_parts = [part for part in parts if _is_wordy(part)]
    others = [part for part in parts if not _is_wordy(part)]
    # Excluded words can only narrow a search for other words; a full-text search cannot be for them alone.
    excluded = (
        [part.part for part in others if isinstance(part, Not) and _is_wordy(part.part)] if word_parts else []
    )
    rest = [part for part in others if not (isinstance(part, Not) and part.part in excluded)]
    words = builder.words(word_parts, excluded) if word_parts else ""
    other = " AND ".join([ACCOUNT_CONDITION, *(builder.condition(part) for part in rest)])
    found = f" AND {builder.found(words)}" if words else ""
    likeness = " | ".join(
        _operand(word, prefix=True) for each in extract_search_terms(query) for word in each.words
    )
    walked = " AND ".join([ACCOUNT_CONDITION, *(walking.condition(part) for part in parts)])
    values = builder.values | walking.values
    return CompiledQuery(f"{other}{found}", walked, words, other, values, likeness)


def _conjuncts(query: Query) -> Iterator[Query]:
    if isinstance(query, AllOf):
        for part in query.parts:
            yield from _conjuncts(part)
    elif not _is_empty(query):
        yield query


def _is_empty(query: Query) -> bool:
    """Return whether the query has nothing to search for: "-", or punctuation alone."""
    return isinstance(query, Words) and not search_words(query.text)


def _is_wordy(query: Query) -> bool:
    """Return whether a query is about words alone, and requires at least one of them."""
    match query:
        case Words():
            return not _is_empty(query)
        case Term(field, _sign, value):
            return field in WORDED and bool(search_words(str(value)))
        case AllOf(parts) | AnyOf(parts):
            return bool(parts) and all(map(_is_wordy, parts))
        case _:
            return False


def _is_quick(query: Query) -> bool:
    """Return whether it is cheap to check if a single thread contains these words."""
    return all(
        len(word) <= LONGEST_INDEXED_PREFIX or each.exact or not is_run(word)
        for each in extract_search_terms(query)
        for word in each.words
    )


class _ConditionBuilder:
    """Builds the SQL conditions of one query, and collects their bound values."""

    def __init__(self, now: datetime, postgresql: bool, *, walking: bool = False) -> None:
        self._now = now
        self._postgresql = postgresql
        self._walking = walking
        # A unary plus before a column keeps SQLite from using that column's own index.
        self._column = "+e." if walking else "e."
        self.values: dict[str, Any] = {"now": to_unix_seconds(now)}

    def condition(self, query: Query) -> str:
        if _is_wordy(query):
            return self.found(self.words([query], []), query)
        match query:
            case Not(part):
                return f"NOT coalesce({self.condition(part)}, false)"
            case AllOf(parts):
                return "(" + " AND ".join([self.condition(part) for part in parts] or ["true"]) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(self.condition(part) for part in parts) + ")"
            case Term():
                return self._term(query)
            case Words():
                return "true"

    def found(self, words: str, query: Query | None = None) -> str:
        """Return the condition for threads that match a condition on `thread_words w`."""
        if self._postgresql:
            return f"e.search_id IN (SELECT w.search_id FROM thread_words w WHERE {words})"
        if self._walking and query is not None and _is_quick(query):
            return f"EXISTS (SELECT 1 FROM thread_words w WHERE {words} AND w.rowid = e.search_id)"
        return f"e.search_id IN (SELECT w.rowid FROM thread_words w WHERE {words})"

    # --- words -------------------------------------------------------------------------------------

    def words(self, required: list[Query], excluded: list[Query]) -> str:
        """Return the condition on `thread_words w` for required and excluded words."""
        if self._postgresql:
            conditions = [
                *map(self._vector_condition, required),
                *(f"NOT {self._vector_condition(part)}" for part in excluded),
            ]
            return " AND ".join(conditions)
        match_ = " AND ".join(map(_fts5_query, required))
        for part in excluded:
            match_ = f"({match_}) NOT {_fts5_query(part)}"
        return f"thread_words MATCH {self._bind(match_)}"

    def _vector_condition(self, query: Query) -> str:
        match query:
            case Words(text, exact):
                return self._vector("anywhere", search_words(text), exact)
            case Term(field, _sign, value):
                return self._vector(_COLUMNS[field], search_words(str(value)), exact=False)
            case AllOf(parts):
                return "(" + " AND ".join(map(self._vector_condition, parts)) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(map(self._vector_condition, parts)) + ")"
            case Not():
                raise AssertionError("an excluded part is not a condition on words")

    def _vector(self, column: str, words: list[str], exact: bool) -> str:
        phrase = [_operand(word, prefix=False) for word in words[:-1]]
        phrase.append(_operand(words[-1], prefix=not exact))
        tsquery = f"CAST({self._bind(' <-> '.join(phrase))} AS TSQUERY)"
        here = f"w.{column} @@ {tsquery}"
        if column not in ("anywhere", "notes"):
            return here
        # PostgreSQL looks up an array by primary key, so the extra rows of long threads cost little.
        beyond = f"SELECT m.search_id FROM thread_words_more m WHERE m.{column} @@ {tsquery}"
        return f"({here} OR w.search_id = ANY(ARRAY({beyond})))"

    # --- terms -------------------------------------------------------------------------------------

    def _term(self, term: Term) -> str:
        if term.field in WORDED:
            return "false"  # the value is punctuation alone, which is not indexed
        return FIELD_CONDITIONS[term.field](self, term)

    def named(self, term: Term, walked: Mapping[str, str], found: Mapping[str, str]) -> str:
        """Return the condition of a value; "#" in it stands for the table in which to scan a column."""
        conditions = walked if self._walking else found
        return conditions[str(term.value)].replace("#", self._column)

    def compared(self, term: Term, column: str, none: str = "") -> str:
        """Return the condition for a column; `none` is that for the value `none`."""
        if none and term.value == "none":
            return none
        return f"{column} {term.sign} {self._bind(term.value)}"

    def _order(self, term: Term) -> str:
        return f"""e.thread_id IN (SELECT t.id FROM thread t
            WHERE t.account_id = :account AND t.order_id {term.sign} {self._bind(term.value)})"""

    def _tag(self, term: Term) -> str:
        value = f" {term.value}"
        return f"(e.tags <> '' AND e.tags LIKE {self._bind(_like_pattern(value))} ESCAPE '!')"

    def _ground(self, term: Term) -> str:
        value = f" {term.value} "
        return f"""e.thread_id IN (SELECT d.thread_id FROM decision d WHERE d.account_id = :account
            AND ' ' || d.grounds || ' ' LIKE {self._bind(_like_pattern(value))} ESCAPE '!')"""

    def _assigned(self, term: Term) -> str:
        value = str(term.value)
        if value in ("none", "any"):
            return f"e.assignee IS {'NOT ' if value == 'any' else ''}NULL"
        return f"e.assignee = {':login' if value == 'me' else self._bind(value)}"

    def _mention(self, term: Term) -> str:
        value = str(term.value)
        return MENTION.format(":login" if value == "me" else self._bind(value))

    def _due(self, term: Term) -> str:
        if not isinstance(term.value, timedelta):
            return self._days(term, "due_at")
        edge = self._bind(to_unix_seconds(self._now + term.value))
        sign = ">=" if term.sign == ">" else "<="
        return f"(e.rank < {RANK_OF_NO_DEBT} AND {self._column}due_at {sign} {edge})"

    def _days(self, term: Term, column: str = "received_at") -> str:
        return self._between(f"{self._column}{column}", term.sign, *_first_and_last_second(term.value))

    def _version(self, term: Term) -> str:
        # This module compiles many patterns; the first frame does not need it.
        from bizcare_tui.domain.versions import version_bounds

        return self._between(f"{self._column}version_order", term.sign, *version_bounds(str(term.value)))

    def _between(self, column: str, sign: str, first: int, last: int) -> str:
        match sign:
            case "<":
                return f"{column} < {self._bind(first)}"
            case ">":
                return f"{column} > {self._bind(last)}"
            case _:
                return f"{column} BETWEEN {self._bind(first)} AND {self._bind(last)}"

    def _bind(self, value: object) -> str:
        name = f"{'w' if self._walking else 'q'}{len(self.values)}"
        self.values[name] = value
        return f":{name}"


FieldCondition = Callable[[_ConditionBuilder, Term], str]


def _named(walked: Mapping[str, str], found: Mapping[str, str] | None = None) -> FieldCondition:
    return lambda builder, term: builder.named(term, walked, found or walked)


def _compared(column: str, none: str = "") -> FieldCondition:
    return lambda builder, term: builder.compared(term, column, none)


FIELD_CONDITIONS: dict[str, FieldCondition] = {
    "is": _named(IS, IS_BY_INDEX),
    "has": _named(HAS),
    "state": _compared("e.state"),
    "outcome": _compared("e.outcome"),
    "care": _compared("e.cover"),
    "kind": _compared("e.kind", none="e.kind IS NULL"),
    "lang": _compared("e.language", none="e.language = ''"),
    "id": _compared("e.thread_id"),
    "defect": _compared("e.defect_id"),
    "messages": _compared("e.messages"),
    "order": _ConditionBuilder._order,
    "tag": _ConditionBuilder._tag,
    "ground": _ConditionBuilder._ground,
    "assigned": _ConditionBuilder._assigned,
    "mention": _ConditionBuilder._mention,
    "due": _ConditionBuilder._due,
    "date": _ConditionBuilder._days,
    "fix": lambda builder, term: builder._days(term, "fix_due"),
    "version": _ConditionBuilder._version,
}
"""The condition of every field of `domain.query_fields` that is not searched as words."""


def _fts5_query(query: Query) -> str:
    """Return a query about words in FTS5 syntax. The words contain only letters and digits."""
    match query:
        case Words(text, exact):
            return _phrase(search_words(text), exact)
        case Term(field, _sign, value):
            return f"({_COLUMNS[field]} : {_phrase(search_words(str(value)), exact=False)})"
        case AllOf(parts):
            return "(" + " AND ".join(map(_fts5_query, parts)) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(map(_fts5_query, parts)) + ")"
        case Not():
            raise AssertionError("an excluded part is not a condition on words")


def _phrase(words: Sequence[str], exact: bool) -> str:
    return f'"{" ".join(words)}"' + (" *" if not exact and is_run(words[-1]) else "")


def _operand(word: str, *, prefix: bool) -> str:
    """Return a word in PostgreSQL's `tsquery` syntax, as a prefix with `prefix` if the word allows it."""
    return f"'{word}'" + (":*" if prefix and is_run(word) else "")


def _like_pattern(text: str) -> str:
    """Return a LIKE pattern for values that contain this text, escaped with "!"."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return f"%{text}%"


def _first_and_last_second(value: Value) -> tuple[int, int]:
    """Return the first and last second of a range of days in the Marketplace's time zone."""
    assert isinstance(value, tuple)
    first, last = value
    after = day_begins(date.fromordinal(min(last.toordinal() + 1, date.max.toordinal() - 1)))
    return to_unix_seconds(day_begins(first)), to_unix_seconds(after) - 1
