"""Read the value at a place of a text, and decide whether it can be a password or a key."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from bizcare_tui.domain.prose import address_spans
from bizcare_tui.domain.replies import credential_patterns
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.text_folding import flat

_BARE_ADDRESS = re.compile(r"(?:[^\W_A-Z][\w-]{0,62}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?:[/?#].*)?")
_WORD = re.compile(r"\S{1,200}")
_WORD_BEFORE = re.compile(r"[^\s\"'«“(<\[:=]{1,100}\Z")
_QUOTES = {'"': '"', "'": "'", "`": "`", "«": "»", "“": "”", "„": "“", "‘": "’"}
_QUOTE_SIGNS = "\"'`«»“”„‘’"
# The separator of values written without spaces: "user:ana,pass:x1,host:y".
_NEXT_VALUE = re.compile(r"[,;|](?=[A-Za-z_-]{3,20}[:=])")
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_STOPS = ".,;:"
_SIGNS = frozenset("!@#$%&*+?^~=§|\\")


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text, its folded form of the same length, and the spans of its web addresses."""

    text: str
    folded: str
    addresses: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> SearchedText:
        """Return the text prepared for searching."""
        return cls(text, flat(text), tuple(address_spans(text)))

    def address_at(self, place: int) -> tuple[int, int] | None:
        """Return the span of the web address that contains a position, or None."""
        index = bisect_right(self.addresses, (place, len(self.text))) - 1
        if index >= 0 and self.addresses[index][0] <= place < self.addresses[index][1]:
            return self.addresses[index]
        return None


def read_value(searched: SearchedText, at: int) -> tuple[tuple[int, int], bool]:
    """Return the span of the value that begins at a position, and whether it is in quotes."""
    text = searched.text
    closing = _QUOTES.get(text[at : at + 1])
    if closing is not None:
        end = text.find(closing, at + 1, min(at + 202, (text.find("\n", at) + 1 or len(text) + 1) - 1))
        if end > at + 1 and not text[end + 1 : end + 2].isalnum():
            return (at + 1, end), True
    while text[at : at + 1] and text[at] in _QUOTE_SIGNS:
        at += 1
    found = _WORD.match(text, at)
    if found is None:
        return (at, at), False
    word = found[0]
    if cut := _NEXT_VALUE.search(word, 1):
        word = word[: cut.start()]
    while word and (word[-1] in _STOPS or word[-1] in _QUOTE_SIGNS or _is_unopened(word)):
        word = word[:-1]
    return (at, at + len(word)), False


def _is_unopened(word: str) -> bool:
    opening = _BRACKETS.get(word[-1])
    return opening is not None and opening not in word


def may_be_secret(searched: SearchedText, span: tuple[int, int]) -> bool:
    """Return whether a value is neither too short, an ordinary phrase, masked, nor a web address."""
    folded = searched.folded[slice(*span)]
    word = folded.strip("!?¿¡*_ ")
    is_ordinary = not any(map(str.isdigit, word)) and credential_patterns.NO_SECRET.fullmatch(word)
    if len(folded) < 4 or credential_patterns.MASKED.fullmatch(folded) or is_ordinary:
        return False
    return searched.address_at(span[0]) is None and not _is_address(_word_around(searched.text, span))


def _word_around(text: str, span: tuple[int, int]) -> str:
    """Return the whole word that contains a value."""
    before = _WORD_BEFORE.search(text, max(span[0] - 100, 0), span[0])
    return text[before.start() if before else span[0] : span[1]]


def _is_address(word: str) -> bool:
    """Return whether a word is a web address without a scheme: "moda24.fr", "ftp.moda24.fr:21"."""
    if not _BARE_ADDRESS.fullmatch(word):
        return False
    shop = read_shop(word)
    return shop is not None and bool(shop.domain)


def looks_secret(word: str, *, least: int = 4, strictly: bool = False) -> bool:
    """Return whether a word looks like a password or key.

    Args:
        least: its minimum length.
        strictly: whether it must mix more kinds of characters or be longer; for values without a separator.
    """
    word = word.rstrip("!?")
    if len(word) < least or credential_patterns.TECHNICAL.fullmatch(flat(word)):
        return False
    if strictly:
        return mixes_characters(word, least=3 if len(word) < 8 else 2) and not word.isalpha()
    return mixes_characters(word, least=2)


def mixes_characters(word: str, *, least: int, signs: frozenset[str] | str = _SIGNS) -> bool:
    """Return whether a word mixes at least so many kinds of characters: small, capital, digit, sign.

    One of them must be a digit or a sign; several capitals in a word of mixed case count as well.
    """
    has_digit = any(map(str.isdigit, word))
    has_sign = any(letter in signs for letter in word)
    has_lower = any(map(str.islower, word))
    capitals = sum(map(str.isupper, word[1:]))
    kinds = has_digit + has_sign + has_lower + (capitals > 0)
    return kinds >= least and (
        has_digit or has_sign or (capitals > 1 and len(word) > 7 and not word.isupper())
    )
