"""The language in which threads are asked for: words, phrases, `field:value`, `-not`, `or`, brackets.

    invoice "white page" is:late due:<4h -tag:waiting (product:seo or shop:costa)

Words are looked for in topic, messages, notes, product, customer, shop and numbers; a word stands for
all that begin with it, one in quotes for itself. All terms must hold unless `or` stands between them. A
query is a tree of the classes here, and stands for nothing in particular until it is put to a store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bizcare_tui.domain.words import fold
from bizcare_tui.i18n import _

_LONGEST = 1_000
_DEEPEST = 40
_MOST_TERMS = 50

Value = str | int | timedelta | tuple[date, date]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand one after another; folded. The last is the beginning of a word unless `exact`."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A field held against a value: `sign` is "=", "<" or ">".

    The value is a folded text, a number, a span of time from now (of `due`), or the first and last day
    of a span of the calendar.
    """

    field: str
    sign: str
    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    """What must hold together; without parts, everything."""

    parts: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Of which one must hold."""

    parts: tuple[Query, ...]


Query = Words | Term | Not | AllOf | AnyOf

IS = (
    "answered", "aftersale", "closed", "done", "draft", "due", "fix", "late", "new", "notice", "obligation",
    "mentioned", "open", "presale", "refunding", "snoozed", "unread", "waiting",
)  # fmt: skip
HAS = ("attachment", "decision", "defect", "draft", "link", "note", "reply", "tag")
# The fields of which only some values are known.
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
# The fields of words, which are looked for as words are.
WORDED = ("product", "shop", "from", "note", "topic")
# The fields of people: a login, me, nobody (none), anybody (any).
PEOPLE = ("assigned", "mention")
TEXTS = (*WORDED, *PEOPLE, "tag")
NUMBERS = ("id", "order", "defect", "messages")
FIELDS = (*CHOICES, *TEXTS, *NUMBERS, "due", "date", "version")

# What no stored text has, and a database may refuse to be asked for; each counts as a blank.
_NEVER_STORED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPAN = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MONTH = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_TOKEN = re.compile(
    r"""\s*(?: (?P<open>\() | (?P<close>\)) | (?P<not>-)(?=\S)
        | (?P<field>[^\W\d_]+):(?P<value>"[^"]*"?|[^\s()"]*)
        | "(?P<phrase>[^"]*)"? | (?P<word>[^\s()"]+) )""",
    re.VERBOSE,
)


class QueryProblem(ValueError):
    """A query that cannot be read: `column` is where, counted from 1; `sentence` and `hint` say what."""

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
    """The query that a text says; an empty one asks for everything.

    Raises:
        QueryProblem: it cannot be read.
    """
    if len(text) > _LONGEST:
        raise QueryProblem(_LONGEST, _("The query is too long."), _("Leave some of it out."))
    tokens = list(_tokens(_NEVER_STORED.sub(" ", text)))
    reader = _Reader(tokens, len(text) + 1)
    query = reader.alternatives(0)
    if left := reader.peek():
        raise QueryProblem(
            left.column, _("This bracket closes nothing."), _("Leave it out, or open one before it.")
        )
    return query


def depends_on_time(query: Query) -> bool:
    """Whether what a query gives changes as time passes, and nothing else does."""
    match query:
        case Term("due", _sign, _value):
            return True
        case Term("is", _sign, value):
            return value in ("late", "snoozed", "due")
        case Not(part):
            return depends_on_time(part)
        case AllOf(parts) | AnyOf(parts):
            return any(map(depends_on_time, parts))
        case _:
            return False


def both(one: str, other: str) -> str:
    """The text of a query for which two must hold."""
    if not one.strip() or not other.strip():
        return one.strip() or other.strip()
    return f"({one.strip()}) {other.strip()}"


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    text = text.rstrip()
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None:  # nothing is left that is no token
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


class _Reader:
    """Reads a list of tokens from left to right."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end
        self._terms = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def alternatives(self, depth: int) -> Query:
        parts = [self._together(depth)]
        while (token := self.peek()) and token.kind == "or":
            self._at += 1
            parts.append(self._together(depth, after=token))
        if len(parts) == 1:
            return parts[0]
        return AnyOf(tuple(parts))

    def _together(self, depth: int, after: _Token | None = None) -> Query:
        parts: list[Query] = []
        while (token := self.peek()) and token.kind not in ("or", "close"):
            parts.append(self._one(depth))
        token = self.peek()
        is_half = after is not None or (token is not None and token.kind == "or")
        if not parts and is_half:
            column = token.column if token else self._end
            raise QueryProblem(
                column, _("`or` wants a term on either side."), _("Write one, or leave it out.")
            )
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self, depth: int) -> Query:
        token = self._tokens[self._at]
        self._at += 1
        if depth > _DEEPEST:
            raise QueryProblem(token.column, _("These are too many brackets."), _("Leave some out."))
        match token.kind:
            case "not":
                following = self.peek()
                if following is None or following.kind in ("or", "close"):
                    raise QueryProblem(
                        token.column, _("`-` wants a term after it."), _("Write it, as in -is:late.")
                    )
                return Not(self._one(depth + 1))
            case "open":
                inner = self.alternatives(depth + 1)
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
                return Words(fold(token.text), exact=token.kind == "phrase")


def _term(token: _Token) -> Query:
    field, text = token.field, token.text
    if field not in FIELDS:
        return _unknown_field(token)
    column = token.column + len(field) + 1
    if not text:
        raise QueryProblem(column, _("`{0}:` wants a value.").format(field), _example(field))
    sign, value = "=", text
    if text[0] in "<>" and field in (*NUMBERS, "due", "date", "version"):
        sign, value = text[0], text[1:].removeprefix("=")
    if field in CHOICES:
        return Term(field, sign, _choice(field, fold(value), column))
    if field in NUMBERS:
        if not re.fullmatch(r"[0-9]{1,18}", value.removeprefix("#")):
            raise QueryProblem(column, _("`{0}:` wants a number.").format(field), _example(field))
        return Term(field, sign, int(value.removeprefix("#")))
    if field == "due":
        return Term(field, sign, _due(value, column))
    if field == "date":
        return Term(field, sign, _days(value, column))
    if field == "version" and not re.fullmatch(r"[0-9]{1,4}(\.([0-9]{1,4}|x|\*)){0,3}", value):
        raise QueryProblem(column, _("{0!r} is no version.").format(value[:20]), _example(field))
    return Term(field, sign, fold(value))


def _unknown_field(token: _Token) -> Query:
    if token.text.startswith("//"):
        return Words(fold(f"{token.field}:{token.text}"))  # an address
    near = _near(token.field, FIELDS)
    hint = _("Did you mean {0}:?").format(near) if near else _("Known are: {0}.").format(_listed(FIELDS))
    raise QueryProblem(token.column, _("There is no field {0!r}.").format(token.field[:30]), hint)


def _choice(field: str, value: str, column: int) -> str:
    known = CHOICES[field]
    wanted = value.replace("-", "_")
    if wanted in known:
        return wanted
    near = _near(wanted, known)
    hint = _("Did you mean {0}:{1}?").format(field, near) if near else ""
    raise QueryProblem(
        column,
        _("`{0}:` does not know {1!r}.").format(field, value[:30]),
        hint or _("Known are: {0}.").format(_listed(known)),
    )


def _near(word: str, known: Sequence[str]) -> str:
    """The known word that was perhaps meant; empty for none."""
    import difflib

    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.5)), "")


def _due(value: str, column: int) -> timedelta | tuple[date, date]:
    if found := _SPAN.fullmatch(value):
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return _days(value, column, "due")


def _days(value: str, column: int, field: str = "date") -> tuple[date, date]:
    """The first and last day of "2026", "2026-01", "2026-01-15", "2026-01..2026-03"."""
    first, dots, last = value.partition("..")
    spans = [_calendar_span(first), _calendar_span(last if dots else first)]
    if spans[0] is None or spans[1] is None:
        raise QueryProblem(column, _("{0!r} is no date.").format(value[:30]), _example(field))
    return spans[0][0], spans[1][1]


def _calendar_span(text: str) -> tuple[date, date] | None:
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
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
