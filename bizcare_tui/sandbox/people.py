"""Generate the customers of the sandbox's seller, and their shops."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from bizcare_tui.sandbox.corpus import CorpusLanguage

_SECOND_LEVEL = ("co", "com", "org", "net")


@dataclass(frozen=True, slots=True)
class Customer:
    """A merchant. `shop` is the host of the licensed shop, `digest` the customer's hash in the API."""

    first_name: str
    last_name: str
    shop: str
    country: str
    digest: str

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def make_customer(language: CorpusLanguage, number: int) -> Customer:
    """Return the customer with this number. Numbers are unlimited; no two customers share a shop."""
    names = len(language.first_names)
    last_name = language.last_names[(number * 7 + number // names) % len(language.last_names)]
    shop = _shop(language, number, last_name)
    return Customer(
        first_name=language.first_names[number % names],
        last_name=last_name,
        shop=shop,
        country=_country(language, number, shop),
        digest=hashlib.sha256(f"{language.code}/{number}".encode()).hexdigest()[:32],
    )


def _shop(language: CorpusLanguage, number: int, last_name: str) -> str:
    again, place = divmod(number, len(language.shops))
    host = language.shops[place]
    if again == 0:
        return host
    # There are more customers than hosts: the owner's name and a number make the host unique.
    labels = host.split(".")
    own = -3 if labels[-2] in _SECOND_LEVEL and len(labels) > 2 else -2
    labels[own] += f"-{_plain(last_name)}{again if again > 1 else ''}"
    return ".".join(labels)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]", "", letters.encode("ascii", "ignore").decode().casefold())


def _country(language: CorpusLanguage, number: int, shop: str) -> str:
    by_ending = shop.rpartition(".")[2].upper().replace("UK", "GB")
    if by_ending in language.countries:
        return by_ending
    return language.countries[number % len(language.countries)]
