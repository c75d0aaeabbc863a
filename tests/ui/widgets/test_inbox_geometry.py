"""Which threads the inbox pane shows: the computations alone."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bizcare_tui.ui.widgets.inbox_geometry import (
    HEADING,
    NOT_FOUND,
    InboxLineMap,
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


@given(
    lines=st.integers(1, 2),
    count=st.integers(1, 30),
    starts=st.sets(st.integers(1, 29), max_size=2),
    height=st.integers(3, 20),
)
@example(lines=1, count=21, starts={1}, height=20)
@example(lines=2, count=5, starts={4}, height=3)
def test_every_line_belongs_to_a_row_or_its_heading(
    lines: int, count: int, starts: set[int], height: int
) -> None:
    headings = sorted(each for each in starts if each < count)
    places = InboxLineMap(lines, headings)
    expected = [
        (index, line)
        for index in range(count)
        for line in [*([HEADING] if index in headings else []), *range(lines)]
    ]
    assert [places.row_at(y) for y in range(places.height_of(count))] == expected
    for index in range(count):
        assert places.row_at(places.line_of(index)) == (index, 0)
        assert places.row_at(places.top_of(index)) == (index, HEADING if index in headings else 0)
    top = places.last_top(count, height)
    assert places.height_of(count) - places.top_of(top) <= height
    assert top == 0 or places.height_of(count) - places.top_of(top - 1) > height
    first, after = places.rows_within(places.top_of(top), height)
    assert (first, min(after, count)) == (top, count)


def test_a_row_that_is_cut_at_the_bottom_is_not_within_the_view() -> None:
    places = InboxLineMap(2, [1])
    assert [places.rows_within(0, height) for height in (2, 3, 4, 5, 7)] == [
        (0, 1), (0, 1), (0, 1), (0, 2), (0, 3),
    ]  # fmt: skip
