"""Text that wraps under itself, and parts that are never divided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from bizcare_tui.ui.widgets.wrapped_text import HangingText, WrappedParts


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 20, ["short"]),
        ("no mark and no column here", 16, ["no mark and no", "column here"]),
        ("[x] a line to tick that is long", 16, ["[x] a line to", "    tick that is", "    long"]),
        ("› (•) one of several choices", 16, ["› (•) one of", "      several", "      choices"]),
        ("  [ ] one of several lines", 16, ["  [ ] one of", "      several", "      lines"]),
        ("(•) one of several choices", 16, ["(•) one of", "    several", "    choices"]),
        ("  · under a heading, indented", 18, ["  · under a", "    heading,", "    indented"]),
        ("  ✗ serious, and so on", 14, ["  ✗ serious,", "    and so on"]),
        ("    → say it, so that", 14, ["    → say it,", "      so that"]),
        ("name  what it is for", 14, ["name  what it", "      is for"]),
        # The last column that leaves room for its text.
        ("a  b  text in the third column", 20, ["a  b  text in the", "      third column"]),
        ("a column far too wide  text", 24, ["a column far too wide", "text"]),
        ("first is long enough\n- second", 12, ["first is", "long enough", "- second"]),
        ("", 5, [""]),
    ],
)
def test_a_line_goes_on_under_its_own_text(text: str, width: int, lines: list[str]) -> None:
    folded = HangingText(Content(text)).fold(width).plain.split("\n")
    assert [line.rstrip() for line in folded] == lines


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("Shop: ", 16, ["Shop: a value", "      that is", "      long", "  and a line", "  beneath"]),
        ("店: ", 14, ["店: a value", "    that is", "    long", "  and a line", "  beneath"]),
        # Too long a name leaves no column for its value.
        ("A longer name: ", 16, ["A longer name: a", "value that is", "long", "  and a line", "  beneath"]),
    ],
)
def test_a_value_stays_beside_its_name(name: str, width: int, lines: list[str]) -> None:
    text = Content(f"{name}a value that is long\n  and a line beneath")
    folded = HangingText(text, name).fold(width).plain.split("\n")
    assert [line.rstrip() for line in folded] == lines


@given(st.text("ab  [x]·\n", max_size=60), st.integers(4, 30), st.text("ab", max_size=20))
def test_no_letter_is_lost_and_no_line_is_too_wide(text: str, width: int, name: str) -> None:
    hanging = HangingText(Content(text), name)
    folded = hanging.fold(width).plain
    assert "".join(folded.split()) == "".join(text.split())
    assert all(cell_len(line.rstrip()) <= width for line in folded.split("\n"))
    assert hanging.get_height({}, width) == len(folded.split("\n"))


def test_where_lines_may_not_be_wrapped_none_is() -> None:
    parts = WrappedParts([Content("a add"), Content("x remove")])
    for text in (HangingText(Content("a line that is long")), parts):
        assert text.get_height({"text_wrap": "wrap"}, 9) > 1
        assert text.get_height({"text_wrap": "nowrap", "text_overflow": "ellipsis"}, 9) == 1
        assert text.whole().plain == text.plain


def test_a_style_stays_on_its_words() -> None:
    folded = HangingText(Content.assemble("[ ] a ", ("bold words", "bold"))).fold(10)
    assert [folded.plain[span.start : span.end].strip() for span in folded.spans] == ["bold", "words"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["a add   x remove   z built-in"]),
        (20, ["a add   x remove", "z built-in"]),
        (5, ["a add", "x remove"]),
    ],
)
def test_a_part_goes_to_the_next_line_whole(width: int, lines: list[str]) -> None:
    parts = WrappedParts([Content("a add"), Content("x remove"), Content("z built-in")])
    assert parts.fold(width).plain.split("\n")[: len(lines)] == lines
    assert str(parts) == "a add   x remove   z built-in"
    assert parts.get_optimal_width({}, 80) == 29


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["▸ Reply · ShopFast · writes in French"]),
        (20, ["▸ Reply · ShopFast", "  writes in French"]),
        (12, ["▸ Reply", "  ShopFast", "  writes in", "  French"]),
    ],
)
def test_parts_of_a_title_go_on_under_its_text(width: int, lines: list[str]) -> None:
    parts = [Content(part) for part in ("▸ Reply", "ShopFast", "writes in French")]
    shown = WrappedParts(parts, " · ", indent=2).fold(width).plain
    assert [line.rstrip() for line in shown.splitlines()] == lines
