"""The lines of a conversation: the gutter, the matches of a search, the letters of jump mode."""

from __future__ import annotations

import pytest
from conversation_pane import conversation, message, open_conversation
from rich.cells import cell_len

from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.threads import Author
from bizcare_tui.ui.widgets.strips import MATCH_STYLE

LONG = "One word after another until the line is full, and then the next line begins. " * 3


async def test_every_line_of_a_message_is_behind_its_gutter() -> None:
    async with open_conversation(conversation(message(1, LONG), message(2, "short"))) as app:
        texts = [line for line in app.lines() if "word" in line or "short" in line or "next line" in line]
        assert len(texts) > 3
        assert all(line[0] in "│┃" for line in texts)
        assert [line[0] for line in app.lines() if "short" in line] == ["┃"]


async def test_a_text_that_looks_like_a_heading_stays_behind_the_gutter_of_its_author() -> None:
    seller = message(2, "Fixed", author=Author.SELLER)
    async with open_conversation(conversation(message(1, "┃S You · today"), seller)) as app:
        (forged,) = [line for line in app.lines() if "You · today" in line]
        assert forged.startswith("│ ")


async def test_only_the_first_line_of_a_heading_has_the_letter_of_its_author() -> None:
    async with open_conversation(conversation(message(1, "short")), (30, 12)) as app:
        heading = [line for line in app.lines() if line.startswith("┃")][:-1]
        assert len(heading) > 1
        assert [line[1] for line in heading] == ["C", *" " * (len(heading) - 1)]


@pytest.mark.parametrize("width", [20, 31, 60])
async def test_a_match_is_highlighted_in_each_line_that_it_spans(width: int) -> None:
    async with open_conversation(conversation(message(1, LONG)), (width, 30)) as app:
        app.pane.search_terms = (SearchTerm(("next", "line", "begins"), exact=True),)
        strips = [app.pane.render_line(y) for y in range(app.pane.size.height)]
        matches = [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and segment.style.bold == MATCH_STYLE.bold
            and segment.style.underline == MATCH_STYLE.underline
            and segment.style.reverse == MATCH_STYLE.reverse
        ]  # fmt: skip
        assert " ".join(" ".join(matches).split()) == " ".join(["next line begins"] * 3)


async def test_letters_are_shown_at_messages_and_select_them() -> None:
    messages = [message(number, f"Text of {number}") for number in (1, 2, 3)]
    async with open_conversation(conversation(*messages), (60, 20)) as app:
        assert app.pane.show_letters("xyz")
        assert [line[0] for line in app.lines() if line[0] in "xyz"] == ["x", "y", "z"]
        app.pane.jump_to("y")
        assert app.pane.selected == messages[1]
        assert not any(line[0] in "xyz" for line in app.lines())


@pytest.mark.parametrize("size", [(20, 5), (80, 10), (140, 40)])
async def test_every_line_is_as_wide_as_the_pane(size: tuple[int, int]) -> None:
    async with open_conversation(
        conversation(message(1, LONG), message(2, "配送モジュール " * 20)), size
    ) as app:
        assert {cell_len(line) for line in app.lines()} == {size[0]}
    async with open_conversation(None, size) as app:
        assert {cell_len(line) for line in app.lines()} == {size[0]}
