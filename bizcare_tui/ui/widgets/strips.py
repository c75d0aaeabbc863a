"""Build strips for Textual's line API."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

MATCH_STYLE = Style(bold=True, underline=True)


def build_strip(pieces: list[tuple[str, Style]], width: int) -> Strip:
    """Return a strip of exactly `width` cells; adjacent pieces of the same style become one segment.

    So do blanks and the text behind them, where only the text would show the difference: each change of style
    is some twenty bytes more for the terminal.
    """
    segments: list[Segment] = []
    for text, style in pieces:
        before = segments[-1] if segments else None
        if before is not None and text and _may_join(before, style):
            segments[-1] = Segment(before.text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width)


def _may_join(before: Segment, style: Style) -> bool:
    """Return whether a text of this style may follow in the same segment."""
    if before.style is None or before.style == style:
        return before.style == style
    return before.text.isspace() and _paint_blanks_alike(before.style, style)


def _paint_blanks_alike(one: Style, other: Style) -> bool:
    """Return whether blanks look the same in both styles, and have the same meaning for a click."""
    if one.bgcolor != other.bgcolor or one.meta != other.meta or one.link != other.link:
        return False
    return not any(
        style.reverse or style.underline or style.underline2 or style.strike or style.overline
        for style in (one, other)
    )
