"""Line filter that removes terminal control characters just before a line is painted."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from bizcare_tui.domain.text import printable_cells


class PrintableFilter(LineFilter):
    """Removes control characters and direction marks from a line.

    They take no cells, so the width of the line does not change.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line with printable texts only."""
        if all(printable_cells(segment.text) == segment.text for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(printable_cells(segment.text), segment.style)
            for segment in segments
        ]
