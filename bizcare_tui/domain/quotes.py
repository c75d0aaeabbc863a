"""Finds the parts of a message that quote earlier messages or that a mail program added."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bizcare_tui.domain.quote_heads import (
    attribution,
    begins_like_head,
    block_length,
    is_rule,
    is_sent_by,
    is_separator,
    labels_line,
    may_be_head,
    prepared,
    says_wrote,
)
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.word_pattern import WordPattern

Ranges = tuple[tuple[int, int], ...]

# A step of a menu path ("> Modules > SEO"): ">" and a name of a few words without a full stop.
_STEP = re.compile(r"\s*>\s?(?![>\s])(?=[^\W_]|[\"'“«„])(?:[^\s.,;:!?@]{1,30}(?: +|\Z)){1,4}")
_GREETS = WordPattern(r"\s*> ?%mail.quoted_greeting%")
_MOST_STEPS = 8


def quoted_ranges(text: str, *, opens: bool = False) -> Ranges:
    """Return the (first, last) indices of the lines that the writer did not write in this message.

    These are: lines that begin with `>`, except a menu path; the lines below the head of a quote, which is
    a line such as "-----Original Message-----", "On … wrote:" with a date or an address (or with `>` lines
    below it), or a block of From, Sent, To and Subject; and "Sent from my iPhone" above a quote or at the
    end. A quote with a head extends to the end of the message, unless the lines below it begin with `>`.

    Args:
        opens: the message is the first of a thread. It can quote only lines marked with `>`, or a message
            that a mail program forwarded below the writer's own text.
    """
    lines = text.split("\n")
    marked = _marked(lines) if ">" in text else [False] * len(lines)
    # Most messages quote nothing, and most lines of the others cannot begin a quote: only these are read.
    begins = [
        index for index, line in enumerate(flat(text).split("\n")) if marked[index] or may_be_head(line)
    ]
    if not begins:
        return ()
    finder = _Finder(lines, marked, opens=opens)
    ranges = finder.ranges(begins)
    if not _covers_everything(lines, ranges):
        return ranges
    # When the ranges cover everything and the message begins with a sentence, it is the writer's own.
    return () if opens or finder.begins_with_sentence else ranges


def folded_ranges(text: str, *, opens: bool = False) -> Ranges:
    """Return the quotes to fold on the screen: never a whole message, and none in the first of a thread."""
    if opens:
        return ()
    ranges = quoted_ranges(text)
    return () if _covers_everything(text.split("\n"), ranges) else ranges


def is_quote_head(lines: Sequence[str]) -> bool:
    """Return whether these lines, the last ones so far, end with the head of a quote."""
    last = [prepared(line) for line in lines if line.strip()][-6:]
    for start in range(len(last)):
        rest = last[start:]
        if attribution(rest)[0] == len(rest) or block_length(rest) == len(rest):
            return True
    return bool(last) and is_separator(last[-1])


class _Finder:
    """Scans the lines of a message from first to last, each a limited number of times."""

    def __init__(self, lines: list[str], marked: list[bool], *, opens: bool) -> None:
        self._lines = lines
        self._opens = opens
        self._written = [bool(line.strip()) for line in lines]
        self._marked = marked
        self._prepared: dict[int, str] = {}
        self.begins_with_sentence = False

    def ranges(self, begins: Sequence[int]) -> Ranges:
        """Return the quotes; each begins at one of these lines."""
        ranges: list[tuple[int, int]] = []
        for index in begins:
            if (ranges and index <= ranges[-1][1]) or (last := self._last_quoted(index)) is None:
                continue
            start = index
            if ranges and not any(self._written[ranges[-1][1] + 1 : index]) and self._is_sent_by(ranges[-1]):
                start = ranges.pop()[0]
            ranges.append((start, last))
        return tuple(ranges)

    def _last_quoted(self, index: int) -> int | None:
        """Return the last line of the quote that begins at this line; None when none begins here."""
        if self._marked[index]:
            return self._end_of_run(index)
        line = self._line(index)
        if is_sent_by(line):
            return index if self._ends_or_quotes_at(index + 1) else None
        if not begins_like_head(line):
            return None
        below = self._next_written(index + 1) if is_rule(line) else index
        if below is not None and (is_separator(self._line(below)) or self._block(below)):
            return self._last_written()
        return None if self._opens else self._below_sentence(index)

    def _below_sentence(self, index: int) -> int | None:
        length, is_named = attribution([self._line(place) for place in range(index, self._end(index + 3))])
        below = self._next_written(index + (length or 1))
        if below is None:
            return None
        if length:
            if not any(self._written[:index]):
                self.begins_with_sentence = not is_named and not self._marked[below]
            return self._end_of_run(below) if self._marked[below] else self._last_written()
        is_head = self._marked[below] and says_wrote(self._line(index))
        return self._end_of_run(below) if is_head else None

    def _ends_or_quotes_at(self, start: int) -> bool:
        below = self._next_written(start)
        if below is None or is_sent_by(self._line(below)):
            return below is None
        return self._last_quoted(below) is not None

    def _block(self, index: int) -> bool:
        if not labels_line(self._line(index)):
            return False
        lines = [self._line(place) for place in range(index, self._end(index + 14))]
        return block_length(lines) > 0

    def _is_sent_by(self, quoted: tuple[int, int]) -> bool:
        return quoted[0] == quoted[1] and is_sent_by(self._line(quoted[0]))

    def _line(self, index: int) -> str:
        if index not in self._prepared:
            self._prepared[index] = prepared(self._lines[index])
        return self._prepared[index]

    def _end(self, index: int) -> int:
        return min(index, len(self._lines))

    def _end_of_run(self, first: int) -> int:
        last = first
        for index in range(first, len(self._lines)):
            if self._marked[index]:
                last = index
            elif self._written[index]:
                break
        return last

    def _next_written(self, start: int) -> int | None:
        # Usually one or two lines are empty; stopping after 20 limits the time for hostile text.
        return next((index for index in range(start, self._end(start + 20)) if self._written[index]), None)

    def _last_written(self) -> int:
        return max(index for index, is_written in enumerate(self._written) if is_written)


def _marked(lines: list[str]) -> list[bool]:
    """Return for each line whether it begins with `>`; the lines of a menu path do not count."""
    marked = [line.lstrip().startswith(">") for line in lines]
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and marked[end]:
            end += 1
        if (
            start < end <= start + _MOST_STEPS
            and _is_path(lines[start:end])
            and not _is_below_head(lines, start)
        ):
            marked[start:end] = [False] * (end - start)
        start = end + 1
    return marked


def _is_path(run: list[str]) -> bool:
    is_one_step = len(run) == 1 and ">" not in run[0].strip()[1:]
    return (
        not is_one_step
        and all(
            _is_step(part) and not _GREETS.match(flat(line))
            for line in run
            for part in (f">{step}" for step in line.strip()[1:].split(">"))
        )
        and all(">" in line.strip()[1:] or _begins_with_capital(line) for line in run)
    )


def _is_step(part: str) -> bool:
    return _STEP.fullmatch(part.rstrip()) is not None


def _begins_with_capital(line: str) -> bool:
    name = line.strip()[1:].strip(" \"'“«„")
    return bool(name) and name[0] == name[0].upper()


def _is_below_head(lines: list[str], start: int) -> bool:
    above = [line for line in lines[max(0, start - 4) : start] if line.strip()]
    return bool(above) and (is_quote_head(above) or says_wrote(prepared(above[-1])))


def _covers_everything(lines: list[str], ranges: Ranges) -> bool:
    if not ranges:
        return False
    covered = sum(1 for first, last in ranges for index in range(first, last + 1) if lines[index].strip())
    return covered == sum(1 for line in lines if line.strip())
