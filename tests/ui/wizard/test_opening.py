"""Opening a wizard from a thread, and what happens after a decision."""

from __future__ import annotations

import pytest
from person import open_app
from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import begin_rejection

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.ui.wizard.screen import WizardScreen


@pytest.mark.parametrize(("key", "kind"), [("x", "rejection"), ("dollar_sign", "refund")])
async def test_a_wizard_opens_over_its_thread(at_desk: PurchaseDesk, key: str, kind: str) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await person.press(key)
        assert isinstance(person.app.screen, WizardScreen)
        assert (person.app.screen.state.thread_id, person.app.screen.state.kind) == (THREAD, kind)
        await person.press("escape")
        person.conversation.expect_open(THREAD)


async def test_a_decision_is_reported_and_its_letter_waits_in_the_outbox(at_desk: PurchaseDesk) -> None:
    at_desk.desk.session.paths.settings_file.write_text("sync_interval = 0\nundo_seconds = 600\n")
    async with open_app(type(at_desk.desk)(), (120, 40)) as person:
        await begin_rejection(person, at_desk, WizardStep.REVIEW, "other_shop")
        await person.press("ctrl+s")
        if "before sending" in person.text:
            await person.type("checked by hand")
            await person.press("enter")
        await person.wait_for_notice("The letter is sent in 600 s")
        (row,) = at_desk.desk.decisions.list_decisions()
        assert row.kind == "rejection"
        assert [reply.state for reply in at_desk.desk.replies.outbox()] == [ReplyState.QUEUED]
        await person.press("u")
        screen = person.app.screen
        assert isinstance(screen, WizardScreen)
        assert (screen.state.kind, bool(screen.state.answers.chosen)) == ("rejection", True)
        await person.press("escape")
        assert [reply.state for reply in at_desk.desk.replies.outbox()] == [ReplyState.DISCARDED]


async def test_a_decision_in_focus_mode_goes_on(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (120, 40)) as person:
        await person.press("F")
        if not person.app.panes.is_in_focus_mode:
            await person.press("n")
        assert person.app.panes.is_in_focus_mode
        await begin_rejection(person, at_desk, WizardStep.REVIEW, "other_shop")
        assert not person.app.screen.query("FocusEndScreen")
        await person.press("ctrl+s")
        if "before sending" in person.text:
            await person.type("checked by hand")
            await person.press("enter")
        await person.wait_for_text("Nothing is due", "1 ticket finished")
