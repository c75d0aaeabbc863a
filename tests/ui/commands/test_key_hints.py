"""The hints of the footer: what does not fit is left out whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bizcare_tui.ui.commands.key_hints import KEPT_RANK, KeyHint, fitting_hints
from bizcare_tui.ui.commands.registry import COMMANDS

KEPT = replace(COMMANDS[0], rank=KEPT_RANK)
HINTS = [KeyHint("r", "reply"), KeyHint("x", "reject"), KeyHint("d", "done")]
LAST = [KeyHint("q", "close", KEPT), KeyHint("?", "keys", KEPT)]


@pytest.mark.parametrize(
    ("width", "shown"),
    [(42, "rxdq?"), (41, "rxq?"), (34, "rxq?"), (33, "rq?"), (24, "rq?"), (23, "q?"), (14, "?"), (5, "")],
)
def test_hints_are_left_out_whole_and_the_last_ones_stay(width: int, shown: str) -> None:
    assert "".join(hint.key for hint in fitting_hints([*HINTS, *LAST], width)) == shown
    assert "".join(hint.key for hint in fitting_hints([*LAST, *HINTS], width)) == shown


@pytest.mark.parametrize(("width", "shown"), [(25, "rxd"), (24, "rx"), (7, "r"), (6, "")])
def test_without_them_the_hints_have_the_whole_line(width: int, shown: str) -> None:
    assert "".join(hint.key for hint in fitting_hints(HINTS, width)) == shown
