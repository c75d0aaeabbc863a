"""Forms for the steps of a defect: what each records, and which steps can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fixed_time import NOW
from person import open_app

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.defects import Defect, DefectReport, DefectStepKind, RecordedStep
from bizcare_tui.ui.screens.defect_step_forms import branch_form, last_steps, step_form

REPORTS = tuple(
    DefectReport(number, "It fails", "Maria", "es", "", NOW - timedelta(days=5), None, False, line)
    for number, line in ((1, "8"), (2, "1.7"))
)


def defect(*steps: tuple[DefectStepKind, str]) -> Defect:
    """Return a defect with requests in two branches, and with these steps of branches."""
    recorded = tuple(
        RecordedStep(
            number, step, NOW + timedelta(hours=number), "ana", {"branches": branch.split()} if branch else {}
        )
        for number, (step, branch) in enumerate(steps, 1)
    )
    return Defect(1, "It fails", 9, "ShopFast", REPORTS, recorded)


@pytest.mark.parametrize(
    ("step", "typed", "content"),
    [
        (DefectStepKind.BLOCKED, "", {"reason": "not compatible with the latest PrestaShop"}),
        (DefectStepKind.RETURNED, "A file is missing", {"reason": "A file is missing"}),
        (DefectStepKind.RENAMED, "", {"title": "It fails"}),
        (DefectStepKind.FIXED, "", {}),
        (DefectStepKind.FIXED, "in the cart", {"note": "in the cart"}),
    ],
)
async def test_a_form_records_what_its_step_needs(
    scored: Desk, step: DefectStepKind, typed: str, content: dict[str, Any]
) -> None:
    recorded: list[dict[str, Any]] = []
    results: list[Any] = []

    async def record(**details: Any) -> int:
        recorded.append(details)
        return 7

    async with open_app(scored) as person:
        await person.app.push_screen(step_form(defect(), step, record), results.append)
        await person.type(typed)
        await person.press("enter")
    assert recorded == [content]
    assert results == [7]


async def test_the_form_of_a_branch_proposes_the_one_of_the_request(scored: Desk) -> None:
    recorded: list[dict[str, Any]] = []

    async def record(**details: Any) -> int:
        recorded.append(details)
        return 7

    async with open_app(scored) as person:
        await person.app.push_screen(branch_form(defect(), 2, record))
        await person.press("enter")
    assert recorded == [{"branch": "1.7", "thread": 2}]


def test_the_last_step_of_each_branch_can_be_undone() -> None:
    fixed, submitted = DefectStepKind.FIXED, DefectStepKind.SUBMITTED
    both = defect((fixed, ""), (submitted, "8"), (submitted, "1.7"), (DefectStepKind.PUBLISHED, "8"))
    assert [step.id for step in last_steps(both)] == [4, 3]
    assert [step.id for step in last_steps(defect((fixed, ""), (submitted, "8")))] == [2, 1]
    assert [step.id for step in last_steps(defect((fixed, "")))] == [1]
