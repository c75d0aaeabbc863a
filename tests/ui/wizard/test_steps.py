"""The steps of a wizard: their order, and what is missing in the present one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from purchase_desk import PurchaseDesk
from wizard_pages import RecordingView, open_wizard

from bizcare_tui.domain.decisions.answers import REFUND_STEPS, REJECTION_STEPS, WizardStep
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.wizard.open_wizard import OpenWizard
from bizcare_tui.ui.wizard.refund import REFUND_PAGES
from bizcare_tui.ui.wizard.rejection import REJECTION_PAGES
from bizcare_tui.ui.wizard.steps import WizardSteps


def steps_of(wizard: OpenWizard) -> WizardSteps:
    """Return the steps of a wizard with the pages of its kind."""
    pages = REJECTION_PAGES if wizard.state.kind == "rejection" else REFUND_PAGES
    return WizardSteps(wizard, [page(wizard, RecordingView(wizard)) for page in pages])


@pytest.mark.parametrize("kind", ["rejection", "refund"])
def test_next_and_previous_go_through_all_steps_and_back(at_desk: PurchaseDesk, kind: str) -> None:
    state = at_desk.rejecting() if kind == "rejection" else at_desk.refunding()
    order = REJECTION_STEPS if kind == "rejection" else REFUND_STEPS
    wizard = open_wizard(at_desk, replace(state, answers=replace(state.answers, step=order[0])))
    steps = steps_of(wizard)
    assert steps.previous is None
    visited = [steps.step]
    while steps.next is not None:
        wizard.saver.change(step=steps.next)
        visited.append(steps.step)
        assert steps.page.step is steps.step
        assert (steps.number, steps.count) == (len(visited), len(order))
        assert steps.previous is visited[-2]
    assert tuple(visited) == order


def test_what_is_missing_is_that_of_the_present_step(at_desk: PurchaseDesk) -> None:
    wizard = open_wizard(at_desk, at_desk.rejecting())
    steps = steps_of(wizard)
    assert steps.missing_here() == ""
    wizard.saver.change(step=WizardStep.GROUNDS)
    assert "Select at least one reason" in steps.missing_here()


def test_the_keys_of_all_pages_are_known(at_desk: PurchaseDesk) -> None:
    steps = steps_of(open_wizard(at_desk, at_desk.rejecting()))
    assert {Context.REJECTION_REASONS, Context.EVIDENCE, Context.LETTER, Context.REVIEW} <= steps.key_contexts
    assert Context.REFUND_STEP not in steps.key_contexts
