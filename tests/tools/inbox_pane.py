"""The inbox pane alone in an app, over rows made up here; it notes which lines are painted."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from textual.app import ComposeResult
from textual.strip import Strip

from bizcare_tui.desk.inbox import InboxPage, InboxRow
from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.thread_status import Owed, RankGroup
from bizcare_tui.domain.threads import Cover, Qualification, State
from bizcare_tui.ui.themed_app import ThemedApp
from bizcare_tui.ui.widgets.inbox import Inbox

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)


def row(number: int, **changes: Any) -> InboxRow:
    """A covered thread whose first answer is due in five hours, unless the changes say otherwise."""
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


def listing(*thread_ids: int, groups: tuple[tuple[int, RankGroup], ...] = ()) -> InboxPage:
    """All the threads there are, in this order."""
    return InboxPage(array("q", thread_ids), array("q", range(len(thread_ids))), groups=groups)


class CountingInbox(Inbox):
    """An inbox that notes which of its lines were painted."""

    painted: list[int]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Pane(ThemedApp[None]):
    """The inbox with nothing around it."""

    CSS = "#inbox { height: 1fr; }"

    def __init__(self, rows: Sequence[InboxRow]) -> None:
        super().__init__()
        self.rows = {each.id: each for each in rows}
        self.moment = NOW
        self.reads: list[list[int]] = []
        self.opened: list[int] = []
        self.near_edges = 0
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

    def on_inbox_near_edge(self) -> None:
        self.near_edges += 1

    def on_inbox_rows_requested(self, event: Inbox.RowsRequested) -> None:
        self.inbox.show_rows(event.thread_ids, self._read(event.thread_ids))

    def show(
        self, *thread_ids: int, from_top: bool = False, groups: tuple[tuple[int, RankGroup], ...] = ()
    ) -> None:
        """Show these threads."""
        shown = listing(*thread_ids, groups=groups)
        visible = self.inbox.visible_after(shown, from_top=from_top, at_end=False)
        self.inbox.show(shown, self._read(visible), from_top=from_top)

    def lines(self) -> list[str]:
        """The visible lines of the pane."""
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
