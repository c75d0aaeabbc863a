"""Cut, pad and wrap text by its width in terminal cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

# Characters that take one cell each. Most lines have no others, and such lines are quick to wrap.
_NARROW = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*")

_MAX_CHARACTERS = 4_000  # examined at once for one piece


def fit(text: str, width: int) -> str:
    """Return the text padded or cut to exactly `width` cells, with an ellipsis if it was cut."""
    if width <= 0:
        return ""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def shorten(text: str, width: int) -> str:
    """Return the text in at most `width` cells, cut after a whole word with an ellipsis."""
    if cell_len(text) <= width:
        return text
    start, first = next(wrap_with_offsets(text, width - 2), (0, ""))
    shown = f"{text[:start]}{first.rstrip(' ,;:.')} …"
    return shown if cell_len(shown) <= width else fit(text, width)


def split_highlights(text: str, spans: Sequence[tuple[int, int]], width: int) -> list[tuple[str, bool]]:
    """Return the text in exactly `width` cells, split at the highlighted spans.

    Each part comes with a flag: True if it is a highlighted span.
    """
    fitted = fit(text, width)
    if not spans:
        return [(fitted, False)]
    parts: list[tuple[str, bool]] = []
    # If the text was cut, the ellipsis added by `fit` does not belong to it.
    text_end = len(fitted) if len(text) <= len(fitted) else len(fitted) - 1
    position = 0
    for start, end in spans:
        if start >= text_end:
            break
        parts += [(fitted[position:start], False), (fitted[start : min(end, text_end)], True)]
        position = min(end, text_end)
    return [*parts, (fitted[position:], False)]


def wrap_parts(parts: Sequence[str], separator: str, width: int) -> Iterator[str]:
    """Yield parts in lines of at most `width` cells; a part that does not fit begins the next line whole.

    A part that is longer than a line is wrapped. No line ends with the separator.
    """
    line = ""
    for part in parts:
        longer = f"{line}{separator}{part}" if line else part
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = wrap(part, width)
        yield from whole
    if line:
        yield line


def wrap(line: str, width: int) -> Iterator[str]:
    """Yield a line in pieces of at most `width` cells, broken at spaces where possible."""
    return (piece for _start, piece in wrap_with_offsets(line, width))


def wrap_with_offsets(line: str, width: int) -> Iterator[tuple[int, str]]:
    """Yield the same pieces as `wrap`, each with its start offset in the line."""
    width = max(width, 1)
    count_fitting = _count_fitting_narrow if _NARROW.fullmatch(line) else _count_fitting
    start = 0
    while start + (count := count_fitting(line, start, width)) < len(line):
        end = start + count
        space = line.rfind(" ", start, end + 1)
        piece = line[start:space].rstrip(" ") if space > start else ""
        if piece:
            end = space
        else:
            piece = line[start:end].rstrip(" ")
        if piece:
            yield start, piece
        start = end
        while line.startswith(" ", start):
            start += 1
    if start < len(line) or not line.strip(" "):
        yield start, line[start:]


def _count_fitting_narrow(line: str, start: int, width: int) -> int:
    return min(width, len(line) - start)


def _count_fitting(line: str, start: int, width: int) -> int:
    """Return how many characters from `start` fit into `width` cells; at least one."""
    size = width + 8
    # Some characters take no cell, so more than `width` of them may fit.
    while (
        start + size < len(line) and size < _MAX_CHARACTERS and cell_len(line[start : start + size]) <= width
    ):
        size *= 4
    ahead = line[start : start + size]
    pieces = chop_cells(ahead, width)
    return max(1, len(pieces[0])) if pieces else len(ahead)
