"""Lines for the line API of Textual."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

FOUND = Style(bold=True, underline=True)


def strip_of(pieces: list[tuple[str, Style]], width: int) -> Strip:
    """A line of these pieces in exactly `width` cells; neighbours of one style are joined."""
    segments: list[Segment] = []
    for text, style in pieces:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width)
