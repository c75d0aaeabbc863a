"""Words as they are looked for: without case, accents or the letters' finer forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# No mark on a letter is itself a letter or ASCII, so that only the few others need a look.
_PERHAPS_A_MARK = re.compile(r"[^\w\x00-\x7f]")

_TOKEN = re.compile(r"[^\W_]+")
# What Unicode does not take apart, as people type it who lack the key.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"}
)


def fold(text: str) -> str:
    """The text without case and accents, compatibility forms resolved: "Łódź" and "lodz" fold alike.

    Takes time in proportion to the text, whatever is piled on its letters.
    """
    if text.isascii():
        return text.lower()
    # Marks go before the decomposition too: sorting a long pile of them takes quadratic time.
    folded = unicodedata.normalize("NFKD", _bare(text)).casefold()
    return _bare(unicodedata.normalize("NFKD", folded)).translate(_UNDECOMPOSED)


def tokens(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits."""
    return _TOKEN.findall(fold(text))


def fold_line(text: str) -> str:
    """The text folded, every run of blanks a single space, none around it: to compare names, lines."""
    return " ".join(fold(text).split())


def flat(text: str) -> str:
    """The text without case and accents, letter by letter: what is found in it stands there in the text.

    What `fold` writes in several letters keeps the first: "Straße" becomes "strase".
    """
    return text.lower() if text.isascii() else text.translate(_flat)


class _Flat(dict[int, str]):
    """What each letter is without case and accents, found when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = (fold(chr(code)) or chr(code))[0]
        if len(self) < 20_000:  # hostile text must not fill the memory
            self[code] = letter
        return letter


_flat = _Flat()


def word_set(text: str) -> frozenset[str]:
    """The words of a list written with blanks between them."""
    return frozenset(text.split())


def any_of(phrases: str) -> str:
    """A pattern for one of these phrases, each a pattern: a "|" with blanks around it stands between them.

    Lines that begin with "#" are notes; where a line ends within a phrase, nothing is between.
    """
    without_notes = re.sub(r"^\s*#.*$", "", phrases, flags=re.MULTILINE)
    joined = re.sub(r"\s*\n\s*", "", re.sub(r"\s+\|\s+", "|", without_notes.strip()))
    return f"(?:{joined})"


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in a text, in order, those that touch or overlap made one."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _bare(text: str) -> str:
    return _PERHAPS_A_MARK.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], text)
