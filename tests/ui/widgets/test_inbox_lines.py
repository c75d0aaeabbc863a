"""The lines of the inbox: what each shows, and which are painted again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from inbox_pane import NOW, opened, row
from rich.cells import cell_len

from bizcare_tui.domain.highlight import SearchTerm
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import Owed, RankGroup
from bizcare_tui.domain.threads import Cover, Qualification, State


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


async def test_what_is_looked_for_is_marked_in_threads_that_stay() -> None:
    async with opened([row(number) for number in range(1, 31)]) as (pane, pilot):
        pane.inbox.painted.clear()
        for _letter in range(2):  # a letter that changes no word comes before anything was shown
            pane.inbox.set_search_terms((SearchTerm(("topic",), exact=False),))
        pane.show(*range(1, 31))
        await pilot.pause()
        assert pane.inbox.painted


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
async def test_urgency_and_cover_are_shown_in_words(columns: int) -> None:
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


TOPIC = "The cart fails after the update"


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        # The inbox of a terminal of 100 columns, and of 120: the topic has its line to itself.
        (45, ["The cart fails afte…", "[reply FAILED] Deliver…"]),
        (54, ["The cart fails after the upd…", "[reply FAILED, →ana, …] Deliver…"]),
        (80, ["[reply FAILED, →ana, draft] … The cart fails after the…"]),
        (100, ["[reply FAILED, →ana, draft] #black-friday #vip The cart fails after the up…"]),
        (120, ["[…] The cart fails after th…"]),
        (160, ["[reply FAILED, →ana, draft] #black-friday … The cart fails after th…"]),
    ],
)
async def test_labels_leave_the_topic_its_room(columns: int, shown: list[str]) -> None:
    busy = row(
        1, topic=TOPIC, assignee="ana", reply=ReplyState.FAILED, has_draft=True, tags=("black-friday", "vip")
    )
    async with opened([busy], (columns, 6)) as (pane, _pilot):
        for line, text in zip(pane.lines(), shown, strict=False):
            assert text in line


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


GOAL = {"obligation": False, "due": NOW - timedelta(days=9)}
NOTHING = {"owed": None, "due": None, "state": State.WAITING}
GROUPS = ((0, RankGroup.OBLIGATIONS), (2, RankGroup.GOALS), (4, RankGroup.NOTHING_OWED))


@pytest.mark.parametrize("columns", [80, 140])
async def test_rules_with_words_part_obligations_goals_and_the_rest(columns: int) -> None:
    rows = [row(1), row(2), row(3, **GOAL), row(4, **GOAL), row(5, **NOTHING)]
    async with opened(rows, (columns, 20)) as (pane, pilot):
        pane.show(1, 2, 3, 4, 5, groups=GROUPS)
        await pilot.pause()
        each = 1 if columns == 140 else 2
        ruled = {y: line for y, line in enumerate(pane.lines()) if line.startswith("──")}
        assert list(ruled) == [2 * each, 4 * each + 1]
        assert [line.strip("─ ") for line in ruled.values()] == ["our own goals", "no deadline"]
        assert {cell_len(line) for line in ruled.values()} == {columns}


async def test_the_group_at_the_top_has_no_heading() -> None:
    async with opened([row(1, **GOAL), row(2, **GOAL)], (80, 20)) as (pane, pilot):
        pane.show(1, 2, groups=((0, RankGroup.GOALS),))
        await pilot.pause()
        assert not any(line.startswith("──") for line in pane.lines())


async def test_a_heading_appears_where_an_obligation_becomes_a_goal() -> None:
    async with opened([row(1), row(2)], (80, 20)) as (pane, pilot):
        pane.show(1, 2, groups=((0, RankGroup.OBLIGATIONS),))
        pane.rows[2] = row(2, **GOAL)
        pane.show(1, 2, groups=((0, RankGroup.OBLIGATIONS), (1, RankGroup.GOALS)))
        await pilot.pause()
        lines = pane.lines()
        assert lines[2].startswith("── our own goals")
        assert "Topic of 2" in lines[3]


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("height", [5, 6, 7, 20])
async def test_the_cursor_is_whole_in_view_wherever_it_goes(columns: int, height: int) -> None:
    rows = [row(1), row(2), row(3, **GOAL), *(row(number, **NOTHING) for number in range(4, 40))]
    groups = ((0, RankGroup.OBLIGATIONS), (2, RankGroup.GOALS), (3, RankGroup.NOTHING_OWED))
    async with opened(rows, (columns, height)) as (pane, pilot):
        pane.show(*range(1, 40), groups=groups)
        for step in (1, 1, 1, 1, 99, -1, -99, 3, 5, -2, 30, -7):
            pane.inbox.move(step)
            await pilot.pause()
            lines = pane.lines()
            (y,) = (index for index, line in enumerate(lines) if line.startswith("▌"))
            assert f"Topic of {pane.inbox.thread_id} " in lines[y]
            assert columns == 140 or "shop" in lines[y + 1] or "Customer" in lines[y + 1]
            first, after = pane.inbox.visible_range
            assert first <= pane.inbox.cursor < after
        pane.inbox.move(99)
        await pilot.pause()
        whole = [line for line in pane.lines() if "Topic of" in line]
        assert f"Topic of {pane.inbox.visible_range[0] + 1} " in whole[0]
        assert "Topic of 39" in whole[-1]
        assert sum(not line.strip() for line in pane.lines()) <= 1


async def test_a_click_on_a_heading_opens_nothing() -> None:
    async with opened([row(1), row(2), row(3, **GOAL)], (80, 20)) as (pane, pilot):
        pane.show(1, 2, 3, groups=((0, RankGroup.OBLIGATIONS), (2, RankGroup.GOALS)))
        await pilot.pause()
        await pilot.click("#inbox", offset=(5, 4))
        assert pane.opened == []
        await pilot.click("#inbox", offset=(5, 5))
        assert pane.inbox.thread_id == 3
