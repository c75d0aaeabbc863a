"""Detect whether a reply mentions an attached file."""

from __future__ import annotations

from bizcare_tui.domain.prose import own_words
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

_MENTION = WordPattern(r"%attachment.mention%")
# The customer is asked to attach something, so the reply itself needs no file.
_REQUEST = WordPattern(r"%attachment.request%")


def find_attachment_mention(text: str) -> tuple[int, int] | None:
    """Return start and end of the phrase that mentions an attached file, or None if there is none.

    Quoted lines and requests for a file from the customer do not count.
    """
    folded = flat(own_words(text))
    for found in _MENTION.finditer(folded):
        start = max(folded.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1
        if not _REQUEST.search(folded, start, found.end()):
            return found.span()
    return None
