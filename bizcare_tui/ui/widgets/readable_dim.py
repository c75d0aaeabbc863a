"""Dim text that can still be read: its colour is only as near to the background as contrast allows."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

# The least contrast of text, see WCAG 2.2, 1.4.3.
LEAST_CONTRAST = 4.5
_STEPS = 20
_NOT_DIM = Style(dim=False)


class ReadableDim(LineFilter):
    """Replace the attribute "dim" by a colour; each terminal dims by another amount, some not readably.

    Colours of the terminal's own palette are left as they are, since nobody knows them.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without dim ones."""
        return [_readable(segment, background) for segment in segments]


def _readable(segment: Segment, background: Color) -> Segment:
    text, style, control = segment
    if control or style is None or not style.dim or style.color is None:
        return segment
    behind = style.bgcolor or background.rich_color
    if not (style.color.is_default or behind.is_default or style.color.triplet is None):
        return Segment(text, style + _NOT_DIM + Style(color=_dimmed(style.color, behind)))
    return segment


@lru_cache(maxsize=256)
def _dimmed(color: RichColor, behind: RichColor) -> RichColor:
    """Return a colour between the text's and the background's, as far from the text's as contrast allows."""
    text, ground = Color.from_rich_color(color), Color.from_rich_color(behind)
    for step in range(_STEPS // 2, _STEPS):
        mixed = ground.blend(text, step / _STEPS)
        if contrast(mixed, ground) >= LEAST_CONTRAST:
            return mixed.rich_color
    return color


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours as WCAG 2.2 computes it: from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = map(_linear, color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
