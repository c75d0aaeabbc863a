"""The parts of a message that repeat earlier ones."""

from __future__ import annotations

import re

_LONGEST_HEAD = 400
# "On Tuesday … Ana wrote:", as mail programs put it above a quote.
_HEAD = re.compile(
    r"(?:on\b.{6,}\bwrote|el\b.{6,}\bescribi[óo]|le\b.{6,}\ba [ée]crit|il\b.{6,}\bha scritto"
    r"|am\b.{6,}\bschrieb\b.*|.{6,}\bnapisał(?:a|\(a\))?)\s?:",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"-{2,}\s*(?:(?:original|forwarded) message|mensaje (?:original|reenviado)|message original"
    r"|message (?:d['’]origine|transféré)|messaggio (?:originale|inoltrato)"
    r"|(?:ursprüngliche|weitergeleitete) nachricht|(?:oryginalna )?wiadomość(?: oryginalna)?)\s*-{2,}",
    re.IGNORECASE,
)
# What a text must have somewhere to hold a quote at all.
_TRACE = re.compile(r"^ *(?:>|--)|: *$", re.MULTILINE)


def quoted_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """The (first, last) indices of the lines that are quotes: behind `>`, or under the head of a quote.

    A head with no `>` after it, and a line such as "-----Original Message-----", begin a quote that
    goes on to the end.
    """
    if not _TRACE.search(text):
        return ()
    lines = text.split("\n")
    marked = [line.lstrip().startswith(">") for line in lines]
    ranges: list[tuple[int, int]] = []
    index = 0
    while index < len(lines):
        first = _first_quoted(lines, marked, index)
        if first is None:
            index += 1
            continue
        last = _end_of_run(lines, marked, first) if marked[first] else _last_written(lines)
        ranges.append((index, last))
        index = last + 1
    return tuple(ranges)


def _first_quoted(lines: list[str], marked: list[bool], index: int) -> int | None:
    """The first line of the quote that begins at this line, or whose head it is; None where none does."""
    if marked[index]:
        return index
    line = lines[index].strip()
    if _SEPARATOR.fullmatch(line):
        return index
    length = _head_length(lines, index)
    if not length:
        return None
    below = _next_written(lines, index + length)
    if below is None:
        return None
    return below if marked[below] or not any(marked[below:]) else None


def _head_length(lines: list[str], index: int) -> int:
    """How many lines the head takes that begins here: mail programs break a long one in two."""
    first, second = (line.strip() for line in [*lines[index : index + 2], ""][:2])
    if _is_head(first):
        return 1
    return 2 if first and not _is_head(second) and _is_head(f"{first} {second}") else 0


def _is_head(line: str) -> bool:
    return line.endswith(":") and len(line) <= _LONGEST_HEAD and _HEAD.fullmatch(line) is not None


def _end_of_run(lines: list[str], marked: list[bool], first: int) -> int:
    last = first
    for index in range(first, len(lines)):
        if marked[index]:
            last = index
        elif lines[index].strip():
            break
    return last


def _next_written(lines: list[str], start: int) -> int | None:
    return next((index for index in range(start, len(lines)) if lines[index].strip()), None)


def _last_written(lines: list[str]) -> int:
    return max(index for index, line in enumerate(lines) if line.strip())
