"""Parse single values of the Seller API: numbers may be strings, strings numbers, and any may be missing."""

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

RawRow = Mapping[str, Any]

_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,19})(?:\.0*)?\s*", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,9})?", re.ASCII)
_CURRENCY = re.compile(r"[\s€$£]|EUR|USD|GBP")
_EPOCH = re.compile(r"\s*([0-9]{9,10}|[0-9]{12,13})\s*", re.ASCII)
_MILLISECONDS = 10**11
_YEARS = range(1990, 2200)  # plausible years of a ticket; arithmetic with dates far outside could overflow
_LARGEST = 2**63
_MOST = 2**31
_DEEPEST = 50

# Fields that may give access are stored only as digests; keys and passwords are not stored at all.
_SECRETS = frozenset({"customer_hash", "token"})
_KEYS = re.compile(r"api[_-]?key|passw(?:or)?d|secret", re.IGNORECASE)
# A secret field in the text of a row: its name, and its value as a string or as anything else.
_SECRET_FIELD = re.compile(
    rf'("[^"]{{0,40}}(?:{_KEYS.pattern}|customer_hash|token)[^"]{{0,40}}"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^,}}\]]+)',
    re.IGNORECASE,
)


def parse_int(value: object) -> int | None:
    """Return a whole number of at most 64 bits, also from `"12"` or `12.0`; None for anything else."""
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


def parse_id(row: RawRow, *names: str) -> int | None:
    """Return the first of these fields that is a positive whole number; the API writes 0 for "none"."""
    numbers = (parse_int(row.get(name)) for name in names)
    return next((number for number in numbers if number is not None and number > 0), None)


def parse_count(value: object) -> int | None:
    """Return a number of things: whole, not negative, of at most 31 bits; None for anything else."""
    number = parse_int(value)
    return number if number is not None and 0 <= number < _MOST else None


def parse_amount(value: object) -> Decimal | None:
    """Return an amount of money, with a decimal point or comma, with or without a currency sign."""
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


def parse_instant(value: object, zone: ZoneInfo) -> datetime | None:
    """Return the UTC instant of an ISO 8601 time, or of seconds or milliseconds since 1970; None for others.

    A time without a zone is in `zone`. An object with `date` and `timezone`, PHP's serialized date, is also
    understood.
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
            case {"date": str(parse_text), "timezone": str(name)}:
                moment = local_instant(parse_text, ZoneInfo(name))
            case {"date": str(parse_text)}:
                moment = local_instant(parse_text, zone)
            case _:
                return None
    except (ValueError, OverflowError, OSError, KeyError):
        return None
    return moment if moment.year in _YEARS else None


def parse_line(value: object, limit: int = LINE_LIMIT) -> str:
    """Return a string or number as a safe line with entities decoded; empty for anything else."""
    return decoded_line(parse_text(value) or "", limit)


def parse_text(value: object) -> str | None:
    """Return a string, or a number as a string; None for anything else."""
    match value:
        case str():
            return value
        case bool():
            return None
        case int() | float():
            return str(value)
        case _:
            return None


def compute_digest(*parts: str) -> str:
    """Return a digest of these strings, in 64 hexadecimal digits."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def compute_secret_digest(value: object) -> str:
    """Return the digest that identifies a secret, in 32 hexadecimal digits; empty if there is no secret."""
    secret = parse_text(value)
    return compute_digest(secret)[:32] if secret else ""


def strip_credentials(value: Any, depth: int = 0) -> Any:
    """Return a row without credentials: secrets become digests; API keys and passwords are removed."""
    if depth > _DEEPEST:
        return "…"
    match value:
        case dict():
            return {
                str(name): _digested(each) if name in _SECRETS else strip_credentials(each, depth + 1)
                for name, each in value.items()
                if not _KEYS.search(str(name))
            }
        case list():
            return [strip_credentials(each, depth + 1) for each in value]
        case _:
            return value


def redact_json_text(text: str) -> str:
    """Return the text of a row that is not JSON, without what `strip_credentials` removes or digests."""
    return _SECRET_FIELD.sub(r'\1"…"', text)


def canonical_json(value: Any) -> str:
    """Return the JSON of a sealed value: the same for equal values, and storable in any database."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        written.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    return written


def _digested(value: object) -> str:
    return f"sha256:{compute_secret_digest(value)}" if parse_text(value) else ""


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS else number, UTC)
