"""Takes personal data and credentials out of texts that are handed on; what is left still reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.words import flat

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?(?!\w)")
_CARD = re.compile(r"(?<![\w-])(?:\d{4}[ -]?){3}\d{1,7}(?![\w-])")
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\w.,/:#-])(?:\+|00)?\d{1,3}(?:[ .()/-]{1,2}\d{1,4}){3,6}(?![\w-])|(?<![\w.])\+\d{8,15}(?!\w)"
)
# A date or a version has the signs of a telephone number, and is none.
_NO_PHONE = re.compile(
    r"\d{4}[-/.]\d\d[-/.]\d\d.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*|\d{1,2}(?:\.\d{1,3}){2,3}"
)

_SECRET_FIELDS = frozenset({"api_key", "customer_hash", "token", "password"})
_NAME_FIELDS = frozenset({"author", "customer_name", "employee_name", "firstname", "lastname", "email"})


class Redaction:
    """Redacts with what is known of who appears: names of customers, and logins of people at the desk.

    Args:
        customers: names, each word of which of three letters and more is taken out.
        people: logins; each becomes "person 1", "person 2", in this order.
    """

    def __init__(self, customers: Iterable[str], people: Sequence[str]) -> None:
        names = {part for name in customers for part in re.findall(r"[^\W\d_]{3,}", name)}
        self._names = _words(names)
        self._people = {login: f"person {number}" for number, login in enumerate(people, 1)}
        self._logins = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, people))})(?!\w)") if people else None

    def text(self, text: str) -> str:
        """A text without addresses, numbers and names by which somebody is known, its secrets masked."""
        text = mask(text)
        for pattern, stands in (
            (_MAIL, "[e-mail]"),
            (_IBAN, "[account]"),
            (_CARD, "[card]"),
            (_ADDRESS, "[IP]"),
        ):
            text = pattern.sub(stands, text)
        text = _PHONE.sub(lambda found: found[0] if _NO_PHONE.fullmatch(found[0]) else "[telephone]", text)
        if self._logins is not None:
            text = self._logins.sub(lambda found: self.person(found[0]), text)
        if self._names is not None:
            spans = [found.span() for found in self._names.finditer(flat(text))]
            for start, end in reversed(spans):
                text = text[:start] + "[name]" + text[end:]
        return text

    def person(self, login: str) -> str:
        """Who is meant, without their login."""
        return self._people.get(login, "a person")

    def values(self, value: Any, name: str = "") -> Any:
        """Plain values, every text in them redacted; fields that hold a name or a secret are emptied."""
        match value:
            case str() if name in _SECRET_FIELDS or name in _NAME_FIELDS:
                return "[redacted]" if value else value
            case str() if name in ("decided_by", "ready_by"):
                return self.person(value) if value else value
            case str():
                return self.text(value)
            case Mapping():
                return {key: self.values(each, str(key)) for key, each in value.items()}
            case list() | tuple():
                return [self.values(each, name) for each in value]
            case _:
                return value


def _words(names: Iterable[str]) -> re.Pattern[str] | None:
    parts = sorted({re.escape(flat(name)) for name in names}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None
