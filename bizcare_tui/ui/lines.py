"""Lines of text for the line API: cut, padded and wrapped by terminal cells."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Piece = tuple[str, Style]


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


def wrapped(line: str, width: int) -> Iterator[str]:
    """A line in pieces of at most `width` cells, broken at spaces where there are any."""
    width = max(width, 1)
    if len(line) <= width and (line.isascii() or cell_len(line) <= width):
        yield line
        return
    current, length = "", 0
    for word in _words(line):
        cells = cell_len(word)
        if length + cell_len(word.rstrip(" ")) > width and current.strip():
            yield current.rstrip(" ")
            current, length = "", 0
        if cells > width:
            *full, rest = chop_cells(word, width)
            yield from full
            current, length = rest, cell_len(rest)
            continue
        current += word
        length += cells
    if current.strip():
        yield current.rstrip(" ")


def _words(line: str) -> Iterator[str]:
    """The words of a line, each with the spaces that follow it; leading spaces come first."""
    start = 0
    while start < len(line):
        end = line.find(" ", start)
        if end < 0:
            yield line[start:]
            return
        while end < len(line) and line[end] == " ":
            end += 1
        yield line[start:end]
        start = end
