"""Which threads the inbox pane shows: the computations alone."""

from __future__ import annotations

from array import array

import pytest

from bizcare_tui.ui.widgets.inbox_geometry import (
    NOT_FOUND,
    around,
    index_near,
    index_of,
    neighbour_of,
    top_for,
)

IDS = array("q", [10, 20, 30, 40])


@pytest.mark.parametrize(
    ("thread_id", "near", "index", "or_near"),
    [
        (30, 2, 2, 2),
        (30, 0, 2, 2),
        (30, 99, 2, 2),
        (7, 1, NOT_FOUND, 1),
        (7, 99, NOT_FOUND, 3),
        (None, 2, NOT_FOUND, 2),
    ],
)
def test_a_thread_is_found_wherever_it_is(thread_id: int | None, near: int, index: int, or_near: int) -> None:
    assert index_of(thread_id, IDS, near) == index
    assert index_near(thread_id, IDS, near) == or_near


def test_an_empty_list_has_its_cursor_at_the_top() -> None:
    assert index_near(None, array("q"), -1) == 0


def test_a_screen_above_and_below_the_view_is_around_it() -> None:
    ids = list(range(100))
    assert around(ids, 0, 10) == list(range(21))
    assert around(ids, 50, 10) == list(range(40, 71))


@pytest.mark.parametrize(
    ("cursor", "top", "wanted"),
    [(5, 0, 0), (9, 0, 0), (10, 0, 8), (99, 0, 90), (19, 20, 12), (0, 20, 0), (25, 20, 20)],
)
def test_the_view_moves_by_most_of_a_screen_when_the_cursor_leaves_it(
    cursor: int, top: int, wanted: int
) -> None:
    assert top_for(cursor, top, 10, 100) == wanted


@pytest.mark.parametrize(
    ("changed", "neighbour"), [([20], 30), ([30, 40], 20), ([10, 20, 30, 40], None), ([7], 10)]
)
def test_the_neighbour_is_below_or_else_above(changed: list[int], neighbour: int | None) -> None:
    assert neighbour_of(changed, IDS) == neighbour
