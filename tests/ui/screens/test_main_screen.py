"""What is painted when the panes change places."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from person import open_app
from textual._compositor import Compositor
from textual.screen import Screen

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.threads import Author


async def test_a_line_that_only_moved_is_painted_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual forgets the old places where one is asked for while a hidden line changes; it is made to."""
    painted: list[int] = []
    lay_out, render = Screen._refresh_layout, Compositor.render_update

    def forget_then_lay_out(screen: Screen[Any], *arguments: Any, **named: Any) -> None:
        screen._compositor._full_map_invalidated = True
        assert screen._compositor.full_map
        lay_out(screen, *arguments, **named)

    def note(compositor: Compositor, *arguments: Any, **named: Any) -> Any:
        full = named.get("full") or compositor.size.region in compositor._dirty_regions
        dirty = [compositor.size.region] if full else list(compositor._dirty_regions)
        painted.extend(line for region in dirty for line in range(region.y, region.bottom))
        return render(compositor, *arguments, **named)

    async with open_app(desk, (80, 24)) as person:
        await person.press("/")
        await person.type(str(desk.inbox.rows(person.inbox.thread_ids[3:4])[0].id))
        await person.press("enter")
        monkeypatch.setattr(Screen, "_refresh_layout", forget_then_lay_out)
        monkeypatch.setattr(Compositor, "render_update", note)
        await person.press("enter")
        assert person.app.query_one("#filter").region.y == 1
        assert 1 in painted


@pytest.mark.parametrize("lines", [24, 40])
async def test_while_writing_at_80_columns_what_is_answered_stays_in_view(scored: Desk, lines: int) -> None:
    async with open_app(scored, (80, lines)) as person:
        thread = person.thread_where(lambda each: len(each.messages) > 2)
        scored.verbs.author(thread.row.id, thread.messages[-2].id, Author.CUSTOMER)
        scored.verbs.author(thread.row.id, thread.messages[-1].id, Author.SELLER)
        answered = scored.conversations.conversation(thread.row.id)
        theirs = [message for message in answered.messages if message.author is Author.CUSTOMER]
        await person.app.open_thread(answered.row.id)
        await person.press("r")
        await person.type("Hola")
        person.subject.expect_text(f"#{answered.row.id}", answered.row.topic[:20])
        assert "COVER" in person.bar.text
        assert person.conversation.selected == theirs[-1].id
        first_line = next(line for line in theirs[-1].text.splitlines() if line)
        person.conversation.expect_text(first_line[:30])
        assert person.app.query_one("#conversation").region.height == 10
        person.expect_text("Hola")
        assert person.app.query_one("#draft").region.height >= 5
        await person.press("tab")
        person.bar.expect_text("Next: ")
        assert not person.app.query_one("#draft").region
        await person.press("tab")
        person.expect_text("Hola")


async def test_a_message_of_the_customer_that_is_marked_stays_marked_while_writing(scored: Desk) -> None:
    async with open_app(scored, (80, 24)) as person:
        thread = person.thread_where(
            lambda each: len(each.messages) > 2 and each.messages[0].author is Author.CUSTOMER
        )
        await person.app.open_thread(thread.row.id)
        await person.press("g", "r")
        assert person.conversation.selected == thread.messages[0].id


@pytest.mark.parametrize("size", [(100, 30), (200, 50)])
async def test_where_both_panes_fit_the_whole_bar_stays_beside_a_draft(
    scored: Desk, size: tuple[int, int]
) -> None:
    async with open_app(scored, size) as person:
        await person.press("r")
        person.bar.expect_text("Next: ")
        assert person.app.query_one("#draft").region.height > 10


async def test_after_done_in_the_inbox_the_next_to_do_is_shown(scored: Desk) -> None:
    first, second = scored.inbox.thread_ids(parse_query("is:due -is:snoozed"))[:2]
    async with open_app(scored, (120, 40)) as person:
        person.app.inbox.move_to_thread(first)
        await person.press("N", "t")
        assert person.inbox.selected == second
        assert person.app.panes.conversation is not None
        assert person.app.panes.conversation.row.id == second
        person.inbox.expect_keys()


async def test_a_click_on_a_chip_opens_its_fact(scored: Desk) -> None:
    async with open_app(scored, (120, 24)) as person:
        chips = person.bar.text.splitlines()[0]
        await person.pilot.click("#bar", offset=(chips.index("PS ") + 1, 0))
        await person.wait_for_text("Business Care facts", "PrestaShop")
        async with asyncio.timeout(20):
            while "First answer:" in person.text:  # it goes to the fact of the chip as soon as it is laid out
                await person.settled()
        await person.press("escape", "i")
        person.expect_text("First answer:")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("enter",), (), id="a thread is open"),
        pytest.param(("enter", "9"), (), id="the section changed while the inbox was hidden"),
        pytest.param(("9", "G", "enter"), (), id="the last thread is open"),
        pytest.param(("/",), (), id="the filter is open"),
        pytest.param(("enter", "r"), ("escape",), id="the composer was open"),
        pytest.param(("enter", "F"), ("F", "escape"), id="focus mode was on"),
    ],
)
@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_in_a_larger_terminal_every_row_of_the_inbox_is_read(
    scored: Desk, size: tuple[int, int], before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    async with open_app(scored, (80, 12)) as person:
        await person.press(*before)
        await person.resize(*size)
        await person.press(*after)
        assert person.app.panes.is_inbox_visible
        assert not person.inbox.rows_being_read
        await person.resize(80, 24)
        await person.resize(*size)
        assert not person.inbox.rows_being_read
