"""Parse the Seller API's JSON so that a damaged byte, number or row loses only that row, not its page."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from bizcare_tui.marketplace.row_values import redact_json_text

_MOST_DIGITS = 400  # of a number; converting more would take the interpreter quadratic time
_DEEPEST = 100
_MOST_DAMAGED = 1_000  # rows of a page; each one takes time proportional to the size of the page
_LONGEST_DAMAGED = 20_000  # characters kept of a row that is not JSON

# The lone surrogates that "surrogateescape" makes of bytes that are not UTF-8.
_WRONG_BYTE = re.compile("[\udc80-\udcff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# An escaped half of a surrogate pair without its other half. Also matches after an escaped backslash.
_ESCAPED_LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f]", re.IGNORECASE
)
_FIRST_ROW = re.compile(r"\[\s*(?=\{)")
_BETWEEN_ROWS = re.compile(r"[\s,]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_AFTER_ROW = re.compile(r"\s*[,\]]")
_NEXT_ROW = re.compile(r'\}(?=\s*,\s*\{\s*")|\}(?=\s*\])')
_FIRST_FIELD = re.compile(r'\{\s*"[^"\\]{1,40}"\s*:')
_THREAD_NUMBER = re.compile(r'"(id_community_thread|id_thread)"\s*:\s*"?([0-9]{1,18})')
_ROWS_PLACEHOLDER = "\0 rows \0"


class DamagedRow(dict[str, Any]):
    """A row that is not JSON: its text without secrets, and its thread's id if one can be found."""


def parse_json(content: bytes) -> Any:
    """Return the JSON document of an answer.

    Bytes that are not UTF-8 stay in it as lone surrogates, which `has_invalid_utf8` finds; every other lone
    surrogate becomes the replacement character. Infinite and overlong numbers stay strings. If a field occurs
    twice, the last one counts. A row that is not JSON becomes `DamagedRow`.

    Raises:
        ValueError: the document as a whole is not JSON, or its end is missing.
    """
    text, has_wrong_bytes = _decoded(content)
    try:
        document = _DECODER.decode(text)
    except (ValueError, RecursionError):
        document = _without_damaged_rows(text)
    if has_wrong_bytes or _ESCAPED_LONE_SURROGATE.search(text):
        return _repaired(document, _SURROGATE_FROM_ESCAPE if has_wrong_bytes else _LONE_SURROGATE)
    return document


def has_invalid_utf8(value: object) -> bool:
    """Return whether a value of a document contains text with bytes that are not UTF-8."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                if not text.isascii() and _WRONG_BYTE.search(text):
                    return True
            case dict() as fields:
                waiting += fields.keys()
                waiting += fields.values()
            case list() as values:
                waiting += values
    return False


_SURROGATE_FROM_ESCAPE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def _decoded(content: bytes) -> tuple[str, bool]:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding), False
    except UnicodeDecodeError:
        if not encoding.startswith("utf-8"):
            return content.decode(encoding, "replace"), False
        return content.decode(encoding, "surrogateescape"), True


def _repaired(value: Any, surrogate: re.Pattern[str], depth: int = 0) -> Any:
    """Return the value with lone surrogates replaced in its strings; values nested too deep become "…"."""
    if depth > _DEEPEST:
        return "…"
    match value:
        case str():
            return value if value.isascii() else surrogate.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            fields = {
                _repaired(name, surrogate): _repaired(each, surrogate, depth + 1)
                for name, each in value.items()
            }
            return DamagedRow(fields) if isinstance(value, DamagedRow) else fields
        case list():
            return [_repaired(each, surrogate, depth + 1) for each in value]
        case _:
            return value


def _without_damaged_rows(text: str) -> Any:
    """Return the document with its rows parsed one by one, after parsing it as a whole has failed.

    Raises:
        ValueError: it is damaged outside its rows, or cut off.
    """
    first = _FIRST_ROW.search(text)
    if first is None:
        raise ValueError("no rows")
    rows: list[Any] = []
    damaged = 0
    at = first.end()
    while not text.startswith("]", at):
        row, at = _row(text, at)
        rows.append(row)
        damaged += isinstance(row, DamagedRow)
        if damaged > _MOST_DAMAGED:
            raise ValueError("too much is damaged")
        at = _end(_BETWEEN_ROWS, text, at)
    try:
        document = _DECODER.decode(f"{text[: first.end()]}{json.dumps(_ROWS_PLACEHOLDER)}{text[at:]}")
    except RecursionError:
        raise ValueError("nested too deep") from None
    return _with_rows(document, rows)


def _row(text: str, at: int) -> tuple[Any, int]:
    """Return the row that begins at `at`, and the position where it ends.

    Raises:
        ValueError: the end of the row cannot be found.
    """
    try:
        row, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        pass
    else:
        if _AFTER_ROW.match(text, end):
            return row, end
    end = _end_of_damaged(text, at)
    damaged = text[at:end][:_LONGEST_DAMAGED]
    number = _THREAD_NUMBER.search(damaged)
    return DamagedRow({number[1]: number[2]} if number else {}, damaged=redact_json_text(damaged)), end


def _end_of_damaged(text: str, at: int) -> int:
    """Return where a damaged row ends: before the next one with the same first field, or at its own bracket.

    Raises:
        ValueError: neither is found.
    """
    following = None
    if field := _FIRST_FIELD.match(text, at):
        following = re.compile(r"\}(?=\s*,\s*" + re.escape(field[0]) + ")").search(text, at)
    until = following.end() if following else len(text)
    depth = 0
    for token in _TOKEN.finditer(text, at, until):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth <= 0:
            if token[0] == "}" and _AFTER_ROW.match(text, token.end()):
                return token.end()
            break
    following = following or _NEXT_ROW.search(text, at)
    if following is None:
        raise ValueError("cut off")
    return following.end()


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _with_rows(document: Any, rows: list[Any]) -> Any:
    """Return the document with the rows in place of the list that contains only the placeholder."""
    match document:
        case [str() as mark] if mark == _ROWS_PLACEHOLDER:
            return rows
        case dict():
            return {name: _with_rows(each, rows) for name, each in document.items()}
        case _:
            return document


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


# Not strict, so that a line end or another control character in a string does not make the row unreadable.
_DECODER = json.JSONDecoder(strict=False, parse_int=_number, parse_float=_real, parse_constant=str)
