"""The texts around the page of a wizard."""

from __future__ import annotations

from dataclasses import replace

from fixed_time import NOW
from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import RecordingView, open_wizard

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.ui.wizard.rejection import REJECTION_PAGES
from bizcare_tui.ui.wizard.screen_texts import head_line, messages_text
from bizcare_tui.ui.wizard.steps import WizardSteps


def test_the_head_line_names_the_step_the_thread_and_who_saved_last(at_desk: PurchaseDesk) -> None:
    state = at_desk.rejecting("other_shop")
    wizard = open_wizard(at_desk, replace(state, answers=replace(state.answers, step=WizardStep.GROUNDS)))
    steps = WizardSteps(wizard, [page(wizard, RecordingView(wizard)) for page in REJECTION_PAGES])
    new = "Reject · step 2 of 6 · #7 Carousel stays empty"
    assert head_line(wizard, steps).plain == new
    wizard.saver.state = replace(wizard.state, saved_by="bob", saved_at=NOW)
    assert head_line(wizard, steps).plain.startswith(f"{new} · last saved by bob, ")


def test_messages_are_shown_with_author_and_time(at_desk: PurchaseDesk) -> None:
    messages = at_desk.desk.decisions.contexts.read(THREAD).case.messages
    first, second = messages_text([*messages, *messages]).plain.split("\n\n", 1)
    assert first == second
    assert first.partition("\n")[2] == messages[0].text
