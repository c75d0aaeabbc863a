"""The query language for threads: words, phrases, `field:value`, `-not`, `or`, brackets.

    invoice "white page" is:late due:<4h -tag:waiting (product:seo or shop:costa)

Words are searched in topic, messages, notes, product, customer, shop and numbers. A word matches all words
that begin with it; in quotes it matches only itself. All terms must match unless `or` is between them. A
query is parsed into a tree of the classes below, which the store compiles to SQL.

Pasted text is searched as words: text with a colon that follows no known field, brackets in code, several
lines. Of a long paste only the longest words are searched, because they are the rarest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.search_text import fold_for_search, search_words
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _

# The most characters of one word, and of a query.
_LONGEST = 1_000
_LONGEST_PASTE = 100_000
_DEEPEST = 40
_MOST_TERMS = 50

_YEARS = (1970, 2200)

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

IS = (
    "answered", "aftersale", "closed", "done", "draft", "due", "fix", "goal", "late", "missed", "new",
    "notice", "obligation", "mentioned", "open", "presale", "refunding", "snoozed", "unread", "waiting",
)  # fmt: skip
HAS = ("attachment", "decision", "defect", "draft", "link", "note", "reply", "tag")
# The fields that accept only these values.
CHOICES: dict[str, tuple[str, ...]] = {
    "is": IS,
    "has": HAS,
    "state": ("new", "open", "waiting", "refunding", "closed"),
    "outcome": ("answered", "fixed", "rejected", "refunded", "no_answer_needed"),
    "care": ("active", "expired", "none", "unknown"),
    "kind": ("installation", "configuration", "technical", "other", "none"),
    "lang": ("en", "fr", "es", "it", "de", "pl", "nl", "pt", "none"),
    "ground": (
        "not_the_product", "other_shop", "intervention_or_third_party", "incompatible_version",
        "incompatible_developments", "modified_code",
    ),
}  # fmt: skip
# The text fields, whose values are searched like words.
WORDED = ("product", "shop", "from", "note", "topic")
# The fields of people: a login, `me`, `none` (nobody) or `any` (anybody).
PEOPLE = ("assigned", "mention")
TEXTS = (*WORDED, *PEOPLE, "tag")
NUMBERS = ("id", "order", "defect", "messages")
FIELDS = (*CHOICES, *TEXTS, *NUMBERS, "due", "date", "version")

# Characters that no stored text has and a database may reject; each counts as a space.
_NEVER_STORED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPAN = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MONTH = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
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
_NO_VALUE = re.compile(r"[:/\\]")  # cannot start a value: Product::get(), https://, C:\
_SHORT_NAME = 4


class QueryProblem(ValueError):
    """A query that cannot be parsed.

    `column` is where, counted from 1; `sentence` says what is wrong, `hint` what to do.
    """

    def __init__(self, column: int, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence} {hint}".strip())
        self.column = column
        self.sentence = sentence
        self.hint = hint


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
        raise QueryProblem(_LONGEST, _("The query is too long."), _("Leave some of it out."))
    query, _is_pasted = _query_of(text)
    if text.strip() and _pruned(query) is None:
        raise _nothing_to_look_for()
    return _pruned(query) or AllOf()


def _query_of(text: str) -> tuple[Query, bool]:
    """Return the query of a text, and whether it was read as pasted text: all of it as words."""
    is_code = _CODE.search(text) is not None
    is_pasted = is_code and not _names_a_field(text, valued=True)
    if is_pasted and (len(text) > _LONGEST or "\n" in text.strip()):
        return _pasted(text), True
    try:
        return _read(text), False
    except QueryProblem:
        if is_pasted and not _names_a_field(text) and not _near_misses(text):
            return _pasted(text), True
        raise


def _read(text: str) -> Query:
    tokens = list(_tokens(_NEVER_STORED.sub(" ", text)))
    parser = _Parser(tokens, len(text) + 1)
    query = parser.parse_alternatives(0)
    if left := parser.peek():
        raise QueryProblem(
            left.column, _("This bracket closes nothing."), _("Leave it out, or open one before it.")
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
    """Whether a text has a term of a known field, and with `valued` one that has a value."""
    return any(
        fold(found[1]) in FIELDS and not _NO_VALUE.match(found[2]) and not (valued and not found[2])
        for found in re.finditer(r"(?:^|(?<=[\s(-]))([^\W\d_]+):(\S?)", text)
    )


def _near_misses(text: str) -> bool:
    """Whether a text has a term whose field is misspelt."""
    return any(
        token.kind == "term" and token.field not in FIELDS and _meant(token) for token in _tokens(text)
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
    """Whether the result of a query changes with time alone."""
    match query:
        case Term("due", _sign, _value):
            return True
        case Term("is", _sign, value):
            return value in ("late", "missed", "snoozed", "due")
        case Not(part):
            return depends_on_time(part)
        case AllOf(parts) | AnyOf(parts):
            return any(map(depends_on_time, parts))
        case _:
            return False


def both(one: str, other: str) -> str:
    """Return the text of a query that matches when both queries match."""
    other = _written_out(other)
    if not one.strip() or not other.strip():
        return one.strip() or other.strip()
    return f"({one.strip()}) {other.strip()}"


def _written_out(text: str) -> str:
    """Return the text of a query that can be combined with another one.

    Of pasted text only the words remain, because its signs would change the meaning of the other query.
    """
    try:
        query, is_pasted = _query_of(text)
    except QueryProblem:
        return text
    if not is_pasted or not isinstance(query, AllOf):
        return text
    words = (".".join(search_words(part.text)) for part in query.parts if isinstance(part, Words))
    return " ".join('"or"' if word == "or" else word for word in words)


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
                column, _("`or` needs a term on either side."), _("Write one, or leave it out.")
            )
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _parse_one(self, depth: int) -> Query:
        token = self._tokens[self._at]
        self._at += 1
        if depth > _DEEPEST:
            raise QueryProblem(token.column, _("These are too many brackets."), _("Leave some out."))
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
                    raise QueryProblem(token.column, _("These are too many terms."), _("Leave some out."))
                if token.kind == "term":
                    return _term(token)
                return Words(fold_for_search(token.text), exact=token.kind == "phrase")


def _term(token: _Token) -> Query:
    field, text = token.field, token.text
    if field not in FIELDS or _NO_VALUE.match(text):
        return _no_field(token)
    column = token.column + len(field) + 1
    if not text:
        raise QueryProblem(column, _("`{0}:` needs a value.").format(field), _example(field))
    sign, value = "=", text
    if text[0] in "<>" and field in (*NUMBERS, "due", "date", "version"):
        sign, value = text[0], text[1:].removeprefix("=")
    if field in CHOICES:
        return Term(field, sign, _choice(field, fold(value), column))
    if field in NUMBERS:
        if not re.fullmatch(r"[0-9]{1,18}", value.removeprefix("#")):
            raise QueryProblem(column, _("`{0}:` needs a number.").format(field), _example(field))
        return Term(field, sign, int(value.removeprefix("#")))
    if field == "due":
        return Term(field, sign, _due(value, column))
    if field == "date":
        return Term(field, sign, _days(value, column))
    if field == "version" and not re.fullmatch(r"[0-9]{1,4}(\.([0-9]{1,4}|x|\*)){0,3}", value):
        raise QueryProblem(column, _("{0!r} is not a version.").format(value[:20]), _example(field))
    return Term(field, sign, fold_for_search(value) if field in WORDED else fold(value))


def _no_field(token: _Token) -> Query:
    """Return the words of a term with an unknown field; raise QueryProblem when the field looks misspelt."""
    if meant := _meant(token):
        raise QueryProblem(
            token.column,
            _("There is no field {0!r}.").format(token.field[:30]),
            _("Did you mean {0}:?").format(meant),
        )
    return Words(fold_for_search(f"{token.field}:{token.text}"))


def _meant(token: _Token) -> str:
    """Return the field that was probably meant, judged by its letters and the value; empty for none."""
    written = token.field
    if len(written) < _SHORT_NAME - 1 or written in FIELDS or not re.match(r"[\w<>#]", token.text):
        return ""
    near = [field for field in FIELDS if _is_misspelt(written, field) and _could_have(field, token)]
    return near[0] if near else ""


def _is_misspelt(written: str, field: str) -> bool:
    """Whether one letter, or two of a name of 7 letters or more, is missing, added, changed or swapped.

    In a short name no letter may be changed, because that makes other words, such as `node` for `note`.
    """
    if len(field) < _SHORT_NAME:
        return False
    if len(field) == _SHORT_NAME and len(written) == len(field):
        return sorted(written) == sorted(field) and _distance(written, field) == 1
    return _distance(written, field) <= (1 if len(field) < 7 else 2)


def _could_have(field: str, token: _Token) -> bool:
    if field in PEOPLE or field == "tag":
        return True
    if field in WORDED:
        return not re.match(r"\d+$", token.text)
    try:
        _term(_Token("term", token.text, token.column, field))
    except QueryProblem:
        return False
    return True


def _distance(one: str, other: str) -> int:
    """Return how many letters are missing, added, changed or swapped (Damerau-Levenshtein)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _choice(field: str, value: str, column: int) -> str:
    known = CHOICES[field]
    wanted = value.replace("-", "_")
    if wanted in known:
        return wanted
    near = nearest_word(wanted, known)
    hint = _("Did you mean {0}:{1}?").format(field, near) if near else ""
    raise QueryProblem(
        column,
        _("`{0}:` does not know {1!r}.").format(field, value[:30]),
        hint or _("Known are: {0}.").format(_listed(known)),
    )


def _due(value: str, column: int) -> timedelta | tuple[date, date]:
    if found := _SPAN.fullmatch(value):
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return _days(value, column, "due")


def _days(value: str, column: int, field: str = "date") -> tuple[date, date]:
    """Return the first and last day of "2026", "2026-01", "2026-01-15" or "2026-01..2026-03"."""
    first, dots, last = value.partition("..")
    spans = [_calendar_span(first), _calendar_span(last if dots else first)]
    if spans[0] is None or spans[1] is None:
        raise QueryProblem(column, _("{0!r} is not a date.").format(value[:30]), _example(field))
    return spans[0][0], spans[1][1]


def _calendar_span(text: str) -> tuple[date, date] | None:
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    # No thread is outside these years, and `datetime` and time zones fail near their limits.
    year = min(max(int(found[1]), _YEARS[0]), _YEARS[1])
    month, day = int(found[2] or 0), int(found[3] or 0)
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except (ValueError, OverflowError):
        return None


def _example(field: str) -> str:
    examples = {
        "due": "due:<4h, due:<2d, due:2026-11-30",
        "date": "date:2026-11, date:2026-01..2026-03, date:>2026-06-30",
        "version": "version:8.1, version:<1.7.8",
    }
    if field in CHOICES:
        shown = f"{field}:{CHOICES[field][0]}"
    elif field in NUMBERS:
        shown = f"{field}:12"
    else:
        shown = examples.get(field, f"{field}:costa")
    return _("Write it like {0}.").format(shown)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
