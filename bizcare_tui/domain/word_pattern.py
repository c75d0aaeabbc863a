"""Patterns with lists of words from the language files in them, compiled at first use."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, cached_property

from bizcare_tui.domain.language_data import phrases_expression
from bizcare_tui.domain.phrase_syntax import WORD

_LIST = re.compile(r"([%~])(\w+\.\w+)\1")


class WordPattern:
    """A regular expression in which `%section.list%` stands for any phrase of that list, as whole words.

    `~section.list~` stands for the phrases within words too.

    It is compiled when it is first used, because most programs start without needing it.

    Args:
        template: the expression.
        word: the expression of a word that a gap in a phrase skips.
        flags: those of `re.compile`.
        is_flat: whether the searched texts are flat; if not, the accents of the phrases count.
    """

    def __init__(
        self, template: str, *, word: str = WORD, flags: re.RegexFlag = re.NOFLAG, is_flat: bool = True
    ) -> None:
        self._template = template
        self._word = word
        self._flags = flags
        self._is_flat = is_flat

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(
            _LIST.sub(
                lambda found: list_pattern(found[2], self._word, self._is_flat, found[1] == "%"),
                self._template,
            ),
            self._flags,
        )

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match, or None."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match at the start, or None."""
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match of the whole text, or None."""
        return self.compiled.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield the matches, which do not overlap."""
        return self.compiled.finditer(text, start, end)

    def sub(self, replacement: str, text: str) -> str:
        """Return the text with its matches replaced."""
        return self.compiled.sub(replacement, text)


@cache
def list_pattern(name: str, word: str = WORD, is_flat: bool = True, is_bounded: bool = True) -> str:
    """Return the expression of any phrase of a list."""
    return phrases_expression(name, word=word, is_flat=is_flat, is_bounded=is_bounded)
