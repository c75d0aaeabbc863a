"""Lines of text, cut, padded and wrapped by terminal cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

# Letters that take one cell each: in most lines there are no others, and these are quick to wrap.
_NARROW = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*")

_MOST_LETTERS = 4_000  # looked at for one line


def fit(text: str, width: int) -> str:
    """The text in exactly this many cells, with an ellipsis where it was cut."""
    if width <= 0:
        return ""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def marked_parts(text: str, spans: Sequence[tuple[int, int]], width: int) -> list[tuple[str, bool]]:
    """The text in exactly `width` cells, cut where what was found begins and ends; and whether it is that."""
    fitted = fit(text, width)
    if not spans:
        return [(fitted, False)]
    parts: list[tuple[str, bool]] = []
    # What `fit` put in place of an end that did not fit is no part of the text.
    whole = len(fitted) if len(text) <= len(fitted) else len(fitted) - 1
    at = 0
    for start, end in spans:
        if start >= whole:
            break
        parts += [(fitted[at:start], False), (fitted[start : min(end, whole)], True)]
        at = min(end, whole)
    return [*parts, (fitted[at:], False)]


def wrapped(line: str, width: int) -> Iterator[str]:
    """A line in pieces of at most `width` cells, broken at spaces where there are any."""
    width = max(width, 1)
    fitting = _fitting_narrow if _NARROW.fullmatch(line) else _fitting
    start = 0
    while start + (count := fitting(line, start, width)) < len(line):
        end = start + count
        space = line.rfind(" ", start, end + 1)
        piece = line[start:space].rstrip(" ") if space > start else ""
        if piece:
            end = space
        else:
            piece = line[start:end].rstrip(" ")
        if piece:
            yield piece
        start = end
        while line.startswith(" ", start):
            start += 1
    if start < len(line) or not line.strip(" "):
        yield line[start:]


def _fitting_narrow(line: str, start: int, width: int) -> int:
    return min(width, len(line) - start)


def _fitting(line: str, start: int, width: int) -> int:
    """How many letters from `start` on fit into so many cells; at least one."""
    size = width + 8
    # Letters may take no cell, and then more of them fit.
    while start + size < len(line) and size < _MOST_LETTERS and cell_len(line[start : start + size]) <= width:
        size *= 4
    ahead = line[start : start + size]
    pieces = chop_cells(ahead, width)
    return max(1, len(pieces[0])) if pieces else len(ahead)
