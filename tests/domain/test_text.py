"""The border for foreign text: what commands, hides or floods does not get through, all else does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.text import safe_line, safe_text

HOSTILE = [
    "\x1b",
    "\x1b[31m",
    "\x1b[6n",
    "\x1b]0;title\x07",
    "\x1b]52;c;",
    "\x1bP1$r",
    "\x9b",
    "\x9d0;",
    "\x90",
    "\x07",
    "\x00",
    "\x7f",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\x0b",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00ad",
    "\U000e0041",
    "\ufe0f",
    "\ud83d",
    "\udc4d",
    "\ue000",
    "\uffff",
    "e",
    " ",
    "\u0301",
    "\u0323",
    "\u0344",
    "\u0958",
    "\u1100",
    "\u1161",
    "❤",
    "👩",
    "🏽",
    "💻",
    "🇪",
    "\u3164",
    "\u20e3",
    "é",
    "字",
    "[@click=app.quit]x[/]",
    "\\",
]
hostile_text = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Hola, ¿qué tal?", "Hola, ¿qué tal?"),
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("a\x1b]52;c;aGk=\x07b", "a]52;c;aGk=b"),
        ("a\x1b]0;all that follows", "a]0;all that follows"),
        ("a\x1bPall that follows", "aPall that follows"),
        ("a\x9b6nb", "a6nb"),
        ("a\x1b[Hello", "a[Hello"),
        ("a\r\nb\rc\x0bd\x85e\u2028f", "a\nb\nc\nd\ne\nf"),
        ("a\tb", "a   b"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("ad\u200bmin", "ad·min"),
        ("x" + "\u200b" * 500 + "y", "x·y"),
        ("soft\u00adhyphen", "softhyphen"),
        ("flag 🏴" + "\U000e0067\U000e0062\U000e007f", "flag 🏴�"),
        ("lone \ud83d surrogate", "lone � surrogate"),
        ("private \ue000 use", "private � use"),
        ("e\u0301", "é"),
        ("\u0301 alone", "◌\u0301 alone"),
        ("line\n\u0301", "line\n◌\u0301"),
        ("👩‍👩‍👧 👍🏽 ❤️", "👩👩👧 👍 ❤"),
        ("a\u200db", "a·b"),
        ("[@click=app.quit]x[/] \\", "[@click=app.quit]x[/] \\"),
    ],
)
def test_hostile_text_is_made_safe(text: str, safe: str) -> None:
    assert safe_text(text) == safe


@given(hostile_text)
def test_safe_text_is_safe_and_stays_as_it_is(text: str) -> None:
    safe = safe_text(text)
    assert safe_text(safe) == safe
    assert unicodedata.is_normalized("NFC", safe)
    assert safe.splitlines() == [line for line in safe.removesuffix("\n").split("\n") if safe]
    assert not [
        c for c in safe if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    ]
    assert not any(line and unicodedata.combining(line[0]) for line in safe.split("\n"))
    safe.encode()


@given(hostile_text, st.integers(min_value=1, max_value=60))
def test_a_safe_line_is_one_short_line_and_stays_as_it_is(text: str, limit: int) -> None:
    line = safe_line(text, limit)
    assert safe_line(line, limit) == line
    assert len(line) <= limit
    assert safe_text(line) == line
    assert "\n" not in line
    assert line == " ".join(line.split())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_comes_through_whole(text: str) -> None:
    assert safe_text(text) == text


def test_a_pile_of_marks_is_cut_down() -> None:
    safe = safe_text("e" + "\u0301\u0323" * 250_000 + "nd")
    assert len(safe) <= 12
    assert safe.endswith("nd")


def test_a_huge_line_is_folded_and_nothing_of_it_lost() -> None:
    text = "word " * 200_000
    safe = safe_text(text)
    assert safe.replace("\n", "") == text
    assert max(map(len, safe.split("\n"))) <= 2_000
    assert safe_text(safe) == safe


def test_too_many_lines_are_counted() -> None:
    safe = safe_text("\n".join(map(str, range(50_000))))
    lines = safe.split("\n")
    assert len(lines) == 5_000
    assert lines[-2:] == ["4998", "[… 45001 more lines]"]
    assert safe_text(safe) == safe


def test_a_long_topic_is_cut() -> None:
    assert safe_line("x" * 400) == "x" * 299 + "…"
    assert safe_line(" a\n\n b\t c ") == "a b c"
