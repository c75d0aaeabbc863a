"""Rows and columns of widgets that cover them, whose own lines cost nothing when a widget is painted."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip


class CoveredRow(Horizontal):
    """A row of widgets that cover it, so that its own lines cost nothing when one of them is painted."""

    BLANK = True


class CoveredColumn(Vertical):
    """A column of widgets that cover it, see `CoveredRow`."""

    BLANK = True


class BorderedColumn(Vertical):
    """A column of widgets that cover it but for its left border: painting one line of it paints all."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of the column."""
        return super().render_lines(Region(crop.x, crop.y, crop.width, 1)) * crop.height
