"""Strips: how few changes of style they need."""

from __future__ import annotations

import pytest
from rich.style import Style

from bizcare_tui.ui.widgets.strips import build_strip

PLAIN, BOLD = Style(color="white", bgcolor="black"), Style(color="white", bgcolor="black", bold=True)
LATE = Style(color="red", bgcolor="black", reverse=True)


@pytest.mark.parametrize(
    ("pieces", "texts"),
    [
        ([("a", PLAIN), ("b", PLAIN)], ["ab"]),
        ([("a", PLAIN), ("b", BOLD)], ["a", "b"]),
        # Blanks take the style of what follows, where they look the same in both.
        ([("LATE", LATE), ("  ", PLAIN), ("topic", BOLD)], ["LATE", "  topic"]),
        ([("", PLAIN), ("  ", PLAIN), ("topic", BOLD)], ["  topic"]),
        # Here they do not.
        ([("  ", LATE), ("topic", PLAIN)], ["  ", "topic"]),
        ([("  ", PLAIN), ("topic", BOLD + Style(underline=True))], ["  ", "topic"]),
        ([("  ", PLAIN), ("topic", Style(bgcolor="blue"))], ["  ", "topic"]),
        ([("  ", PLAIN), ("topic", PLAIN + Style.from_meta({"id": 1}))], ["  ", "topic"]),
    ],
)
def test_text_of_the_same_look_is_one_segment(pieces: list[tuple[str, Style]], texts: list[str]) -> None:
    width = sum(len(text) for text, _style in pieces)
    strip = build_strip(pieces, width)
    assert [segment.text for segment in strip] == texts
    assert strip.cell_length == width
