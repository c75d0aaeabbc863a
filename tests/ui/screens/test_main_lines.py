"""The lines around the panes: what is left out where the terminal is narrow."""

from __future__ import annotations

import pytest

from bizcare_tui.desk.inbox import Section
from bizcare_tui.ui.screens.main_lines import section_tabs, tabs_line

LATE, DUE = Section("Late obligations", "is:late"), Section("Due", "is:due")
EMPTY, ALL = Section("Tagged", "tag:x"), Section("All", "")
COUNTS = {"is:late": "3", "is:due": "12", "tag:x": "0", "": "500+"}


@pytest.mark.parametrize(
    ("width", "chosen", "shown"),
    [
        (118, LATE, "[1 Late obligations 3] 2 Due 12 4 All 500+"),
        (118, DUE, " 1 Late obligations 3[2 Due 12] 4 All 500+"),
        (118, EMPTY, " 1 Late obligations 3 2 Due 12[3 Tagged 0] 4 All 500+"),
        (78, LATE, "[1 Late obligations 3] 2:12 4:500+"),
        (78, ALL, " 1:3 2:12[4 All 500+]"),
        (25, LATE, "[1 Late o… 3] 2:12 4:500+"),
    ],
)
def test_the_open_section_has_its_name_and_others_too_where_all_fit(
    width: int, chosen: Section, shown: str
) -> None:
    assert tabs_line(section_tabs([LATE, DUE, EMPTY, ALL], chosen, COUNTS, str), "", width).plain == shown


def test_sections_that_are_not_counted_yet_are_not_shown() -> None:
    assert tabs_line(section_tabs([LATE, DUE], DUE, {}, str), "", 118).plain == "[2 Due]"


def test_a_tab_names_the_key_of_its_section_or_none() -> None:
    keys = {1: "F5", 2: ""}
    tabs = section_tabs([LATE, DUE, ALL], ALL, COUNTS, lambda number: keys.get(number, str(number)))
    assert tabs_line(tabs, "", 118).plain == " F5 Late obligations 3 Due 12[3 All 500+]"
    assert tabs_line(tabs, "", 78).plain == " F5:3 Due:12[3 All 500+]"


def test_names_that_do_not_fit_beside_another_text_are_left_out_together() -> None:
    sections = [Section(f"A long name {number}", f"id:{number}") for number in range(1, 8)]
    counts = {section.query: "5" for section in sections}
    line = tabs_line(section_tabs(sections, sections[1], counts, str), "marked: 2, best first", 118).plain
    assert line == "marked: 2, best first  1:5[2 A long name 2 5] 3:5 4:5 5:5 6:5 7:5"
