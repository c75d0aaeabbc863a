"""Folds text for comparison (case, accents, compatibility forms) and builds patterns of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A combining mark is neither a word character nor ASCII, so only these few characters are checked.
_PERHAPS_A_MARK = re.compile(r"[^\w\x00-\x7f]")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_TOKEN = re.compile(r"[^\W_]+")
# Letters that Unicode does not decompose, as people type them without the key.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"}
)


def fold(text: str) -> str:
    """Return the text in lower case, without accents and compatibility forms: "Łódź" and "lodz" are equal.

    Takes linear time, however many marks a letter has.
    """
    if text.isascii():
        return text.lower()
    # Marks are removed before the decomposition too: sorting many of them takes quadratic time.
    folded = unicodedata.normalize("NFKD", _bare(text)).casefold()
    return _bare(unicodedata.normalize("NFKD", folded)).translate(_UNDECOMPOSED)


def tokens(text: str) -> list[str]:
    """Return the folded words of a text: runs of letters and digits."""
    return _TOKEN.findall(fold(text))


def fold_line(text: str) -> str:
    """Return the folded text with single spaces and none at its ends, to compare names and lines."""
    return " ".join(fold(text).split())


def flat(text: str) -> str:
    """Return the text without case and accents in the same length: spans are valid in the original text.

    Of a letter that `fold` replaces by several, the first is kept: "Straße" becomes "strase".
    """
    if text.isascii():
        return text.lower()
    if "İ" in text:  # the only letter whose lower case is longer
        return text.translate(_flat)
    return _NOT_ASCII.sub(lambda run: run[0].translate(_flat), text.lower())


class _Flat(dict[int, str]):
    """Maps each letter to its flat form, computed at its first use."""

    def __missing__(self, code: int) -> str:
        letter = (fold(chr(code)) or chr(code))[0]
        if len(self) < 20_000:  # hostile text must not fill the memory
            self[code] = letter
        return letter


_flat = _Flat()


def word_set(text: str) -> frozenset[str]:
    """Return the set of the words in a text."""
    return frozenset(text.split())


def any_of(phrases: str) -> str:
    """Return a pattern that matches one of these phrases, which are patterns separated by " | ".

    Lines that begin with "#" are comments. A line end inside a phrase adds nothing to the pattern.
    """
    without_notes = re.sub(r"^\s*#.*$", "", phrases, flags=re.MULTILINE)
    joined = re.sub(r"\s*\n\s*", "", re.sub(r"\s+\|\s+", "|", without_notes.strip()))
    return f"(?:{joined})"


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted spans with those that touch or overlap merged."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _bare(text: str) -> str:
    return _PERHAPS_A_MARK.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], text)
