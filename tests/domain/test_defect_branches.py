"""A patch in several branches: each ZIP on its own, and the defect published when every awaited branch is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bizcare_tui.domain.defects import (
    Defect,
    DefectReport,
    DefectState,
    DefectStepKind,
    RecordedStep,
    published_at,
)
from bizcare_tui.domain.submissions import Review, reviews, versions_used, weekdays_of_reviews

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
F, S, P = DefectStepKind.FIXED, DefectStepKind.SUBMITTED, DefectStepKind.PUBLISHED


def report(number: int, line: str, *, ended: bool = False, reported: bool = False) -> DefectReport:
    return DefectReport(
        number, "It fails", "Maria", "es", "", NOW - timedelta(days=5), NOW if reported else None, ended, line
    )


def steps(*reported: tuple[Any, ...]) -> tuple[RecordedStep, ...]:
    """Steps, each an hour after the one before, from (step, branches, version)."""
    found = []
    for place, (step, branches, *version) in enumerate(reported):
        content: dict[str, Any] = {"branches": branches.split()} if branches else {}
        content |= {"version": version[0]} if version else {}
        found.append(RecordedStep(place, step, NOW + timedelta(hours=place), "ana", content))
    return tuple(found)


def defect(reports: tuple[DefectReport, ...], *reported: tuple[Any, ...]) -> Defect:
    return Defect(1, "It fails", 9, "ShopFast", reports, steps(*reported))


BOTH = (report(1, "8"), report(2, "1.7"))
EIGHT = ((F, ""), (S, "8", "4.1.3"), (P, "8"))
SEVEN = ((S, "1.7", "3.2.1.0"), (P, "1.7"))


def test_it_is_published_when_every_branch_with_requests_is() -> None:
    half = defect(BOTH, *EIGHT)
    assert half.state is DefectState.FIXED
    assert half.published_at is None
    assert [(each.line, each.state) for each in half.branches] == [
        ("1.7", DefectState.FIXED),
        ("8", DefectState.PUBLISHED),
    ]
    assert [each.thread_id for each in half.to_inform] == [1]
    whole = defect(BOTH, *EIGHT, *SEVEN)
    assert whole.state is DefectState.PUBLISHED
    assert whole.published_at == NOW + timedelta(hours=4)
    assert [whole.version_for(each) for each in whole.reports] == ["4.1.3", "3.2.1.0"]


def test_a_branch_without_requests_is_not_waited_for_nor_one_whose_requests_ended() -> None:
    assert defect((report(1, "8"),), *EIGHT, (S, "9", "5.0.1")).state is DefectState.PUBLISHED
    assert defect((report(1, "8"), report(2, "1.7", ended=True)), *EIGHT).state is DefectState.PUBLISHED


def test_a_request_of_unknown_branch_waits_for_every_branch_until_a_person_sets_it() -> None:
    unsaid = defect((report(1, "8"), report(2, "1.7"), report(3, "")), *EIGHT)
    assert not unsaid.is_published_for(unsaid.reports[2])
    assert unsaid.version_for(unsaid.reports[2]) == "4.1.3 (PrestaShop 8)"
    said = defect((report(1, "8"), report(3, "8")), *EIGHT)
    assert said.state is DefectState.PUBLISHED
    assert published_at(steps(*EIGHT), "", ["", "8"]) == NOW + timedelta(hours=2)
    assert published_at(steps(*EIGHT), "", ["", "8", "1.7"]) is None


def test_steps_without_a_branch_are_about_all_of_them() -> None:
    one = defect((report(1, "8"), report(2, "1.7"), report(3, "")), (F, ""), (S, "", "1.0.1"), (P, ""))
    assert [each.line for each in one.branches] == [""]
    assert one.state is DefectState.PUBLISHED
    assert {one.version_for(each) for each in one.reports} == {"1.0.1"}


def test_one_zip_can_be_for_two_branches() -> None:
    both = defect((report(1, "8"), report(2, "9")), (F, ""), (S, "8 9", "4.1.3"), (P, "8 9"))
    assert both.state is DefectState.PUBLISHED
    assert both.version == "4.1.3"


def test_each_branch_offers_its_own_steps() -> None:
    half = defect(BOTH, *EIGHT)
    assert half.next_steps(("8",)) == (DefectStepKind.BRANCH, DefectStepKind.RENAMED)
    assert half.next_steps(("1.7",))[0] is DefectStepKind.SUBMITTED
    assert DefectStepKind.SUBMITTED not in half.next_steps(("1.7", "8"))
    assert DefectStepKind.SUBMITTED in half.next_steps()
    assert half.lines_for(DefectStepKind.SUBMITTED) == ("1.7",)


def test_a_rejection_leaves_the_other_branches_as_they_are() -> None:
    back = defect(BOTH, (F, ""), (S, "8", "4.1.3"), (S, "1.7", "3.2.1"), (DefectStepKind.RETURNED, "8"))
    assert [(each.line, each.state) for each in back.branches] == [
        ("1.7", DefectState.SUBMITTED),
        ("8", DefectState.FIXED),
    ]
    assert [each.version for each in reviews(back.steps) if each.outcome is None] == ["3.2.1"]


@pytest.mark.parametrize(
    ("branches", "version", "used"),
    [
        (("8",), "4.1.4", ("4.1.3",)),
        (("1.7",), "3.2.2", ("3.2.1", "3.0.0")),
        (("9",), "5.0.0", ()),
        ((), "4.1.4", ("4.1.3", "3.2.1", "3.0.0")),
    ],
)
def test_versions_rise_within_a_branch(
    branches: tuple[str, ...], version: str, used: tuple[str, ...]
) -> None:
    submitted = [
        Review(("8",), "4.1.3", NOW),
        Review(("8",), "4.2.0", NOW, DefectStepKind.CANCELLED, NOW),
        Review(("1.7",), "3.2.1", NOW, DefectStepKind.RETURNED, NOW),
        # Submitted before branches were recorded: it may be of any.
        Review((), "3.0.0", NOW, P, NOW),
    ]
    assert versions_used(submitted, branches, version) == used


def test_a_cancelled_submission_says_nothing_of_how_long_reviews_take() -> None:
    reported = steps(
        (F, ""),
        (S, "8", "1.0.0"),
        (DefectStepKind.CANCELLED, "8"),
        (S, "8", "1.0.1"),
        (DefectStepKind.RETURNED, "8"),
    )
    assert weekdays_of_reviews(reported) == [0]
