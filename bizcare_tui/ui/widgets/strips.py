"""Build strips for Textual's line API."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

MATCH_STYLE = Style(bold=True, underline=True)


def build_strip(pieces: list[tuple[str, Style]], width: int) -> Strip:
    """Return a strip of exactly `width` cells; adjacent pieces of the same style become one segment."""
    segments: list[Segment] = []
    for text, style in pieces:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width)
