"""The notation of phrases in the language files, and its translation to regular expressions.

A phrase is matched as whole words in flat text: lower case, without accents. In a phrase,

- `*` is any further letters of a word, also none; `+` is at least one; `?` is exactly one letter;
- `#` is a digit;
- `(a|b)` is one of several, `[a]` may be missing, and `[a|b]` is one of several or none;
- `{3}` is up to three other words;
- `{~60}` is up to sixty characters of the same sentence, `{-60}` of the same line;
- `(!a|b)` stands before what must not follow;
- a backslash takes away the meaning of the sign behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bizcare_tui.domain.text_folding import flat

WORD = r"\w+"
"""What `{3}` counts as a word, unless a pattern says otherwise."""

_SIGNS = {"*": r"\w*", "+": r"\w+", "?": r"\w", "#": r"\d"}
_NOT_WITHIN_A_WORD = r"(?!(?<=\w)\w)"
_WORD_BEGINS, _WORD_ENDS = r"\b", r"(?!\w)"
_OPENING = {"(": ")", "[": "]"}
_GAP = re.compile(r"\{(?:(\d)\} |([~-])(\d{1,3})\})")
_ENDS_IN_WORD = re.compile(r"(?:\w|(?<!\\)[*+?#)\]])\Z")
_EXCLUDED_AT_END = re.compile(r"\(![^()]*\)\Z")
_LITERAL = re.compile(r"[^*+?#(\[)\]{}|\\]+")
_BLANKS_AROUND = re.compile(r" ?(\{~\d+\}) ?")


class InvalidPhrase(ValueError):
    """A phrase that does not follow the notation; the text says what is wrong."""


def split_phrases(text: str) -> Iterator[str]:
    """Yield the phrases of a text, which are separated by commas and line ends; `\\,` is a comma."""
    for line in text.splitlines():
        if not line.lstrip().startswith("# "):
            for phrase in re.split(r"(?<!\\),", line):
                if phrase.strip():
                    yield " ".join(phrase.split())


def phrases_pattern(
    phrases: Iterable[str], *, word: str = WORD, is_flat: bool = True, is_bounded: bool = True
) -> str:
    """Return the regular expression of any of these phrases; longer phrases are tried first.

    Args:
        phrases: phrases in the notation of this module.
        word: the expression of a word that `{3}` skips.
        is_flat: whether the phrases are matched in flat text; if not, their accents count.
        is_bounded: whether the phrases are whole words; if not, they also match within words.

    Raises:
        InvalidPhrase: a phrase does not follow the notation.
    """
    # The boundaries are outside the alternatives: inside, each would be tested at each character.
    by_boundaries: dict[tuple[str, str], list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        written = flat(phrase) if is_flat else phrase
        if _LITERAL.fullmatch(written):
            boundaries, pattern = _literal_boundaries(written), re.escape(written)
        else:
            written = _BLANKS_AROUND.sub(r"\1", written)
            boundaries, pattern = _boundaries(written), _Translation(written, word).pattern()
        by_boundaries.setdefault(boundaries if is_bounded else ("", ""), []).append(pattern)
    groups = [f"{start}(?:{'|'.join(each)}){end}" for (start, end), each in by_boundaries.items()]
    return f"(?:{'|'.join(groups)})" if groups else "(?!)"


def _literal_boundaries(phrase: str) -> tuple[str, str]:
    """Return the same as `_boundaries`, for a phrase without signs of the notation: most have none."""
    return _WORD_BEGINS if _is_letter(phrase[0]) else "", _WORD_ENDS if _is_letter(phrase[-1]) else ""


def _boundaries(phrase: str) -> tuple[str, str]:
    """Return the patterns before and behind a phrase: a boundary where it begins or ends with a word."""
    first = re.sub(r"[(\[]", "", phrase)[:1]
    begins = first in _SIGNS or _is_letter(first)
    ends = _ENDS_IN_WORD.search(_EXCLUDED_AT_END.sub("", phrase)) is not None
    return _WORD_BEGINS if begins else "", _WORD_ENDS if ends else ""


def _is_letter(sign: str) -> bool:
    r"""Return whether a character is one that `\w` matches."""
    return sign.isalnum() or sign == "_"


class _Translation:
    """Translates one phrase from its first character to its last."""

    def __init__(self, phrase: str, word: str) -> None:
        self._phrase = phrase
        self._word = word
        self._at = 0

    def pattern(self) -> str:
        return self._sequence("")

    def _sequence(self, closing: str) -> str:
        """Translate up to the closing bracket, or to the end of the phrase."""
        parts: list[str] = []
        while self._at < len(self._phrase):
            if literal := _LITERAL.match(self._phrase, self._at):
                parts.append(re.escape(literal[0]))
                self._at = literal.end()
                continue
            sign = self._phrase[self._at]
            if closing and sign in ("|", closing):
                return "".join(parts)
            if sign in ")]}|":
                raise InvalidPhrase(f"{sign!r} without its opening bracket")
            parts.append(self._part(sign))
        if closing:
            raise InvalidPhrase(f"{closing!r} is missing")
        return "".join(parts)

    def _part(self, sign: str) -> str:
        if sign == "{":
            return self._gap()
        self._at += 1
        if sign in _OPENING:
            return self._choice(sign)
        if sign == "\\":
            if self._at == len(self._phrase):
                raise InvalidPhrase("nothing follows the backslash")
            sign = self._phrase[self._at]
            self._at += 1
            return re.escape(sign)
        return _SIGNS[sign]

    def _gap(self) -> str:
        found = _GAP.match(self._phrase, self._at)
        if found is None:
            raise InvalidPhrase("{ begins neither a number of words and a space, nor ~ or - and a number")
        self._at = found.end()
        if found[2]:
            if found[2] == "-":
                return rf".{{0,{found[3]}}}"
            return rf"{_NOT_WITHIN_A_WORD}[^.!?\n]{{0,{found[3]}}}{_NOT_WITHIN_A_WORD}"
        return rf"(?:{self._word} ){{0,{found[1]}}}"

    def _choice(self, opening: str) -> str:
        closing = _OPENING[opening]
        is_excluded = opening == "(" and self._phrase.startswith("!", self._at)
        self._at += is_excluded
        alternatives = [self._sequence(closing)]
        while self._phrase[self._at] == "|":
            self._at += 1
            alternatives.append(self._sequence(closing))
        self._at += 1
        joined = "|".join(alternatives)
        if is_excluded:
            return rf"(?!(?:{joined})\b)"
        return f"(?:{joined})?" if opening == "[" else f"(?:{joined})"
