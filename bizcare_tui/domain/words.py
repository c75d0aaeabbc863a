"""Words as they are looked for: without case, accents or the letters' finer forms."""

from __future__ import annotations

import re
import unicodedata

# No mark on a letter is itself a letter or ASCII, so that only the few others need a look.
_PERHAPS_A_MARK = re.compile(r"[^\w\x00-\x7f]")

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


def fold_line(text: str) -> str:
    """The text folded, every run of blanks a single space, none around it: to compare names, lines."""
    return " ".join(fold(text).split())


def word_set(text: str) -> frozenset[str]:
    """The words of a list written with blanks between them."""
    return frozenset(text.split())


def _bare(text: str) -> str:
    return _PERHAPS_A_MARK.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], text)
