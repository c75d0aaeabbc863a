"""The steps of a wizard: their pages, their order, and what is missing in the present one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.decisions.missing_answers import MissingAnswer, wizard_steps
from bizcare_tui.domain.decisions.step_progress import StepProgress, step_progress
from bizcare_tui.ui.commands.command import Context

if TYPE_CHECKING:
    from bizcare_tui.ui.wizard.open_wizard import OpenWizard
    from bizcare_tui.ui.wizard.page import WizardPage


class WizardSteps:
    """The steps of an open wizard. The present step is one of its answers.

    Args:
        wizard: the open wizard.
        pages: the pages of all its steps.
    """

    def __init__(self, wizard: OpenWizard, pages: Sequence[WizardPage]) -> None:
        self._wizard = wizard
        self._pages = {page.step: page for page in pages}

    @property
    def step(self) -> WizardStep:
        """The present step."""
        return self._wizard.state.answers.step

    @property
    def page(self) -> WizardPage:
        """The page of the present step."""
        return self._pages[self.step]

    @property
    def number(self) -> int:
        """The number of the present step, from 1."""
        return self._steps.index(self.step) + 1

    @property
    def count(self) -> int:
        """The number of steps."""
        return len(self._steps)

    @property
    def next(self) -> WizardStep | None:
        """The step after the present one; None after the last."""
        return self._steps[self.number] if self.number < self.count else None

    @property
    def previous(self) -> WizardStep | None:
        """The step before the present one; None before the first."""
        return self._steps[self.number - 2] if self.number > 1 else None

    @property
    def key_contexts(self) -> set[Context]:
        """The contexts of the commands of all pages."""
        return {context for page in self._pages.values() for context in page.key_contexts}

    def missing_here(self) -> str:
        """Return what has to be answered first in the present step; empty if nothing is missing."""
        return next((text for step, text in self._missing if step is self.step), "")

    @property
    def progress(self) -> tuple[StepProgress, ...]:
        """How far the wizard is in each step."""
        return step_progress(self._wizard.state.answers, self._missing)

    @property
    def _missing(self) -> list[MissingAnswer]:
        return self._wizard.decisions.missing(self._wizard.context, self._wizard.state.answers)

    @property
    def _steps(self) -> tuple[WizardStep, ...]:
        return wizard_steps(self._wizard.state.answers)
