"""The deadline strip as one line, readable without colours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from bizcare_tui.present.deadline_strip_line import strip_pieces

FRIDAY = datetime(2026, 11, 27, 15, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


def line(*hours: float, late: int = 0, width: int = 60, marked: float | None = None) -> str:
    deadlines = [FRIDAY + timedelta(hours=each) for each in hours]
    cursor = None if marked is None else FRIDAY + timedelta(hours=marked)
    return "".join(text for text, _style in strip_pieces(deadlines, late, FRIDAY, width, cursor))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (line(width=50), " now ├────┬───────╫Mon────┬───────┬───┤ Mon 15:00 "),
        (line(1, 4, 4.1, width=50), " now ├─●──┬2──────╫Mon────┬───────┬───┤ Mon 15:00 "),
        (line(1, 4, 4.1, width=50, late=2), " 2 LATE ├─●─┬2─────╫Mon────┬──────┬───┤ Mon 15:00 "),
        (line(1, 4, width=50, marked=1), " now ├─◆──┬●──────╫Mon────┬───────┬───┤ Mon 15:00 "),
    ],
)
def test_ticks_are_signs_and_digits(shown: str, expected: str) -> None:
    assert shown == expected


def test_more_than_nine_in_a_cell_are_a_plus() -> None:
    assert "+" in line(*[1.0] * 10)
    assert "9" in line(*[1.0] * 9).removesuffix(" Mon 15:00 ")


def test_times_are_written_where_there_is_room_and_nothing_is_due() -> None:
    assert "18:00─" in line(width=120)
    assert "06:00─" in line(width=120)
    assert "18:00" not in line(3.5, width=120)
    assert "18:00" not in line(width=60)


@pytest.mark.parametrize("width", [1, 20, 36, 37, 60, 80, 120, 200, 333])
def test_the_line_is_as_wide_as_it_should_be(width: int) -> None:
    assert cell_len(line(0.1, 1, 70, late=3, width=width, marked=1)) == width
    assert line(1, width=20) == " " * 20


def test_the_cursor_is_marked_by_style_too_and_at_late_ones() -> None:
    pieces = strip_pieces([FRIDAY + timedelta(hours=1)], 2, FRIDAY, 80, FRIDAY - timedelta(hours=3))
    assert (pieces[1], [style for _text, style in pieces].count("marked")) == (("2 LATE", "marked"), 1)
    pieces = strip_pieces([FRIDAY + timedelta(hours=1)], 2, FRIDAY, 80, FRIDAY + timedelta(hours=1))
    assert ("2 LATE", "late") in pieces
    assert ("◆", "marked") in pieces
