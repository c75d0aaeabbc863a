"""Folds text and splits it into words for the search index, for queries and for highlighting.

Text is folded letter by letter, so that each position in the folded text has a position in the original.
A word is a run of letters of one script, or of digits. In scripts without spaces each letter is a word, so
that a run is found by any part of it. A sign such as an emoji is a word; punctuation only separates words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

# Longer runs are split, because PostgreSQL does not index words beyond 2 KB.
LONGEST_WORD = 200

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'",
     "\u2044": "/"}
)  # fmt: skip
# Characters without width or that only change the look; in safe foreign text the middle dot stands for them.
_IGNORED = re.compile(
    "[\u00ad\u00b7\u034f\u0640\u115f\u1160\u20e3\u3164\uffa0\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
# Marks that belong to the letters and are no accents: voiced kana, vowels and tones from Thai to Khmer.
_LETTER_MARKS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3099\u309a]")

_LATIN = "a-z\u00df-\u00f6\u00f8-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua787\uab30-\uab64"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c88\ua640-\ua66d\ua680-\ua69d"
# Scripts of India and the Maldives with their vowel signs, without the danda, which is a full stop.
_INDIC = "\u0780-\u07bf\u0900-\u0963\u0966-\u0df3"
# Hangul syllables are decomposed into leading consonant, vowel and trailing consonant.
_LEADS, _VOWELS, _TAILS = (
    "\u1100-\u115e\ua960-\ua97c",
    "\u1161-\u11a7\ud7b0-\ud7c6",
    "\u11a8-\u11ff\ud7cb-\ud7fb",
)
_KANA_MARKS = "\u3099\u309a"
# Scripts without spaces: Thai, Lao, Tibetan, Burmese, Khmer, Tai; then Chinese, Japanese, Yi and Tangut.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ece\u0edc-\u0edf\u0f00\u0f40-\u0f84\u0f86-\u0fbc"
    "\u1000-\u103f\u1050-\u109d\u1780-\u17d3\u17d7\u17dc\u17dd\u1950-\u19df\u1a20-\u1a7f\ua9e0-\ua9fe"
    "\uaa60-\uaadf"
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua48c\uf900-\ufaff\U00017000-\U00018dff\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
_SIGNS = (
    "\u00a2-\u00a7\u00a9\u00ac\u00ae\u00b0\u00b1\u00b6\u00d7\u00f7\u2020\u2021\u2030\u20a0-\u20cf"
    "\u2100-\u218b\u2190-\u27ff\u2900-\u2bff\u3012\u3013\u4dc0-\u4dff\U0001f000-\U0001faff"
)
_HANGUL = _LEADS + _VOWELS + _TAILS
_LISTED = f"0-9{_LATIN}{_GREEK}{_CYRILLIC}{_INDIC}{_HANGUL}{_KANA_MARKS}{_UNSPACED}{_SIGNS}"
# A letter of any other script.
_OTHER = rf"(?![{_LISTED}])[^\W_]"
_OTHERS = rf"(?:[{_INDIC}]|{_OTHER})"
_MOST = f"{{1,{LONGEST_WORD}}}"
_RUNS = {name: f"[{letters}]" for name, letters in
         (("latin", _LATIN), ("digits", "0-9"), ("greek", _GREEK), ("cyrillic", _CYRILLIC))}  # fmt: skip
_RUNS["others"] = _OTHERS
_ASCII_WORD = re.compile(f"[a-z]{_MOST}|[0-9]{_MOST}")


class _Folded(dict[int, str]):
    """Maps each letter to its folded form, computed at its first use."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if len(self) < 40_000:  # hostile text must not fill the memory
            self[code] = folded
        return folded


_folded = _Folded()


def fold_for_search(text: str) -> str:
    """Return the text without case, accents, width variants and zero-width characters; Hangul decomposed."""
    return text.lower() if text.isascii() else text.translate(_folded)


def search_words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    folded = fold_for_search(text)
    return _ASCII_WORD.findall(folded) if folded.isascii() else _word_pattern().findall(folded)


def is_run(word: str) -> bool:
    """Return whether a word is a run of letters or digits, so that it can be searched by its beginning."""
    return _run_of(word[0]) is not None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive words.

    The last one also matches the beginning of a word, unless the phrase is exact or the script has no spaces.
    """

    words: tuple[str, ...]
    is_exact: bool

    def places(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of the phrase in a folded text."""
        if any(word not in folded for word in self.words):  # a fraction of the pattern's time
            return
        for found in _phrase_pattern(self).finditer(folded):
            start, end = found.span()
            if folded.isascii() or self._is_at(folded, start, end):
                yield start, end

    def _is_at(self, folded: str, start: int, end: int) -> bool:
        """Return whether a match consists of these words; the pattern checks no other scripts and signs."""
        run = _run_of(self.words[0][0])
        if run is _OTHERS and start and _run_of(folded[start - 1]) is _OTHERS:
            return False
        last_run = _run_of(self.words[-1][0])
        if self.is_exact and last_run is _OTHERS and end < len(folded) and _run_of(folded[end]) is _OTHERS:
            return False
        return len(_word_pattern().findall(folded[start:end])) == len(self.words)


@lru_cache(maxsize=64)
def _phrase_pattern(phrase: Phrase) -> re.Pattern[str]:
    # Compiled at every key press, so it contains only small character sets, which compile quickly.
    pieces: list[str] = []
    for place, word in enumerate(phrase.words):
        is_last = place == len(phrase.words) - 1
        matches_prefix = is_last and not phrase.is_exact
        run = _run_of(word[0])
        if run is None:
            pieces.append(re.escape(word) + f"(?![{_VOWELS}{_TAILS}{_KANA_MARKS}])")
        elif run is _OTHERS:
            pieces.append(re.escape(word) + (rf"(?:[{_INDIC}]|[^\W\d_])*" if matches_prefix else ""))
        else:
            is_cut = place > 0 and len(phrase.words[place - 1]) >= LONGEST_WORD
            after = f"{run}*" if matches_prefix else "" if len(word) >= LONGEST_WORD else f"(?!{run})"
            pieces.append(("" if is_cut else f"(?<!{run})") + re.escape(word) + after)
    return re.compile(r"[\W_]*".join(pieces))


class Places:
    """Maps positions in a folded text to positions in the original text."""

    def __init__(self, text: str) -> None:
        self._text = text
        # For each letter whose folded form is not one character: the start of that form in the folded text,
        # and the letter's position in the original with the length of the form.
        self._starts: list[int] = []
        self._letters: list[tuple[int, int]] = []
        if text.isascii():
            return
        irregular = {letter for letter in set(text) if len(_folded[ord(letter)]) != 1}
        if not irregular:
            return
        shift = 0
        for found in re.finditer(f"[{re.escape(''.join(sorted(irregular)))}]", text):
            place, length = found.start(), len(_folded[ord(found[0])])
            self._starts.append(place + shift)
            self._letters.append((place, length))
            shift += length - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a span in the folded text, with the marks on its last letter."""
        first, last = self._place(start), self._place(max(start, end - 1)) + 1
        while self._starts and last < len(self._text) and not _folded[ord(self._text[last])]:
            last += 1
        return first, last

    def _place(self, folded: int) -> int:
        before = bisect_right(self._starts, folded) - 1
        if before < 0:
            return folded
        start, (place, length) = self._starts[before], self._letters[before]
        return place if folded < start + length else place + 1 + folded - start - length


def _fold_letter(letter: str) -> str:
    if unicodedata.category(letter) in ("Cf", "Co", "Cs") or _IGNORED.match(letter):
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(map(_plain, folded)).translate(_UNDECOMPOSED)


def _plain(letter: str) -> str:
    if unicodedata.combining(letter) and not _LETTER_MARKS.match(letter):
        return ""
    if _IGNORED.match(letter):
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


@cache
def _word_pattern() -> re.Pattern[str]:
    # Compiled at first use, because the first screen does not need it.
    hangul = rf"[{_LEADS}][{_VOWELS}]*[{_TAILS}]*|[{_VOWELS}]+|[{_TAILS}]+"
    runs = "|".join(f"{run}{_MOST}" for run in _RUNS.values())
    return re.compile(rf"{runs}|{hangul}|[{_UNSPACED}][{_KANA_MARKS}]*|[{_SIGNS}]")


@lru_cache(maxsize=1024)
def _run_of(letter: str) -> str | None:
    """Return the pattern of the letters that can continue a word with this first letter, or None."""
    return next((run for run in _RUNS.values() if re.match(run, letter)), None)
