"""The terminal's input: a paste arrives as one text, in order, without control sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from bizcare_tui.domain.text import own_text
from bizcare_tui.ui.startup.terminal_driver import PASTE_END, PASTE_START, PasteParser

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


@pytest.mark.parametrize(("sent", "key"), [("\x1bn", "alt+n"), ("\x1b<", "alt+less_than_sign")])
def test_alt_belongs_to_every_key_and_types_nothing(sent: str, key: str) -> None:
    parser = PasteParser()
    found = [*parser.feed(sent), *parser.feed("")]
    (event,) = [each for each in found if isinstance(each, events.Key)]
    assert (event.key, event.character) == (key, None)
