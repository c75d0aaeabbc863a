"""The scroll bar that needs no colour."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.segment import Segment
from textual.scrollbar import ScrollBarRender

from bizcare_tui.ui.widgets.thin_scroll_bar import SCROLL_BAR_BLOCK, ThinScrollBar


def cells(size: int, text: float, window: float, position: float, thickness: int = 1) -> list[Segment]:
    return list(ThinScrollBar.render_bar(size, text, window, position, thickness).segments)


@pytest.mark.parametrize(
    ("text", "position", "bar"),
    [
        (5, 0, "     "),
        (10, 0, "▐▐▐  "),
        (10, 5, "  ▐▐▐"),
        (100, 0, "▐    "),
        # It is at an end only where the text is.
        (100, 1, " ▐   "),
        (100, 94, "   ▐ "),
        (100, 95, "    ▐"),
        (6, 1, " ▐▐▐▐"),
    ],
)
def test_the_block_is_where_the_text_is_in_sight(text: float, position: float, bar: str) -> None:
    shown = cells(5, text, 5, position)
    assert "".join(cell.text for cell in shown) == bar
    actions = [cell.style.meta["@mouse.down"] for cell in shown if cell.style]
    if bar.strip():
        assert [each == "grab" for each in actions] == [letter == SCROLL_BAR_BLOCK for letter in bar]


def test_a_thick_bar_has_its_block_at_the_right() -> None:
    assert cells(4, 8, 4, 0, thickness=2)[0].text == " ▐"


def test_a_horizontal_bar_is_textuals() -> None:
    ours = ThinScrollBar.render_bar(6, 12, 6, 0, 1, False)  # as Textual calls it
    assert (
        ours.segments
        == ScrollBarRender.render_bar(6, 12, 6, 0, 1, False, Color.default(), Color.default()).segments
    )
