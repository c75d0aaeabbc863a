"""The line about messages that arrive while a wizard is open."""

from __future__ import annotations

from datetime import timedelta

from fixed_time import NOW
from person import open_app
from purchase_desk import THREAD, PurchaseDesk
from textual.app import ComposeResult
from wizard_pages import begin_rejection

from bizcare_tui.domain.decisions.answers import WizardStep
from bizcare_tui.errors import StoreProblem
from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.wizard.new_messages import NewMessagesNotice


async def test_what_arrives_meanwhile_is_shown_and_read(at_desk: PurchaseDesk) -> None:
    async with open_app(at_desk.desk, (80, 24)) as person:
        await begin_rejection(person, at_desk, WizardStep.REVIEW, "other_shop")
        at_desk.market.add_message(THREAD, "It is solved, thank you.", at=NOW + timedelta(minutes=5))
        at_desk.sync()
        await person.wait_for_text("New messages since you started: 1")
        await person.press("ctrl+s")
        await person.settled()
        assert at_desk.desk.decisions.list_decisions() == []
        if "before sending" in person.text:
            await person.press("escape")
        await person.press("ctrl+r")
        await person.wait_for_text("It is solved")
        await person.press("escape")
        await person.settled()
        assert (
            at_desk.desk.decisions.wizards.count_new_messages(
                at_desk.desk.decisions.wizards.begin(THREAD, "rejection")
            )
            == 0
        )


class NoticeApp(ThemedApp[None]):
    """An app with nothing but the notice."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = 0
        self.is_store_broken = False

    def compose(self) -> ComposeResult:
        yield NewMessagesNotice(self.count_new, lambda: "F4")

    def count_new(self) -> int:
        if self.is_store_broken:
            raise StoreProblem("broken", "repair it")
        return self.arrived


async def test_the_line_is_visible_only_while_there_are_new_messages() -> None:
    app = NoticeApp()
    async with app.run_test() as pilot:
        notice = app.query_one(NewMessagesNotice)
        assert not notice.display
        app.arrived = 2
        notice._check()
        await pilot.app.workers.wait_for_complete()
        assert notice.display
        assert str(notice.content) == "⚠ New messages since you started: 2. F4 shows them."
        notice.update_count(0)
        assert not notice.display


async def test_a_store_that_cannot_be_read_changes_nothing() -> None:
    app = NoticeApp()
    async with app.run_test() as pilot:
        notice = app.query_one(NewMessagesNotice)
        notice.update_count(1)
        app.is_store_broken = True
        notice._check()
        await pilot.app.workers.wait_for_complete()
        assert (notice.count, notice.display) == (1, True)
