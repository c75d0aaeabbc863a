"""The field of the draft: it keeps what is typed and pasted, and shows no character that reorders a line."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import ComposeResult

from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.widgets.composer import DraftArea


class _Field(ThemedApp[None]):
    def compose(self) -> ComposeResult:
        yield DraftArea()


@pytest.mark.parametrize("pasted", ["👩🏽‍💻 می‌خواهم \u200fאב cafe\u0301 ❤️", "a\tb\n  c"])
async def test_what_is_pasted_stays_as_it_is(pasted: str) -> None:
    async with _Field().run_test() as pilot:
        area = pilot.app.query_one(DraftArea)
        area.focus()
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert area.text == pasted


async def test_what_commands_a_terminal_does_not_enter() -> None:
    async with _Field().run_test() as pilot:
        area = pilot.app.query_one(DraftArea)
        area.focus()
        pilot.app.post_message(events.Paste("\ufeff2026 \x1b[32mINFO\x1b[0m st\u200bart"))
        await pilot.pause()
        assert area.text == "2026 INFO start"


async def test_joiners_can_be_typed() -> None:
    async with _Field().run_test() as pilot:
        area = pilot.app.query_one(DraftArea)
        area.focus()
        for letter in "می\u200cخ\u200f":
            area.post_message(events.Key(letter, letter))
        await pilot.pause()
        assert area.text == "می\u200cخ\u200f"


async def test_what_turns_a_line_is_kept_but_not_shown() -> None:
    async with _Field().run_test() as pilot:
        area = pilot.app.query_one(DraftArea)
        area.load_text("a\u202eb\u2066c")
        await pilot.pause()
        assert area.text == "a\u202eb\u2066c"
        assert area.get_line(0).plain == "a\u2060b\u2060c"
