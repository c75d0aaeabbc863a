"""A wizard in progress: what it knows about its thread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fixed_time import NOW
from purchase_desk import THREAD, PurchaseDesk
from wizard_pages import open_wizard

from bizcare_tui.ui.wizard.open_wizard import OpenWizard


async def test_messages_that_arrive_count_until_they_are_marked_as_read(at_desk: PurchaseDesk) -> None:
    wizard = open_wizard(at_desk, at_desk.rejecting("other_shop"))
    assert wizard.about == "#7 Carousel stays empty"
    at_desk.market.add_message(THREAD, "It is solved, thank you.", at=NOW + timedelta(minutes=5))
    at_desk.sync()
    assert wizard.count_new_messages() == 1
    await wizard.refresh_context()
    assert wizard.context.case.messages[-1].text == "It is solved, thank you."
    assert await wizard.mark_messages_read()
    assert wizard.count_new_messages() == 0


async def test_what_cannot_be_read_leaves_the_wizard_as_it_is(at_desk: PurchaseDesk) -> None:
    async def fail(*_call: Any) -> None:
        """Do what the app does when the store cannot be read: return None."""

    opened = open_wizard(at_desk, at_desk.rejecting("other_shop"))
    wizard = OpenWizard(
        opened.decisions,
        opened.state,
        opened.context,
        opened.name,
        conversation=opened.conversation,
        web_page=opened.web_page,
        visit=opened.visit,
        write_pack=opened.write_pack,
        now=opened.now,
        run=fail,
    )
    await wizard.refresh_context()
    assert wizard.context is opened.context
    assert not await wizard.mark_messages_read()
    assert wizard.state is opened.state
