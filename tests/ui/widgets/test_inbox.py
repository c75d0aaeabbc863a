"""The inbox pane alone: where its cursor stays, what it reads, and what it leaves alone."""

from __future__ import annotations

import pytest
from inbox_pane import listing, opened, row


async def test_the_cursor_stays_on_its_thread_when_others_arrive_above() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.move(4)
        await pilot.pause()
        place = pane.inbox.cursor * 2 - pane.inbox.scroll_offset.y
        pane.rows |= {number: row(number) for number in (101, 102, 103)}
        pane.show(101, 102, 103, *range(1, 31))
        await pilot.pause()
        assert pane.inbox.thread_id == 5
        assert pane.inbox.cursor * 2 - pane.inbox.scroll_offset.y == place


async def test_the_cursor_stays_near_when_its_thread_goes() -> None:
    async with opened([row(number) for number in range(1, 6)]) as (pane, pilot):
        pane.inbox.move(4)
        pane.show(1, 2, 3)
        await pilot.pause()
        assert pane.inbox.thread_id == 3
        pane.show()
        await pilot.pause()
        assert pane.inbox.thread_id is None
        assert "Nothing here." in pane.lines()[1]
        pane.show(4, 5)
        await pilot.pause()
        assert pane.inbox.thread_id in (4, 5)


async def test_a_new_section_begins_at_its_first_thread() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.move(25)
        pane.show(*range(3, 31), from_top=True)
        await pilot.pause()
        assert pane.inbox.thread_id == 3
        assert pane.inbox.scroll_offset.y == 0


async def test_going_to_a_thread_that_is_not_shown_moves_nothing() -> None:
    async with opened([row(1), row(2)]) as (pane, _pilot):
        assert pane.inbox.move_to_thread(2)
        assert not pane.inbox.move_to_thread(7)
        assert pane.inbox.thread_id == 2


async def test_other_threads_out_of_sight_paint_nothing() -> None:
    async with opened([row(number) for number in range(1, 101)]) as (pane, pilot):
        pane.inbox.move(60)
        await pilot.pause()
        before = pane.lines()
        pane.inbox.painted.clear()
        pane.show(*range(21, 101))
        await pilot.pause()
        assert not pane.inbox.painted
        assert pane.inbox.thread_id == 61
        assert pane.lines() == before
        pane.inbox.move(1)
        await pilot.pause()
        assert pane.inbox.thread_id == 62
        assert any("Topic of 62" in line and "▌" in line for line in pane.lines())


async def test_threads_that_come_into_sight_below_are_painted() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.show(1)
        await pilot.pause()
        assert not any("Topic of 2" in line for line in pane.lines())
        pane.inbox.painted.clear()
        pane.show(1, 2, 3)
        await pilot.pause()
        assert {2, 3, 4, 5} <= set(pane.inbox.painted)


async def test_reading_again_paints_only_the_threads_that_changed() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.rows[3] = row(3, topic="Changed")
        pane.inbox.painted.clear()
        pane.inbox.refresh_visible()
        await pilot.pause()
        assert set(pane.inbox.painted) == {4, 5}
        assert "Changed" in pane.lines()[4]


async def test_only_what_is_in_sight_is_read() -> None:
    async with opened([row(number) for number in range(1, 5001)]) as (pane, pilot):
        pane.inbox.move(4999)
        await pilot.pause()
        assert pane.inbox.thread_id == 5000
        assert len({thread_id for read in pane.reads for thread_id in read}) < 60
        assert "Topic of 5000" in "\n".join(pane.lines())


async def test_rows_that_are_missing_when_the_screen_paints_them_are_read() -> None:
    async with opened([row(number) for number in range(1, 101)], (80, 6)) as (pane, pilot):
        pane.inbox.scroll_to(0, 100, animate=False, immediate=True)
        await pilot.pause()
        await pilot.pause()
        assert "Topic of 51" in pane.lines()[0]


async def test_a_key_near_the_edge_of_what_is_loaded_requests_more_threads() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.includes_last = False
        pane.screen.call_later(pane.inbox.move, 1)  # the screen handles the key
        await pilot.pause()
        await pilot.pause()
        assert pane.near_edges == 1


async def test_rows_stay_when_the_view_moved_while_the_list_was_read_and_are_read_again() -> None:
    async with opened([row(number) for number in range(1, 101)]) as (pane, pilot):
        page = listing(*range(1, 101))
        read = [row(number) for number in pane.inbox.visible_after(page, from_top=False, at_end=False)]
        pane.inbox.move(60)
        await pilot.pause()
        pane.rows[61] = row(61, topic="Changed")
        before = pane.lines()
        pane.inbox.show(page, read)
        assert pane.lines() == before
        await pilot.pause()
        assert "Changed" in "\n".join(pane.lines())


@pytest.mark.parametrize("size", [(20, 5), (80, 24), (140, 10), (3, 2)])
async def test_the_cursor_is_in_sight_at_every_size(size: tuple[int, int]) -> None:
    async with opened([row(number) for number in range(1, 101)]) as (pane, pilot):
        pane.inbox.move(57)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        lines = 1 if pane.inbox.size.width >= 110 else 2
        line = pane.inbox.cursor * lines - pane.inbox.scroll_offset.y
        assert pane.inbox.thread_id == 58
        assert 0 <= line < max(pane.inbox.size.height, 1)


async def test_a_click_selects_the_thread_under_the_mouse_and_a_double_click_opens_it() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        await pilot.click(pane.inbox, offset=(10, 5))
        await pilot.pause()
        assert pane.inbox.thread_id == 3
        assert pane.opened == []
        await pilot.click(pane.inbox, offset=(10, 5), times=2)
        await pilot.pause()
        assert pane.opened == [3]
