"""The inbox pane alone, over rows made up here: what it paints, and what it leaves alone."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.strip import Strip

from bizcare_tui.desk.inbox import InboxPage, InboxRow
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.ui.widgets.inbox import Inbox

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


def row(number: int, **changes: Any) -> InboxRow:
    """A covered thread whose first answer is due in five hours, unless told otherwise."""
    plain = InboxRow(
        id=number,
        topic=f"Topic of {number}",
        product="Delivery dates – PrestaShop module",
        customer=f"Customer {number}",
        shop="shop.example",
        qualification=Qualification.AFTERSALE,
        state=State.OPEN,
        messages=3,
        unread=False,
        updated_at=NOW - timedelta(hours=1),
        due=NOW + timedelta(hours=5),
        owed=Owed.FIRST_ANSWER,
        obligation=True,
        first_answer=Status.PENDING,
        cover=Cover.ACTIVE,
        days_left=120,
        prestashop_version="8.1.7",
    )
    return replace(plain, **changes)


def listing(*thread_ids: int) -> InboxPage:
    """All the threads there are, in this order."""
    return InboxPage(array("q", thread_ids), array("q", range(len(thread_ids))))


class CountingInbox(Inbox):
    """An inbox that notes which of its lines were painted."""

    painted: list[int]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Pane(App[None]):
    """The inbox with nothing around it."""

    CSS = "#inbox { height: 1fr; }"

    def __init__(self, rows: Sequence[InboxRow]) -> None:
        super().__init__()
        self.rows = {each.id: each for each in rows}
        self.moment = NOW
        self.reads: list[list[int]] = []
        self.opened: list[int] = []
        self.inbox = CountingInbox(lambda: self.moment)
        self.inbox.painted = []

    def _read(self, thread_ids: Sequence[int]) -> list[InboxRow]:
        self.reads.append(list(thread_ids))
        return [self.rows[each] for each in thread_ids if each in self.rows]

    def compose(self) -> ComposeResult:
        yield self.inbox

    def on_mount(self) -> None:
        self.inbox.focus()

    def on_inbox_opened(self, event: Inbox.Opened) -> None:
        self.opened.append(event.thread_id)

    def on_inbox_rows_requested(self, event: Inbox.RowsRequested) -> None:
        self.inbox.show_rows(event.thread_ids, self._read(event.thread_ids))

    def show(self, *thread_ids: int, from_top: bool = False) -> None:
        """Show these threads."""
        shown = listing(*thread_ids)
        visible = self.inbox.visible_after(shown, from_top=from_top, at_end=False)
        self.inbox.show(shown, self._read(visible), from_top=from_top)

    def lines(self) -> list[str]:
        """The lines of the pane as a person sees them."""
        return [self.inbox.render_line(y).text for y in range(self.inbox.size.height)]


@asynccontextmanager
async def opened(
    rows: Sequence[InboxRow], size: tuple[int, int] = (80, 21)
) -> AsyncIterator[tuple[Pane, Any]]:
    """The pane in a terminal of this size, showing these rows."""
    pane = Pane(rows)
    async with pane.run_test(size=size) as pilot:
        pane.show(*pane.rows)
        await pilot.pause()
        yield pane, pilot


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


async def test_unread_threads_carry_a_mark_until_they_are_read() -> None:
    async with opened([row(1, unread=True), row(2)]) as (pane, pilot):
        marked = [line for line in pane.lines() if "●" in line]
        assert len(marked) == 1
        assert "Topic of 1" in marked[0]
        pane.rows[1] = row(1)
        pane.inbox.refresh_visible()
        await pilot.pause()
        assert not any("●" in line for line in pane.lines())


async def test_moving_the_cursor_paints_two_lines_and_no_more() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.painted.clear()
        pane.inbox.move(1)
        await pilot.pause()
        assert set(pane.inbox.painted) == {0, 2}


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


async def test_what_is_looked_for_is_marked_in_threads_that_stay() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.painted.clear()
        for _letter in range(2):  # a letter that changes no word comes before anything was shown
            pane.inbox.set_search_terms((SearchTerm(("topic",), exact=False),))
        pane.show(*range(1, 31))
        await pilot.pause()
        assert pane.inbox.painted


async def test_reading_again_paints_only_the_threads_that_changed() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.rows[3] = row(3, topic="Changed")
        pane.inbox.painted.clear()
        pane.inbox.refresh_visible()
        await pilot.pause()
        assert set(pane.inbox.painted) == {4, 5}
        assert "Changed" in pane.lines()[4]


async def test_a_tick_paints_only_the_countdowns_that_read_differently() -> None:
    rows = [
        row(1),
        row(2, due=NOW + timedelta(days=20, hours=5)),
        row(3, due=None, owed=None, state=State.WAITING),
    ]
    async with opened(rows) as (pane, pilot):
        pane.inbox.painted.clear()
        pane.inbox.tick()
        await pilot.pause()
        assert pane.inbox.painted == []
        pane.moment += timedelta(minutes=1)
        pane.inbox.tick()
        await pilot.pause()
        assert set(pane.inbox.painted) == {0, 1}
        assert "due 4h 59" in pane.lines()[0]


SAID: tuple[tuple[dict[str, Any], str], ...] = (
    ({"due": NOW - timedelta(hours=3, minutes=5)}, "LATE 3h 05"),
    ({"due": NOW + timedelta(minutes=40)}, "due 40 min"),
    ({"owed": Owed.FOLLOW_UP, "due": NOW + timedelta(hours=2)}, "reply by 2h 00"),
    ({"obligation": False, "due": NOW + timedelta(days=2, hours=3)}, "goal 2d 3h"),
    ({"obligation": False, "due": NOW - timedelta(minutes=1)}, "goal missed 1 min"),
    ({"owed": Owed.REFUND, "due": NOW - timedelta(days=3)}, "NO REFUND 3d 0h"),
    (
        {"owed": Owed.FIX, "due": NOW + timedelta(days=20), "follow_up": NOW - timedelta(hours=2)},
        "[goal missed 2h 00] Topic",
    ),
    ({"due": None, "owed": None, "state": State.WAITING}, "waiting"),
    ({"due": None, "owed": None, "state": State.CLOSED}, "closed"),
    ({"due": None, "owed": None, "state": State.REFUNDING}, "refunding"),
    ({"cover": Cover.EXPIRED, "days_left": -3}, "BC ended"),
    ({"cover": Cover.NONE, "days_left": None}, "no BC"),
    ({"cover": Cover.UNKNOWN, "days_left": None}, "BC ?"),
    ({}, "BC 120d"),
    ({"qualification": Qualification.PRESALE}, "pre-sale"),
    ({"qualification": Qualification.NOTICE}, "notice"),
    ({"customer": ""}, "shop.example"),
)


@pytest.mark.parametrize("columns", [80, 140])
async def test_what_presses_and_what_is_covered_is_said_in_words(columns: int) -> None:
    rows = [row(number, **changes) for number, (changes, _said) in enumerate(SAID)]
    async with opened(rows, (columns, 40)) as (pane, _pilot):
        lines = pane.lines()
        for number, (_changes, said) in enumerate(SAID):
            shown = lines[number] if columns == 140 else "".join(lines[2 * number : 2 * number + 2])
            assert said in shown


async def test_a_thread_takes_two_lines_where_it_is_narrow_and_one_where_it_is_wide() -> None:
    async with opened([row(1), row(2)], (80, 10)) as (pane, pilot):
        assert "Topic of 1" in pane.lines()[0]
        assert "Customer 1" in pane.lines()[1]
        assert "Topic of 2" in pane.lines()[2]
        pane.inbox.move(1)
        await pilot.resize_terminal(140, 10)
        assert "Topic of 1" in pane.lines()[0]
        assert "Customer 1" in pane.lines()[0]
        assert "Topic of 2" in pane.lines()[1]
        assert pane.inbox.thread_id == 2


ODD = (
    "配送モジュールが動かない" * 6,
    "e\u0301\u0302" * 60,
    "न्यू ऑर्डर " * 20,
    "👩\u200d👩\u200d👧 ça" * 20,
    "plain " * 40,
    "",
)


@pytest.mark.parametrize("columns", [1, 20, 37, 80, 109, 110, 140])
async def test_every_line_is_as_wide_as_the_pane(columns: int) -> None:
    rows = [
        row(number, topic=text, product=text, customer=text, unread=True, messages=12345)
        for number, text in enumerate(ODD)
    ]
    async with opened([*rows, row(99)], (columns, 20)) as (pane, _pilot):
        assert {cell_len(line) for line in pane.lines()} == {columns}


async def test_only_what_is_in_sight_is_read() -> None:
    async with opened([row(number) for number in range(1, 5001)]) as (pane, pilot):
        pane.inbox.move(4999)
        await pilot.pause()
        assert pane.inbox.thread_id == 5000
        assert len({thread_id for read in pane.reads for thread_id in read}) < 60
        assert "Topic of 5000" in "\n".join(pane.lines())


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


async def test_a_click_opens_the_thread_under_the_mouse() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        await pilot.click(pane.inbox, offset=(10, 5))
        await pilot.pause()
        assert pane.inbox.thread_id == 3
        assert pane.opened == [3]


@pytest.mark.parametrize("columns", [80, 140])
async def test_a_rule_parts_obligations_from_our_own_goals(columns: int) -> None:
    goal = {"obligation": False, "due": NOW - timedelta(days=9)}
    async with opened([row(1), row(2), row(3, **goal), row(4, **goal)], (columns, 20)) as (pane, _pilot):
        each = 1 if columns == 140 else 2
        ruled = [
            y
            for y in range(4 * each)
            if all(segment.style and segment.style.underline for segment in pane.inbox.render_line(y))
        ]
        assert ruled == [2 * each - 1]


async def test_without_goals_or_without_obligations_there_is_no_rule() -> None:
    goal = {"obligation": False, "due": NOW - timedelta(days=9)}
    for rows in ([row(1), row(2)], [row(1, **goal), row(2, **goal)]):
        async with opened(rows, (80, 20)) as (pane, _pilot):
            lines = [pane.inbox.render_line(y) for y in range(4)]
            assert not any(segment.style and segment.style.underline for line in lines for segment in line)
