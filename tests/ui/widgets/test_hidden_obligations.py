"""How many obligations are out of view, in words."""

from __future__ import annotations

import pytest

from bizcare_tui.ui.widgets.hidden_obligations import obligations_out_of_view


@pytest.mark.parametrize(
    ("top", "bottom", "words"),
    [
        (0, 10, []),
        (0, 2, ["below: 1 LATE, 4 due"]),
        (0, 5, ["below: 2 due"]),
        (4, 8, ["4 above, 3 LATE, 1 due"]),
        (2, 3, ["2 above, 2 LATE", "below: 4 due"]),
    ],
)
def test_what_is_above_and_below_the_view_is_named(top: int, bottom: int, words: list[str]) -> None:
    assert obligations_out_of_view(top, bottom, late=3, obligations=7) == words


@pytest.mark.parametrize(
    ("top", "bottom", "unloaded", "words"),
    [
        (10, 20, 7, ["above: 3 LATE, 4 due"]),  # after a jump to the end of a long list
        (0, 10, 5, ["above: 3 LATE, 2 due"]),
        (0, 1, 2, ["above: 2 LATE", "below: 4 due"]),
    ],
)
def test_what_is_above_the_loaded_rows_is_named_without_their_number(
    top: int, bottom: int, unloaded: int, words: list[str]
) -> None:
    assert obligations_out_of_view(top, bottom, late=3, obligations=7, unloaded=unloaded) == words
