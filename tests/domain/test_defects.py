"""Defects: states, what falls due first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bizcare_tui.domain.defects import (
    Defect,
    DefectReport,
    DefectState,
    DefectStepKind,
    RecordedStep,
    sort_for_board,
)

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


def defect(
    number: int, *steps: DefectStepKind, asked: int = 5, reported: bool = False, ended: bool = False
) -> Defect:
    """A defect with one request, `asked` days old, after these steps."""
    report = DefectReport(
        number,
        "It fails",
        "Maria",
        "es",
        "8.1.6",
        NOW - timedelta(days=asked),
        NOW if reported else None,
        ended,
    )
    taken = tuple(
        RecordedStep(place, step, NOW, "ana", {"reason": "why"}) for place, step in enumerate(steps)
    )
    return Defect(number, "It fails", 9, "ShopFast", (report,), taken)


R, F, S, P = (
    DefectStepKind.REPRODUCED,
    DefectStepKind.FIXED,
    DefectStepKind.SUBMITTED,
    DefectStepKind.PUBLISHED,
)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), DefectState.REPORTED),
        ((R,), DefectState.REPRODUCED),
        ((R, F), DefectState.FIXED),
        ((F, S), DefectState.SUBMITTED),
        ((F, S, DefectStepKind.RETURNED), DefectState.FIXED),
        ((F, S, P), DefectState.PUBLISHED),
    ],
)
def test_how_far_a_defect_is(steps: tuple[DefectStepKind, ...], state: DefectState) -> None:
    assert defect(1, *steps).state is state
    assert state not in (DefectState.PUBLISHED,) or defect(1, *steps).next_steps() == (
        DefectStepKind.BRANCH,
        DefectStepKind.RENAMED,
    )


def test_a_defect_is_informed_once_every_open_customer_was() -> None:
    assert defect(1, F, S, P, reported=True).state is DefectState.INFORMED
    assert defect(1, F, S, P, ended=True).state is DefectState.INFORMED
    assert defect(1, F, S, P).untold[0].thread_id == 1


def test_a_defect_whose_requests_all_ended_has_no_deadline() -> None:
    ended = defect(1, asked=40, ended=True)
    assert ended.clock is None
    assert ended.next_due() is None
    assert [each.id for each in sort_for_board([ended, defect(2, asked=2)])] == [2, 1]
    assert defect(1, F, S, P, ended=True).clock is not None
    other = defect(2, asked=2)
    both = replace(ended, reports=(*ended.reports, *other.reports))
    assert both.clock is not None
    assert both.clock.start == ended.reports[0].request_at


def test_what_is_blocked_says_why_until_it_is_lifted() -> None:
    assert defect(1, F, DefectStepKind.BLOCKED).blocked == "why"
    assert defect(1, F, DefectStepKind.BLOCKED, DefectStepKind.UNBLOCKED).blocked == ""
    assert DefectStepKind.UNBLOCKED in defect(1, F, DefectStepKind.BLOCKED).next_steps()


def test_due_defects_come_first_and_completed_ones_last() -> None:
    rows = [
        defect(1, F, S, P, reported=True),
        defect(2, F, S, P),
        defect(3, asked=2),
        defect(4, asked=20),
        defect(5, F, S, asked=20),
    ]
    assert [each.id for each in sort_for_board(rows)] == [4, 5, 3, 2, 1]
