"""Removes personal data and credentials from texts that are passed on, and keeps them readable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv6Address
from typing import Any

from bizcare_tui.domain.prose import address_spans
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.telephone import telephone_spans
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

Span = tuple[int, int]

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?(?!\w)")
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_FOUR_OCTETS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_HEXADECIMAL = re.compile(
    r"(?<![\w:.])(?=[0-9a-f:]*\d)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d+){0,3}(?![\w:])", re.I
)
# Versions of PrestaShop 1.4 to 1.7 have four parts like an IP address; these are recognised by their form.
_PRESTASHOP = re.compile(r"1\.[4-7]\.\d{1,2}\.\d{1,2}")
_VERSION_BEFORE = WordPattern(r"(?:(?<!\w)~number.version_of~[\s:=(v]{0,4}(?:~number.is~[\s:=v]{1,3})?)$")
_HOST_BEFORE = WordPattern(r"(?<!\w)~number.host~[\s:=(]{0,4}$")
_HIGHEST_PART = 99  # of a version; PHP and PrestaShop stay far below it

_SECRET_FIELDS = frozenset({"api_key", "customer_hash", "token", "password"})
_NAME_FIELDS = frozenset({"author", "customer_name", "employee_name", "firstname", "lastname", "email"})


class Redaction:
    """Redacts texts with the known names of customers and logins of the seller's staff.

    Args:
        customers: names; each of their words with three letters or more is removed.
        people: logins; they become "person 1", "person 2" …, in this order.
    """

    def __init__(self, customers: Iterable[str], people: Sequence[str]) -> None:
        names = {part for name in customers for part in re.findall(r"[^\W\d_]{3,}", name)}
        self._names = _words(names)
        self._people = {login: f"person {number}" for number, login in enumerate(people, 1)}
        self._logins = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, people))})(?!\w)") if people else None

    def text(self, text: str) -> str:
        """Return a text without identifying addresses, numbers and names, and with its credentials masked."""
        text = mask_credentials(text)
        text = _MAIL.sub("[e-mail]", text)
        for find_spans, placeholder in (
            (_ip_spans, "[IP]"), (_account_spans, "[account]"), (_telephone_spans, "[telephone]"),
            (_card_spans, "[card]"),
        ):  # fmt: skip
            text = _replaced(text, find_spans(text), placeholder)
        if self._logins is not None:
            text = self._logins.sub(lambda found: self.person(found[0]), text)
        if self._names is not None:
            names = (found.span() for found in self._names.finditer(flat(text)))
            text = _replaced(text, names, "[name]")
        return text

    def person(self, login: str) -> str:
        """Return the replacement for a login."""
        return self._people.get(login, "a person")

    def values(self, value: Any, name: str = "") -> Any:
        """Return plain values with every text in them redacted; fields of names and secrets are replaced."""
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


def _replaced(text: str, spans: Iterable[Span], placeholder: str) -> str:
    kept, at = [], 0
    for start, end in spans:
        kept += [text[at:start], placeholder]
        at = end
    return "".join([*kept, text[at:]])


def _outside_addresses(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans outside web addresses, where digits identify a page or a product."""
    addresses = list(address_spans(text))
    for start, end in spans:
        if not any(begin < end and start < stop for begin, stop in addresses):
            yield start, end


def _account_spans(text: str) -> Iterator[Span]:
    return _outside_addresses(text, (found.span() for found in _IBAN.finditer(text)))


def _telephone_spans(text: str) -> Iterator[Span]:
    return _outside_addresses(text, telephone_spans(text))


def _card_spans(text: str) -> Iterator[Span]:
    found = (each.span() for each in _CARD.finditer(text) if _has_check_digit(each[0]))
    return _outside_addresses(text, found)


def _has_check_digit(number: str) -> bool:
    """Return whether the last digit is a valid Luhn check digit, as on every payment card."""
    digits = [int(letter) for letter in number if letter.isdecimal()][::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _ip_spans(text: str) -> Iterator[Span]:
    found = [each.span() for each in _FOUR_OCTETS.finditer(text) if _is_ip(each)]
    found += [each.span() for each in _HEXADECIMAL.finditer(text) if _is_ipv6(each[0])]
    return iter(sorted(found))


def _is_ip(found: re.Match[str]) -> bool:
    parts = [int(part) for part in found[0].split(".")]
    if max(parts) > 255:
        return False
    before = flat(found.string[max(found.start() - 40, 0) : found.start()])
    if max(parts) > _HIGHEST_PART or _HOST_BEFORE.search(before):
        return True
    return not (_PRESTASHOP.fullmatch(found[0]) or _VERSION_BEFORE.search(before))


def _is_ipv6(text: str) -> bool:
    try:
        return IPv6Address(text) is not None
    except ValueError:
        return False


def _words(names: Iterable[str]) -> re.Pattern[str] | None:
    parts = sorted({re.escape(flat(name)) for name in names}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None
