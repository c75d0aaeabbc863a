"""The top line: what is left out where the terminal is narrow."""

from __future__ import annotations

import pytest

from bizcare_tui.ui.widgets.top_line import StatusPart, top_line

OWED = (["4 due within 8 hours"], ["4 due"])
PARTS = [
    StatusPart("2 above, 1 LATE"),
    StatusPart("demo", dropped=3),
    StatusPart("also here: bea", dropped=1),
    StatusPart("synced just now", dropped=2),
    StatusPart("clock is wrong"),
]


@pytest.mark.parametrize(
    ("late", "width", "shown"),
    [
        ("2 LATE", 120, "bizcare ·  2 LATE  4 due within 8 hours · synced"),
        ("2 LATE", 99, "bizcare ·  2 LATE  4 due · synced"),
        ("2 LATE", 30, " 2 LATE  4 due · synced"),
        ("", 30, "bizcare · 4 due · synced"),
        ("", 20, "4 due · synced"),
    ],
)
def test_the_program_name_is_left_out_first(late: str, width: int, shown: str) -> None:
    assert top_line(late, OWED, [StatusPart("synced", dropped=1)], width).plain == shown


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (120, ""),
        (115, "bizcare"),
        (105, "bizcare demo"),
        (90, "bizcare demo"),
        (83, "bizcare demo synced"),
        (65, "bizcare demo synced also"),
        (20, "bizcare demo synced also"),
    ],
)
def test_the_least_important_part_is_left_out_whole(width: int, left_out: str) -> None:
    shown = top_line("3 LATE", OWED, PARTS, width).plain
    names = ("bizcare", "demo", "synced", "also", "above", "clock")
    assert [name for name in names if name not in shown] == left_out.split()


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "bizcare · 4 due · 3 depend on an author (I) · synced"),
        (45, "4 due · 3 depend on an author (I) · synced"),
        (40, "4 due · 3 unclear (I) · synced"),
        (30, "4 due · 3 unclear (I) · synced"),
        (25, "4 due · 3 unclear (I)"),
        (20, "4 due"),
    ],
)
def test_a_part_is_said_shortly_before_any_is_left_out(width: int, shown: str) -> None:
    parts = [
        StatusPart("3 depend on an author (I)", dropped=1, brief="3 unclear (I)"),
        StatusPart("synced", dropped=2),
    ]
    assert top_line("", (["4 due"], ["4 due"]), parts, width).plain == shown
