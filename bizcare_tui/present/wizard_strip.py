"""The strip of a wizard: its steps in one line, each with its mark and its name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.decisions.step_progress import StepProgress, StepState
from bizcare_tui.i18n import _, labelled, ngettext

_MARKS = {StepState.DONE: "✓", StepState.CURRENT: "●", StepState.OPEN: "○"}
_GAP = "  "


def strip_parts(progress: Sequence[StepProgress], width: int) -> list[tuple[str, StepState]]:
    """Return the parts of the strip, each with its state, in the longest form that fits into a width.

    The forms are: every step's name with how much is open in it, names alone, the present step's name and
    numbers, numbers alone. No name is ever cut.
    """
    forms = (
        [_named(each, with_missing=True) for each in progress],
        [_named(each) for each in progress],
        [_named(each) if each.state is StepState.CURRENT else _numbered(each) for each in progress],
        [_numbered(each) for each in progress],
    )
    fitting = next((form for form in forms if cell_len(_GAP.join(form)) <= width), forms[-1])
    separated = [part + (_GAP if number < len(fitting) else "") for number, part in enumerate(fitting, 1)]
    return [(part, each.state) for part, each in zip(separated, progress, strict=True)]


def wizard_step_name(step: WizardStep) -> str:
    """Return the short name of a step of a wizard."""
    return {
        WizardStep.ASKED: _("Request"),
        WizardStep.GROUNDS: _("Reasons"),
        WizardStep.EVIDENCE: _("Evidence"),
        WizardStep.ALTERNATIVES: _("Alternatives"),
        WizardStep.WINDOWS: _("Order"),
        WizardStep.CONSEQUENCES: _("Consequences"),
        WizardStep.LETTER: _("Letter"),
        WizardStep.REVIEW: _("Review"),
        WizardStep.GUIDANCE: _("“$”"),
        WizardStep.CONFIRM: _("Confirmation"),
    }[step]


def _named(progress: StepProgress, *, with_missing: bool = False) -> str:
    text = f"{_MARKS[progress.state]} {wizard_step_name(progress.step)}"
    if not (with_missing and progress.missing):
        return text
    open_ = ngettext("{n} open", "{n} open", progress.missing).format(n=progress.missing)
    return labelled(text, open_)


def _numbered(progress: StepProgress) -> str:
    return f"{_MARKS[progress.state]} {progress.number}"
