"""The conversation pane: which messages are laid out, which one is selected, and where the view is."""

from __future__ import annotations

from conversation_pane import conversation, message, open_conversation

from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.ui.widgets.conversation import INITIAL_MESSAGES

MANY = [message(number, f"Text of {number}") for number in range(1, INITIAL_MESSAGES + 11)]


async def test_a_thread_is_shown_from_its_newest_message() -> None:
    async with open_conversation(conversation(*MANY)) as app:
        assert app.pane.selected == MANY[-1]
        assert any(f"Text of {len(MANY)}" in line for line in app.lines())


async def test_earlier_messages_are_laid_out_when_the_person_goes_to_the_top() -> None:
    async with open_conversation(conversation(*MANY)) as app:
        laid_out = app.pane.virtual_size.height
        app.pane.move_first()
        assert app.pane.selected == MANY[0]
        assert app.pane.virtual_size.height > laid_out
        assert any("Text of 1 " in line for line in app.lines())


async def test_messages_that_arrive_are_returned_and_the_selected_one_stays() -> None:
    async with open_conversation(conversation(*MANY[:3])) as app:
        app.pane.move(-1)
        assert app.pane.selected == MANY[1]
        assert app.pane.show(conversation(*MANY[:5])) == MANY[3:5]
        assert app.pane.selected == MANY[1]
        assert app.pane.show(conversation(*MANY[:5], thread_id=2)) == ()
        assert app.pane.selected == MANY[4]


async def test_a_search_selects_the_newest_message_that_matches() -> None:
    async with open_conversation(None) as app:
        app.pane.search_terms = (SearchTerm(("delivery",), exact=False),)
        app.pane.show(conversation(message(1, "The delivery is late"), *MANY[1:]))
        assert app.pane.selected is not None
        assert app.pane.selected.id == 1
        assert any("The delivery is late" in line for line in app.lines())


async def test_the_raw_text_of_the_selected_message_is_shown_and_hidden() -> None:
    async with open_conversation(conversation(*MANY[:2])) as app:
        app.pane.toggle_raw()
        assert any("<p>Text of 2</p>" in line for line in app.lines())
        assert not any("<p>Text of 1</p>" in line for line in app.lines())
        app.pane.toggle_raw()
        assert not any("<p>" in line for line in app.lines())
