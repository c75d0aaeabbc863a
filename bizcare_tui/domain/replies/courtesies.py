"""Recognize greetings, thanks, closings and promises, which are polite but answer nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

_GREETING = WordPattern(r"\W*%courtesy.greeting%")
_CLOSING = WordPattern(r"\W*%courtesy.closing%")

# A sentence with one of these says nothing about the ticket, unless it names facts of it.
_COURTESY = WordPattern(r"%courtesy.phrase%")
# A quotation or a menu path behind a greeting.
_ANSWERS = re.compile(r"[>\"“„«`]")
_LONGEST_COURTESY = 120  # characters
_NAME_WORDS = 8  # maximum words of a line in a signature; a longer line is part of the body
_SIGNATURE = 4  # how many of the last lines are searched for a closing
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a text. A sentence does not continue on the next line."""
    return [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def body_lines(text: str) -> list[str]:
    """Return the lines of a text without greeting, closing and signature."""
    lines = text.splitlines(keepends=True)
    return [lines[number] for number in _body(lines)]


def body_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line that `body_lines` returns."""
    lines = text.splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    return [(ends[number] - len(lines[number]), ends[number]) for number in _body(lines)]


def _body(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that belong to the body."""
    body = [number for number, line in enumerate(lines) if line.strip()]
    # Short lines after a closing are a signature.
    for closing in body[-_SIGNATURE:]:
        below = [number for number in body if number > closing]
        if _starts_short_line(_CLOSING, lines[closing]) and all(
            len(lines[n].split()) <= _NAME_WORDS for n in below
        ):
            body = [number for number in body if number < closing]
            break
    return [number for number in body if not _is_greeting(lines[number])]


def _is_greeting(line: str) -> bool:
    """Return whether a line only greets; what it quotes or leads to belongs to the answer."""
    return _starts_short_line(_GREETING, line) and not _ANSWERS.search(line)


def _starts_short_line(pattern: WordPattern, line: str) -> bool:
    """Return whether a line begins with the pattern and has little else."""
    return len(line) <= _LONGEST_COURTESY and len(line.split()) < 10 and bool(pattern.match(flat(line)))


def is_courtesy(sentence: str) -> bool:
    """Return whether a sentence only thanks, apologizes, promises or offers."""
    return _COURTESY.search(flat(sentence)) is not None
