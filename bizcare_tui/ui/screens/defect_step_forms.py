"""The forms that ask for the details of a defect's step, and the steps that can be undone."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol

from bizcare_tui.domain.defects import Defect, DefectStepKind, RecordedStep
from bizcare_tui.i18n import _
from bizcare_tui.present import detail_labels
from bizcare_tui.ui.screens.defect_detail import defect_title
from bizcare_tui.ui.screens.input_dialogs import LineScreen


class RecordStep(Protocol):
    """Records a step with its details; returns its id."""

    def __call__(self, **content: Any) -> Awaitable[int]: ...


def step_form(defect: Defect, step: DefectStepKind, record: RecordStep) -> LineScreen:
    """Return the form for a step that needs one line, such as a reason; most steps have an optional note."""
    title, about = detail_labels.defect_step_label(step), defect_title(defect)
    match step:
        case DefectStepKind.BLOCKED:
            return LineScreen(
                title,
                _("Why is it blocked?"),
                _("not compatible with the latest PrestaShop"),
                accept=lambda line: record(reason=line),
                about=about,
            )
        case DefectStepKind.RETURNED:
            return LineScreen(
                title,
                _("What did PrestaShop write?"),
                accept=lambda line: record(reason=line),
                about=about,
            )
        case DefectStepKind.RENAMED:
            return LineScreen(
                title,
                _("What goes wrong, in a few words?"),
                defect.title,
                accept=lambda line: record(title=line),
                about=about,
            )
        case _:
            return LineScreen(
                title,
                _("Note (optional)."),
                needed=False,
                accept=lambda line: record(**({"note": line} if line else {})),
                about=about,
            )


def branch_form(defect: Defect, thread_id: int, record: RecordStep) -> LineScreen:
    """Return the form for the PrestaShop branch that the customer of a request uses."""
    return LineScreen(
        detail_labels.defect_step_label(DefectStepKind.BRANCH),
        _("Which PrestaShop branch does the customer use? For example: 8"),
        next((each.line for each in defect.reports if each.thread_id == thread_id), ""),
        accept=lambda line: record(branch=line, thread=thread_id),
        about=defect_title(defect),
    )


def last_steps(defect: Defect) -> list[RecordedStep]:
    """Return the last step of each branch, newest first."""
    last_by_branch = {}
    for line in defect.lines or ("",):
        for step in defect.steps:
            if not step.branches or line in step.branches:
                last_by_branch[line] = step
    last = {step.id: step for step in last_by_branch.values()}
    return sorted(last.values(), key=lambda step: -step.id) or [defect.steps[-1]]
