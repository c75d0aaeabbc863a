"""The Business Care bar as it is painted, in terminals of all sizes, with and without colour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from conversation_pane import conversation
from inbox_pane import NOW
from textual.app import ComposeResult

from bizcare_tui.desk.views import CareFact, ConversationView
from bizcare_tui.domain.care_summary import CareSummary, ShopState
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.thread_status import Owed, Urgency
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.ui.commands.keymap import Keymap
from bizcare_tui.ui.commands.registry import COMMANDS
from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.widgets.care_bar import CareBar

LATE = CareSummary(
    State.NEW,
    Qualification.AFTERSALE,
    urgency=Urgency.LATE,
    owed=Owed.FIRST_ANSWER,
    due=NOW - timedelta(hours=2),
    first_answer=Status.LATE,
    first_due=NOW - timedelta(hours=2),
    cover=Cover.ACTIVE,
    days_left=80,
    shop=ShopState.SAME,
)
NOTE = CareFact("note", "NOTE, not sent", "ask Ana", "", "ana", None)


def thread(*facts: CareFact, summary: CareSummary = LATE) -> ConversationView:
    """Return a thread with these facts."""
    return replace(conversation(), summary=summary, facts=facts)


class BarApp(ThemedApp[None]):
    """The bar with nothing around it."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = CareBar(Keymap(COMMANDS), lambda: NOW)
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_mount(self) -> None:
        self.bar.fold(self.size.height)

    def on_care_bar_fact_chosen(self, event: CareBar.FactChosen) -> None:
        self.chosen.append(event.fact)

    def lines(self) -> list[str]:
        """Return the visible lines of the bar."""
        return [self.bar.render_line(y).text.rstrip() for y in range(self.bar.size.height)]


@asynccontextmanager
async def open_bar(shown: ConversationView, size: tuple[int, int] = (80, 24)) -> AsyncIterator[BarApp]:
    """Open the bar in a terminal of this size, with this thread."""
    app = BarApp()
    async with app.run_test(size=size) as pilot:
        app.bar.show(shown)
        await pilot.pause()
        yield app


@pytest.mark.parametrize(("lines", "height"), [(50, 4), (24, 4), (20, 4), (19, 3), (12, 3), (11, 1)])
@pytest.mark.parametrize("facts", [(), (NOTE,)], ids=["no note", "a note"])
async def test_the_height_depends_on_the_terminal_alone(
    lines: int, height: int, facts: tuple[CareFact, ...]
) -> None:
    async with open_bar(thread(*facts), (80, lines)) as app:
        assert app.bar.size.height == height
        assert len(app.lines()) == height


@pytest.mark.parametrize("width", [200, 120, 80, 60, 40, 24, 10])
async def test_the_deadline_is_first_at_every_width(width: int) -> None:
    async with open_bar(thread(), (width, 24)) as app:
        chips, _purchase, step, *_rest = app.lines()
        assert chips.startswith(" LATE"[: width - 1])
        assert step.startswith(" Next:")
        assert all(len(line) <= width for line in app.lines())


async def test_late_is_reversed_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_bar(thread()) as app:
        late, *others = [each for each in app.bar.render_line(0) if each.text.strip()]
        assert late.text == " LATE 2h 00 "
        assert late.style is not None
        assert late.style.reverse
        assert not any(each.style is not None and each.style.reverse for each in others)


async def test_late_is_reversed_in_colour_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with open_bar(thread()) as app:
        late, *others = [each for each in app.bar.render_line(0) if each.text.strip()]
        assert late.style is not None
        assert late.style.reverse
        assert not any(each.style is not None and each.style.reverse for each in others)


async def test_a_note_is_below_the_three_lines() -> None:
    async with open_bar(thread(NOTE)) as app:
        assert app.lines()[3] == " NOTE, not sent  ask Ana"
        app.bar.show(thread())
        assert app.lines()[3] == ""


async def test_who_is_present_is_at_the_right_of_the_chips() -> None:
    async with open_bar(thread()) as app:
        app.bar.show_presence("→ ana writing")
        assert app.bar.render_line(0).text.endswith("→ ana writing ")
        app.bar.show_presence("")
        assert "ana" not in app.lines()[0]


async def test_a_click_asks_for_the_fact_of_the_chip() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.show(thread(NOTE))
        await pilot.pause()
        chips = app.lines()[0]
        for text in ("LATE", "COVERED", "SHOP"):
            await pilot.click(app.bar, offset=(chips.index(text) + 1, 0))
        await pilot.click(app.bar, offset=(79, 0))
        await pilot.click(app.bar, offset=(3, 1))
        await pilot.click(app.bar, offset=(3, 3))
        assert app.chosen == ["first_answer", "cover", "shop", "", "", "note"]


async def test_a_deadline_that_passes_makes_the_bar_outdated() -> None:
    async with open_bar(thread()) as app:
        for due, is_outdated in ((NOW - timedelta(seconds=1), True), (NOW + timedelta(seconds=1), False)):
            app.bar.show(thread(summary=replace(LATE, urgency=Urgency.DUE, due=due)))
            assert app.bar.is_outdated is is_outdated
