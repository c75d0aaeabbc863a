"""A scroll bar of one column that needs no colour: where the text is in sight, the bar has a block."""

from __future__ import annotations

from math import ceil

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

# The same as the conversation paints by itself.
SCROLL_BAR_BLOCK = "▐"
_UP, _GRAB, _DOWN = ({"@mouse.down": action} for action in ("scroll_up", "grab", "scroll_down"))


class ThinScrollBar(ScrollBarRender):
    """Paints vertical scroll bars; horizontal ones are Textual's."""

    @classmethod
    def render_bar(  # noqa: PLR0917  # as in the class above
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = Color.default(),  # noqa: B008  # as in the class above
        bar_color: Color = Color.default(),  # noqa: B008
    ) -> Segments:
        """Return the cells of a bar of `size` lines for a window at a position in a text."""
        if not vertical:
            return super().render_bar(
                size, virtual_size, window_size, position, thickness, vertical, back_color, bar_color
            )
        style = Style(color=bar_color, bgcolor=back_color)
        first, last = _block(size, virtual_size, window_size, position)
        blank, block = " " * thickness, SCROLL_BAR_BLOCK.rjust(thickness)
        cells = [
            Segment(block, style + Style(meta=_GRAB))
            if first <= line <= last
            else Segment(blank, style + Style(meta=_UP if line < first else _DOWN))
            for line in range(size)
        ]
        return Segments(cells, new_lines=True)


def _block(size: int, virtual_size: float, window_size: float, position: float) -> tuple[int, int]:
    """Return the first and the last line of the block; it reaches an end only where the text does."""
    if not window_size or virtual_size <= window_size:
        return size, -1
    length = max(1, min(size - 1, ceil(size * window_size / virtual_size)))
    room, scrolled = size - length, position / (virtual_size - window_size)
    first = round(room * scrolled)
    if room > 1:
        first = min(max(first, int(scrolled > 0)), room - int(scrolled < 1))
    return first, first + length - 1
