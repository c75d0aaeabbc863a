"""Terms of a query: the value of a field, or the field that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.query_fields import FIELDS, FIELDS_BY_NAME, ValueType
from bizcare_tui.domain.query_tree import Query, QueryProblem, Term, Value, Words
from bizcare_tui.domain.search_text import fold_for_search
from bizcare_tui.domain.text_folding import fold
from bizcare_tui.i18n import _

NO_VALUE = re.compile(r"[:/\\]")
"""What cannot start a value: Product::get(), https://, C:\\"""
_YEARS = (1970, 2200)
_SPAN = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MONTH = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_VERSION = re.compile(r"[0-9]{1,4}(\.([0-9]{1,4}|x|\*)){0,3}")
_SHORT_NAME = 4


def parse_term(field: str, text: str, column: int) -> Query:
    """Return the term of a field and a value; words where the field is unknown.

    Args:
        field: the folded name of the field.
        text: the value as it was typed.
        column: where the term begins, counted from 1.

    Raises:
        QueryProblem: the value cannot be read, or the field looks misspelt.
    """
    if field not in FIELDS or NO_VALUE.match(text):
        return _unknown_field(field, text, column)
    type_ = FIELDS_BY_NAME[field].type
    column += len(field) + 1
    if not text:
        raise QueryProblem(column, _("`{0}:` needs a value.").format(field), _example(field))
    sign, value = "=", text
    if text[0] in "<>" and type_.is_ordered:
        sign, value = text[0], text[1:].removeprefix("=")
    return Term(field, sign, _READERS[type_](field, value, column))


def _number(field: str, value: str, column: int) -> int:
    value = value.removeprefix("#")
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise QueryProblem(column, _("`{0}:` needs a number.").format(field), _example(field))
    return int(value)


def _unknown_field(field: str, text: str, column: int) -> Query:
    """Return the words of a term with an unknown field; raise QueryProblem when the field looks misspelt."""
    if meant := meant_field(field, text):
        raise QueryProblem(
            column, _("There is no field {0!r}.").format(field[:30]), _("Did you mean {0}:?").format(meant)
        )
    return Words(fold_for_search(f"{field}:{text}"))


def meant_field(written: str, text: str) -> str:
    """Return the field that was probably meant, judged by its letters and the value; empty for none."""
    if len(written) < _SHORT_NAME - 1 or written in FIELDS or not re.match(r"[\w<>#]", text):
        return ""
    near = [field for field in FIELDS if _is_misspelt(written, field) and _could_have(field, text)]
    return near[0] if near else ""


def _is_misspelt(written: str, field: str) -> bool:
    """Return whether one letter, or two of a name of 7 or more, is missing, added, changed or swapped.

    In a short name no letter may be changed, because that makes other words, such as `node` for `note`.
    """
    if len(field) < _SHORT_NAME:
        return False
    if len(field) == _SHORT_NAME and len(written) == len(field):
        return sorted(written) == sorted(field) and _distance(written, field) == 1
    return _distance(written, field) <= (1 if len(field) < 7 else 2)


def _could_have(field: str, text: str) -> bool:
    match FIELDS_BY_NAME[field].type:
        case ValueType.PERSON | ValueType.NAME:
            return True
        case ValueType.WORDS:
            return not re.match(r"\d+$", text)
    try:
        parse_term(field, text, 1)
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
    value = fold(value)
    known = [each.name for each in FIELDS_BY_NAME[field].values]
    wanted = value.replace("-", "_")
    if wanted in known:
        return wanted
    near = nearest_word(wanted, known)
    hint = _("Did you mean {0}:{1}?").format(field, near) if near else ""
    raise QueryProblem(
        column,
        _("`{0}:` does not know {1!r}.").format(field, value[:30]),
        hint or _("Known names: {0}.").format(_listed(known)),
    )


def _due(field: str, value: str, column: int) -> timedelta | tuple[date, date]:
    if found := _SPAN.fullmatch(value):
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return _days(field, value, column)


def _days(field: str, value: str, column: int) -> tuple[date, date]:
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


def _version(field: str, value: str, column: int) -> str:
    if not _VERSION.fullmatch(value):
        raise QueryProblem(column, _("{0!r} is not a version.").format(value[:20]), _example(field))
    return fold(value)


_READERS: dict[ValueType, Callable[[str, str, int], Value]] = {
    ValueType.CHOICE: _choice,
    ValueType.NUMBER: _number,
    ValueType.DUE: _due,
    ValueType.DAYS: _days,
    ValueType.VERSION: _version,
    ValueType.WORDS: lambda _field, value, _column: fold_for_search(value),
    ValueType.PERSON: lambda _field, value, _column: fold(value),
    ValueType.NAME: lambda _field, value, _column: fold(value),
}
"""How a value is read: from the field's name, the text and its column."""


def _example(field: str) -> str:
    return _("Write it like {0}.").format(FIELDS_BY_NAME[field].examples)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
