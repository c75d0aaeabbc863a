"""The query language for threads: words, phrases, `field:value`, `-not`, `or`, brackets.

    invoice "white page" is:late due:<4h -tag:waiting (product:seo or shop:costa)

Words are searched in topic, messages, notes, product, customer, shop and numbers. A word matches all words
that begin with it; in quotes it matches only itself. All terms must match unless `or` is between them. A
query is parsed into the tree of `query_tree`, which the store compiles to SQL; its fields are defined in
`query_fields`.

Pasted text is searched as words: text with a colon that follows no known field, brackets in code, several
lines. Of a long paste only the longest words are searched, because they are the rarest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.query_fields import FIELDS, follows_clock
from bizcare_tui.domain.query_terms import NO_VALUE, meant_field, parse_term
from bizcare_tui.domain.query_tree import AllOf, AnyOf, Not, Query, QueryProblem, Term, Words
from bizcare_tui.domain.search_text import fold_for_search, search_words
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _

# The most characters of one word, and of a query.
_LONGEST = 1_000
_LONGEST_PASTE = 100_000
_DEEPEST = 40
_MOST_TERMS = 50

# Characters that no stored text has and a database may reject; each counts as a space.
_NEVER_STORED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# `-` negates a following word, field, phrase or bracket; "->", "--" and "-1" negate nothing. A bracket
# directly after a word, as in "foo(bar)", belongs to the word.
_TOKEN = re.compile(
    r"""\s*(?: (?P<open>\() | (?P<close>\)) | (?P<not>-)(?=[^\W\d_]|[("]|\d+\.\d)
        | (?P<field>[^\W\d_]+):(?P<value>"[^"]*"?|[^\s()"]*)
        | "(?P<phrase>[^"]*)"? | (?P<word>[^\s()"]+(?:\([^\s()"]*\)[^\s()"]*)*) )""",
    re.VERBOSE,
)
# What occurs in code and program messages, but not in queries.
_CODE = re.compile(r"::|->|=>|[\[\]{};=$\\#|<>]|\w\(|\w:(?=\s|$)|\w/\w|\.\w+:\d|\n\s*\S")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int
    field: str = ""


def parse(text: str) -> Query:
    """Return the parsed query of a text; an empty text matches every thread.

    Raises:
        QueryProblem: the text cannot be parsed, or contains nothing to search for.
    """
    words = [found.span() for found in re.finditer(r"\S+", text)]
    long_word = next((start for start, end in words if end - start > _LONGEST), None)
    if long_word is not None or len(text) > _LONGEST_PASTE:
        raise QueryProblem(_LONGEST, _("The query is too long."), _("Shorten it."))
    query = _query_of(text)
    if text.strip() and _pruned(query) is None:
        raise _nothing_to_look_for()
    return _pruned(query) or AllOf()


def _query_of(text: str) -> Query:
    """Return the query of a text; all of a pasted text is read as words."""
    is_code = _CODE.search(text) is not None
    is_pasted = is_code and not _names_a_field(text, valued=True)
    if is_pasted and (len(text) > _LONGEST or "\n" in text.strip()):
        return _pasted(text)
    try:
        return _read(text)
    except QueryProblem:
        if is_pasted and not _names_a_field(text) and not _near_misses(text):
            return _pasted(text)
        raise


def _read(text: str) -> Query:
    tokens = list(_tokens(_NEVER_STORED.sub(" ", text)))
    parser = _Parser(tokens, len(text) + 1)
    query = parser.parse_alternatives(0)
    if left := parser.peek():
        raise QueryProblem(
            left.column,
            _("This closing bracket has no opening bracket."),
            _("Remove it, or open a bracket before it."),
        )
    return query


def _pasted(text: str) -> Query:
    """Return a query of all words of a text, whatever signs it contains; of many words, the longest ones."""
    words = dict.fromkeys(fold_for_search(word) for word in _NEVER_STORED.sub(" ", text).split())
    useful = [word for word in words if search_words(word)]
    if not useful:
        raise _nothing_to_look_for()
    kept = set(sorted(useful, key=len, reverse=True)[:_MOST_TERMS])
    return AllOf(tuple(Words(word) for word in useful if word in kept))


def _nothing_to_look_for() -> QueryProblem:
    return QueryProblem(
        1, _("It contains no word to search for."), _("Write a word, a number or a sign such as an emoji.")
    )


def _names_a_field(text: str, *, valued: bool = False) -> bool:
    """Return whether a text has a term of a known field, and with `valued` one that has a value."""
    return any(
        fold(found[1]) in FIELDS and not NO_VALUE.match(found[2]) and not (valued and not found[2])
        for found in re.finditer(r"(?:^|(?<=[\s(-]))([^\W\d_]+):(\S?)", text)
    )


def _near_misses(text: str) -> bool:
    """Return whether a text has a term whose field is misspelt."""
    return any(
        token.kind == "term" and token.field not in FIELDS and meant_field(token.field, token.text)
        for token in _tokens(text)
    )


def _pruned(query: Query) -> Query | None:
    """Return a query without the parts that contain nothing to search for; None when nothing is left."""
    match query:
        case Words(text):
            return query if search_words(text) else None
        case Not(part):
            kept = _pruned(part)
            return None if kept is None else Not(kept)
        case AllOf(parts) | AnyOf(parts):
            left = tuple(each for part in parts if (each := _pruned(part)) is not None)
            if not left:
                return None
            return left[0] if len(left) == 1 else type(query)(left)
        case _:
            return query


def depends_on_time(query: Query) -> bool:
    """Return whether the result of a query changes with time alone."""
    match query:
        case Term(field, _sign, value):
            return follows_clock(field, value)
        case Not(part):
            return depends_on_time(part)
        case AllOf(parts) | AnyOf(parts):
            return any(map(depends_on_time, parts))
        case _:
            return False


def all_of(*queries: Query) -> Query:
    """Return the query that matches when all of these match."""
    parts = [part for query in queries for part in (query.parts if isinstance(query, AllOf) else (query,))]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    text = text.rstrip()
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None:  # only spaces are left
            break
        kind = found.lastgroup or "word"
        column = found.start("field" if kind == "value" else kind) + 1
        end = max(found.end(), end + 1)
        if kind == "value":
            value = found["value"].strip('"')
            yield _Token("term", value, column, fold(found["field"]))
        elif kind == "word" and fold(found["word"]) == "or":
            yield _Token("or", "", column)
        else:
            yield _Token(kind, found[kind], column)


class _Parser:
    """Recursive-descent parser over a list of tokens."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end
        self._terms = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def parse_alternatives(self, depth: int) -> Query:
        parts = [self._parse_all_of(depth)]
        while (token := self.peek()) and token.kind == "or":
            self._at += 1
            parts.append(self._parse_all_of(depth, after=token))
        if len(parts) == 1:
            return parts[0]
        return AnyOf(tuple(parts))

    def _parse_all_of(self, depth: int, after: _Token | None = None) -> Query:
        parts: list[Query] = []
        while (token := self.peek()) and token.kind not in ("or", "close"):
            parts.append(self._parse_one(depth))
        token = self.peek()
        is_half = after is not None or (token is not None and token.kind == "or")
        if not parts and is_half:
            column = token.column if token else self._end
            raise QueryProblem(
                column, _("`or` needs a term on both sides."), _("Add a term, or remove `or`.")
            )
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _parse_one(self, depth: int) -> Query:
        token = self._tokens[self._at]
        self._at += 1
        if depth > _DEEPEST:
            raise QueryProblem(token.column, _("The query has too many brackets."), _("Remove some of them."))
        match token.kind:
            case "not":
                following = self.peek()
                if following is None or following.kind in ("or", "close"):
                    raise QueryProblem(
                        token.column, _("`-` needs a term after it."), _("Write it, as in -is:late.")
                    )
                return Not(self._parse_one(depth + 1))
            case "open":
                inner = self.parse_alternatives(depth + 1)
                closing = self.peek()
                if closing is None:
                    raise QueryProblem(
                        token.column, _("This bracket is not closed."), _("Close it with `)`.")
                    )
                self._at += 1
                return inner
            case _:
                self._terms += 1
                if self._terms > _MOST_TERMS:
                    raise QueryProblem(
                        token.column, _("The query has too many terms."), _("Remove some of them.")
                    )
                if token.kind == "term":
                    return parse_term(token.field, token.text, token.column)
                return Words(fold_for_search(token.text), exact=token.kind == "phrase")
