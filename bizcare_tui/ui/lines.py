"""Lines of text for the line API: cut, padded and wrapped by terminal cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Piece = tuple[str, Style]
FOUND = Style(bold=True, underline=True)
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


def strip_of(pieces: list[Piece], width: int) -> Strip:
    """A line of these pieces in exactly `width` cells; neighbours of one style are joined."""
    segments: list[Segment] = []
    for text, style in pieces:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width)


def marked_pieces(text: str, spans: Sequence[tuple[int, int]], width: int, plain: Style) -> list[Piece]:
    """The text in exactly `width` cells, these places of it marked as found."""
    fitted = fit(text, width)
    if not spans:
        return [(fitted, plain)]
    pieces: list[Piece] = []
    # What `fit` put in place of an end that did not fit is no part of the text.
    whole = len(fitted) if len(text) <= len(fitted) else len(fitted) - 1
    at = 0
    for start, end in spans:
        if start >= whole:
            break
        pieces += [(fitted[at:start], plain), (fitted[start : min(end, whole)], plain + FOUND)]
        at = min(end, whole)
    return [*pieces, (fitted[at:], plain)]


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
