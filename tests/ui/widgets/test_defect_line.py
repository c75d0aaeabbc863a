"""The lines of the board: columns as wide as what is in them, so that no deadline is cut."""

from __future__ import annotations

from datetime import timedelta

from fixed_time import NOW

from bizcare_tui.domain.defects import Defect, DefectReport, DefectStepKind, RecordedStep
from bizcare_tui.ui.widgets.defect_line import board_lines


def defect(number: int, *, days: int, customers: int, fixed: bool = False) -> Defect:
    """Return a defect that so many customers reported so many days ago."""
    reports = tuple(
        DefectReport(each, "It fails", "", "es", "", NOW - timedelta(days=days), None, False, "")
        for each in range(customers)
    )
    steps = (RecordedStep(1, DefectStepKind.FIXED, NOW, "ana", {}),) if fixed else ()
    return Defect(number, f"Title {number}", 9, "ShopFast – Faster shops", reports, steps)


def test_the_columns_are_as_wide_as_what_is_in_them() -> None:
    defects = [defect(1, days=28, customers=12), defect(2, days=2, customers=1, fixed=True)]
    lines = [each.plain for each in board_lines(defects, NOW, {2})]
    assert len({line.index("Title") for line in lines}) == 1
    assert "…" not in "".join(lines)
    assert lines[0].startswith("SUBMIT (was ")
    assert "12 customers  Title 1  ShopFast" in lines[0]
    assert "NOTICE" in lines[1]


def test_an_empty_board_has_no_lines() -> None:
    assert board_lines([], NOW, set()) == []
