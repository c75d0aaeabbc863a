"""The terminal's input: a paste arrives as one text, in order, without control sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from bizcare_tui.domain.text import own_text
from bizcare_tui.ui.startup.terminal_driver import PASTE_END, PASTE_START, PasteParser
from bizcare_tui.ui.startup.textual_internals import keys_apart

SENT = (
    f"ab{PASTE_START}2026 \x1b[32mINFO\x1b[0m st\x1b]0;x\x07art\rZ\u200c\x1b[A{PASTE_END}"
    f"c\x1b[A{PASTE_START}q{PASTE_END}"
)
READ = ["a", "b", "2026 INFO start\nZ\u200c", "c", "up", "q"]


def _read(*parts: str) -> list[str]:
    parser = PasteParser()
    found = [event for part in parts for event in parser.feed(part)]
    return [
        event.text if isinstance(event, events.Paste) else event.key
        for event in found
        if isinstance(event, (events.Paste, events.Key))
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 1_000])
def test_a_paste_arrives_in_its_order_however_it_is_cut(size: int) -> None:
    assert _read(*(SENT[start : start + size] for start in range(0, len(SENT), size))) == READ


@given(st.text(max_size=60).filter(lambda text: PASTE_END not in text), st.integers(0, 80))
def test_any_paste_arrives_as_ones_own_text(pasted: str, cut: int) -> None:
    sent = PASTE_START + pasted + PASTE_END + "x"
    assert _read(*filter(None, (sent[:cut], sent[cut:]))) == [own_text(pasted), "x"]


def _keys(sent: str) -> list[events.Key]:
    parser = PasteParser()
    found = [*parser.feed(sent), *parser.feed("")]
    return [each for each in found if isinstance(each, events.Key)]


@pytest.mark.parametrize(
    ("sent", "key", "apart"),
    [
        ("\x1bn", "alt+n", "n"),
        ("\x1bN", "alt+shift+n", "N"),
        ("\x1b<", "alt+less_than_sign", "less_than_sign"),
        ("\x1b2", "alt+2", "2"),
        ("\x1bé", "alt+é", "é"),
        ("\x1b ", "alt+space", "space"),
        ("\x1b\r", "alt+enter", "enter"),
        ("\x1b\x10", "alt+ctrl+p", "ctrl+p"),
        ("\x1b[", "alt+left_square_bracket", "left_square_bracket"),
        ("\x1bO", "alt+shift+o", "O"),
        ("\x1bb", "ctrl+left", "b"),
        ("\x1b\x7f", "ctrl+w", "backspace"),
    ],
)
def test_a_key_behind_esc_has_alt_and_types_nothing_and_both_can_be_told_apart(
    sent: str, key: str, apart: str
) -> None:
    (event,) = _keys(sent)
    assert (event.key, event.is_printable) == (key, False)
    assert [(each.key, each.time) for each in keys_apart(event)] == [
        ("escape", event.time),
        (apart, event.time),
    ]


@pytest.mark.parametrize("sent", ["n", "\x1b", "\x1b[27u", "\x1b[110;3u", "\x1b[A", "\x1b[1;5D", "\x1bOP"])
def test_other_keys_are_one_key(sent: str) -> None:
    (event,) = _keys(sent)
    assert keys_apart(event) == []


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1bj", ["escape", "alt+j"]),
        ("\x1bj\x1bk", ["alt+j", "alt+k"]),
        ("\x1bjk", ["alt+j", "k"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1bj\x1b[A", ["alt+j", "up"]),
    ],
)
def test_keys_in_one_piece_are_told_apart_at_once(sent: str, keys: list[str]) -> None:
    assert [event.key for event in _keys(sent)] == keys
