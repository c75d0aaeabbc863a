"""The lines around the panes: what is left out where the terminal is narrow."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.inbox import Section
from bizcare_tui.ui.screens.main_lines import key_hints_line, status_line, tabs_line

LATE, DUE = Section("Late obligations", "is:late"), Section("Due", "is:due")
COUNTS = {"is:late": "3", "is:due": "12"}
OWED = (["4 due within 8 hours"], ["4 due"])


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "[1 Late obligations 3] 2 Due 12"),
        (25, "[1 Late obl… 3] 2 Due 12"),
        (18, "[1 La… 3] 2 Due"),
        (5, "[1 … 3] 2 …"),
    ],
)
def test_names_of_tabs_get_shorter_before_counts_are_left_out(width: int, shown: str) -> None:
    assert tabs_line([LATE, DUE], LATE, COUNTS, "", width).plain == shown


def test_the_chosen_tab_keeps_its_count_beside_another_text() -> None:
    line = tabs_line([LATE, DUE], DUE, COUNTS, "marked: 2", 18)
    assert line.plain == "marked: 2  1 …[2 … 12]"
    assert tabs_line([LATE, DUE], DUE, {}, "", 60).plain == " 1 Late obligations[2 Due]"


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
def test_the_status_line_drops_the_program_name_before_it_is_cut(late: str, width: int, shown: str) -> None:
    assert status_line(late, OWED, ["synced"], width).plain == shown


@pytest.mark.parametrize(("width", "shown"), [(40, "r reply  d done  "), (14, "r reply  "), (6, "")])
def test_key_hints_that_do_not_fit_are_left_out(width: int, shown: str) -> None:
    assert key_hints_line([("r", "reply"), ("d", "done")], width).plain == shown
