"""Single values of the Seller API: numbers may come as texts, texts as numbers, and all may be missing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from bizcare_tui.domain.body import decoded_line
from bizcare_tui.domain.clock import local_instant
from bizcare_tui.domain.text import LINE_LIMIT

Row = Mapping[str, Any]

_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,19})(?:\.0*)?\s*", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,9})?", re.ASCII)
_CURRENCY = re.compile(r"[\s€$£]|EUR|USD|GBP")
_EPOCH = re.compile(r"\s*([0-9]{9,10}|[0-9]{12,13})\s*", re.ASCII)
_MILLISECONDS = 10**11
_YEARS = range(1990, 2200)  # a ticket lies within; beyond, reckoning with a date may overflow
_LARGEST = 2**63
_MOST = 2**31
_DEEPEST = 50

# What may open doors is kept only as a digest, what does for certain not at all.
_SECRETS = frozenset({"customer_hash", "token"})
_KEYS = re.compile(r"api[_-]?key|passw(?:or)?d|secret", re.IGNORECASE)


def whole(value: object) -> int | None:
    """A whole number of at most 64 bits, also out of `"12"` or `12.0`; None where there is none."""
    match value:
        case bool():
            return None
        case int():
            number = value
        case float() if math.isfinite(value) and value.is_integer():
            number = int(value)
        case str() if (found := _WHOLE.fullmatch(value)) is not None:
            number = int(found[1])
        case _:
            return None
    return number if -_LARGEST <= number < _LARGEST else None


def identity(row: Row, *names: str) -> int | None:
    """The first of these fields that holds a positive whole number; the API writes 0 for none."""
    numbers = (whole(row.get(name)) for name in names)
    return next((number for number in numbers if number is not None and number > 0), None)


def count(value: object) -> int | None:
    """A number of things: whole, not negative, of at most 31 bits."""
    number = whole(value)
    return number if number is not None and 0 <= number < _MOST else None


def amount(value: object) -> Decimal | None:
    """An amount of money, with a decimal point or comma, with or without the sign of a currency."""
    match value:
        case bool():
            return None
        case int() | float():
            text = str(value)
        case str():
            text = _CURRENCY.sub("", value)
        case _:
            return None
    return Decimal(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None


def instant(value: object, zone: ZoneInfo) -> datetime | None:
    """The UTC instant of a time without a zone, read in `zone`; of an ISO 8601 time; of seconds since 1970.

    PHP's own form of a date, an object with `date` and `timezone`, is read too.
    """
    try:
        match value:
            case bool():
                return None
            case int() | float():
                moment = _since_1970(value)
            case str() if (found := _EPOCH.fullmatch(value)) is not None:
                moment = _since_1970(int(found[1]))
            case str():
                moment = local_instant(value, zone)
            case {"date": str(text), "timezone": str(name)}:
                moment = local_instant(text, ZoneInfo(name))
            case {"date": str(text)}:
                moment = local_instant(text, zone)
            case _:
                return None
    except (ValueError, OverflowError, OSError, KeyError):
        return None
    return moment if moment.year in _YEARS else None


def line(value: object, limit: int = LINE_LIMIT) -> str:
    """A text or number as a safe line, entities decoded; anything else is empty."""
    return decoded_line(text(value) or "", limit)


def text(value: object) -> str | None:
    """A text, or a number as a text; None for anything else."""
    match value:
        case str():
            return value
        case bool():
            return None
        case int() | float():
            return str(value)
        case _:
            return None


def digest(*parts: str) -> str:
    """A digest of these texts, in 64 hexadecimal digits."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def secret_digest(value: object) -> str:
    """What a secret is known by: equal secrets have equal digests. Empty where there is no secret."""
    told = text(value)
    return digest(told)[:32] if told else ""


def sealed(value: Any, depth: int = 0) -> Any:
    """A row with nothing in it that opens a door: secrets become digests, keys are left out."""
    if depth > _DEEPEST:
        return "…"
    match value:
        case dict():
            return {
                str(name): _digested(each) if name in _SECRETS else sealed(each, depth + 1)
                for name, each in value.items()
                if not _KEYS.search(str(name))
            }
        case list():
            return [sealed(each, depth + 1) for each in value]
        case _:
            return value


def canonical(value: Any) -> str:
    """JSON of a sealed value, always the same for the same value, that any database can keep."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        written.encode()
    except UnicodeEncodeError:  # half a character
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    return written


def _digested(value: object) -> str:
    return f"sha256:{secret_digest(value)}" if text(value) else ""


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS else number, UTC)
