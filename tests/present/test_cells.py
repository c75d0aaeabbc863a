"""Wrapping: nothing is lost, nothing is too wide, words stay whole where they fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bizcare_tui.present.cells import fit, shorten, wrap, wrap_parts

LETTERS = st.sampled_from("ab é-€中字👍\u0301 x  ")
LINES = st.text(LETTERS, max_size=80)


@pytest.mark.parametrize(
    ("line", "width", "pieces"),
    [
        ("hello world this is", 7, ["hello", "world", "this is"]),
        ("   indented text that is long", 11, ["   indented", "text that", "is long"]),
        ("averyveryverylongword here", 8, ["averyver", "yverylon", "gword", "here"]),
        ("ab " + "x" * 12, 5, ["ab", "xxxxx", "xxxxx", "xx"]),
        ("a  b   c    d", 4, ["a  b", "c", "d"]),
        ("      abc def", 4, ["abc", "def"]),
        ("", 5, [""]),
        ("    ", 3, [""]),
        ("fits", 4, ["fits"]),
        ("ends here ", 9, ["ends here"]),
        ("中文字符 中文字符", 5, ["中文", "字符", "中文", "字符"]),
        ("été français", 6, ["été", "frança", "is"]),
        ("中文", 1, ["中", "文"]),
    ],
)
def test_a_line_is_broken_at_spaces_else_where_it_is_full(line: str, width: int, pieces: list[str]) -> None:
    assert list(wrap(line, width)) == pieces


@given(LINES, st.integers(2, 30))
def test_no_letter_is_lost_and_no_piece_is_too_wide(line: str, width: int) -> None:
    pieces = list(wrap(line, width))
    assert "".join(pieces).replace(" ", "") == line.replace(" ", "")
    assert all(cell_len(piece) <= width for piece in pieces)
    assert len(pieces) == 1 or all(pieces)


@given(st.lists(st.text("abcé", min_size=1, max_size=9), min_size=1), st.integers(9, 30))
def test_words_that_fit_stay_whole(words: list[str], width: int) -> None:
    assert [word for piece in wrap(" ".join(words), width) for word in piece.split(" ")] == words


@given(LINES, st.integers(1, 40))
def test_what_is_fitted_takes_exactly_its_cells(line: str, width: int) -> None:
    assert cell_len(fit(line, width)) == width


@given(st.text(alphabet="ab ,日é", max_size=40), st.integers(3, 30))
def test_a_shortened_text_fits_and_says_that_it_goes_on(text: str, width: int) -> None:
    shown = shorten(text, width)
    assert cell_len(shown) <= width
    assert shown == text or (shown.rstrip().endswith("…") and text.startswith(shown.rstrip(" …")))


def test_a_text_is_shortened_after_a_word() -> None:
    assert shorten("the customer is fine, now", 24) == "the customer is fine …"
    assert shorten("the customer", 12) == "the customer"
    assert shorten("日本語 日本語", 10) == "日本語 …"
    assert shorten("    the customer", 10) == "    the …"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["Author unknown · 5d ago · a sets it"]),
        (25, ["Author unknown · 5d ago", "a sets it"]),
        (10, ["Author", "unknown", "5d ago", "a sets it"]),
    ],
)
def test_a_part_that_does_not_fit_begins_the_next_line(width: int, lines: list[str]) -> None:
    assert list(wrap_parts(["Author unknown", "5d ago", "a sets it"], " · ", width)) == lines
