"""The author sweep: messages of unknown author by their ending, and one key that decides a whole group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from bizcare_tui.domain.author_decisions import (
    AuthorDecision,
    SweepState,
    SweptGroup,
    index_of,
    next_open,
)
from bizcare_tui.domain.author_effect import AuthorEffect, effect_in_words
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.author_group_lines import (
    decision_in_words,
    left_in_words,
)
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen
from bizcare_tui.ui.screens.author_sweep_lines import WRITERS, counters_line, detail_lines, group_line
from bizcare_tui.ui.screens.dialog_base import BOX_EDGES, DIALOG_CSS, SCROLL_BAR, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.startup.first_screen import WIDE

if TYPE_CHECKING:
    from bizcare_tui.desk.author_sweep import UnattributedMessages
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.background.sweep_feed import SweepFeed

SWEEP_POLL_SECONDS = 1.0
# The effects of a group are computed when the cursor has rested on it for so many seconds.
FORECAST_DELAY = 0.06
_BOX_PERCENT, _MAX_BOX_WIDTH, _DETAIL_PERCENT = 96, 170, 45


class AuthorSweepScreen(ListScreen[int | None, SweptGroup]):
    """List the groups; a decision is for the whole group, is recorded at once, and moves to the next one.

    What each decision would change is shown before it is made. The result is the id of a thread to open, or
    None.

    Args:
        desk: records the decisions, and computes what they change.
        feed: reads the messages that are not read yet, and all of them again when the store has changed.
        found: the messages that were read first, in groups.
        counters: the counters of the header.
        at: the message in whose group the cursor begins, if any.
        on_change: called after each change of the store.
    """

    CONTEXT: ClassVar[Context | None] = Context.AUTHOR_GROUPS
    OPENED_BY: ClassVar[tuple[str, ...]] = ("authors",)
    DEFAULT_CSS = (
        "AuthorSweepScreen {" + DIALOG_CSS + "}"
        f"AuthorSweepScreen > .box {{ width: {_BOX_PERCENT}%; max-width: {_MAX_BOX_WIDTH}; height: 96%; }}"
        "AuthorSweepScreen #counters { height: 1; }"
        "AuthorSweepScreen #result { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }"
        "AuthorSweepScreen #groups { height: 1fr; layout: vertical; }"
        "AuthorSweepScreen OptionList { border: none; height: 1fr; }"
        "AuthorSweepScreen #detail { height: auto; max-height: 12; border-top: solid $quiet-border; }"
        "AuthorSweepScreen.-wide #groups { layout: horizontal; }"
        "AuthorSweepScreen.-wide OptionList { width: 1fr; height: 100%; }"
        "AuthorSweepScreen.-wide #detail {"
        f" width: {_DETAIL_PERCENT}%; height: 100%; max-height: 100%; padding-left: 1;"
        " border-top: none; border-left: vkey $quiet-border; }"
    )

    def __init__(
        self,
        desk: Desk,
        feed: SweepFeed,
        found: UnattributedMessages,
        counters: Counters,
        *,
        at: int | None = None,
        on_change: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._feed = feed
        self._found = found
        self._is_reading = False
        self._counters = counters
        self._at = at
        self._on_change = on_change
        self._state = SweepState(found.groups)
        # The messages of a group that are shown to decide on some of them.
        self._messages: AuthorMessagesScreen | None = None
        # What each decision on a group would change; forgotten after each decision, as it may change them.
        self._effects: dict[tuple[str, Author], AuthorEffect] = {}
        self._is_forecasting = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the counters, the last decision, the list, and the group under the cursor."""
        with Vertical(classes="box") as box:
            box.border_title = _("Who wrote these messages?")
            yield Static("", id="counters", markup=False)
            yield Static("", id="result", markup=False)
            with Container(id="groups"):
                yield ModalList(compact=True, markup=False)
                yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        """Show the groups, read those that are left, and keep them up to date."""
        asked_for = (
            index
            for index, group in enumerate(self._state.groups)
            if self._at is not None and group.has(self._at)
        )
        self._show(at=next(asked_for, 0))
        self._read_others()
        self.set_interval(SWEEP_POLL_SECONDS, self._read_if_changed)

    def on_resize(self) -> None:
        """Show the detail beside the list where both fit, and the lines in their new width."""
        self._show()

    # --- the list ----------------------------------------------------------------------------------

    def line_of(self, row: SweptGroup) -> Content:
        """Return the line of a group."""
        return group_line(row, self._list_width())

    def id_of(self, row: SweptGroup) -> str:
        """Return the id of a group."""
        return row.group.id

    def empty_text(self) -> str:
        """Return that every author is known, once all messages were read."""
        if not self._found.is_complete:
            return self.why_empty()
        return _(
            "The author of every message in an open thread is known. Messages come here when a sync brings"
            " some whose author the API does not report."
        )

    def why_empty(self) -> str:
        """Return why the list has no groups."""
        return super().why_empty() if self._found.is_complete else _("Reading …")

    def why_not(self, row: SweptGroup) -> str:
        """Return that a group is decided; "" if messages of it are left."""
        if row.left is not None:
            return ""
        return self.fill(_("This group is decided; {authors_undo} undoes the last decision."))

    def handle_chosen(self, row: SweptGroup) -> None:
        """Show the messages of a group, to decide on some of them."""
        if row.left is not None:
            self.ask(self._decide_each, row.left)

    def show_detail(self, row: SweptGroup | None) -> None:
        """Show the group under the cursor: what each decision would change, and an example."""
        detail = self.query_one("#detail", Static)
        detail.display = row is not None
        if row is not None:
            self._show_group(row)
            self._forecast_soon()

    # --- reading -----------------------------------------------------------------------------------

    @work
    async def _read_others(self) -> None:
        """Show the messages page by page, the groups in their order."""
        self._is_reading = True
        try:
            async for found in self._feed.others():
                self._take(found, SweepState(found.groups, self._state.decisions))
        except BizcareError as error:
            self.fail(error)
        finally:
            self._is_reading = False

    def _read_if_changed(self) -> None:
        if not self._is_reading and self._feed.is_outdated:
            self._read_again()

    @work
    async def _read_again(self) -> None:
        """Show what a sync, a colleague or a decision has changed."""
        self._is_reading, decisions = True, self._state.decisions
        try:
            found = await self._feed.again(self._state.decided)
            counters = await asyncio.to_thread(self._desk.statistics.counters)
        except BizcareError as error:
            self.fail(error)
            return
        finally:
            self._is_reading = False
        # What was decided or undone meanwhile may not be in it; that changed the store too.
        if found is not None and decisions == self._state.decisions:
            self._counters = counters
            self._take(found, self._state.with_groups(found.groups))

    def _take(self, found: UnattributedMessages, state: SweepState) -> None:
        """Show what was read; the cursor stays on its group."""
        if not self.is_open:
            return  # closed meanwhile
        is_changed, selected = state.groups != self._state.groups, self.selected
        self._found, self._state, self._effects = found, state, {}
        # An empty list says whether it is still being read.
        if not is_changed and state.groups:
            self._show_summary()
            self._forecast_soon()
            return
        at = index_of(state.rows(), selected.group) if selected is not None else 0
        self._show(at=at if at is not None else self.selected_index)
        if self._messages is not None:
            self._messages.show_group(self._left_of(self._messages.group))

    def _left_of(self, group: AuthorGroup) -> AuthorGroup | None:
        """Return what is left of a group by now; None if nothing is."""
        rows = self._state.rows()
        index = index_of(rows, group)
        return rows[index].left if index is not None else None

    # --- deciding ----------------------------------------------------------------------------------

    def decide(self, author: Author) -> None:
        """Say who wrote the messages of the group under the cursor, and go to the next group."""
        row = self.selected
        if row is None or row.left is None:
            return
        if row.left.is_decided_at_once:
            self.ask(self._decide, row.left, row.left.messages, author)
        else:
            self.ask(self._decide_each, row.left)

    def open_group(self) -> None:
        """Show the messages of the group under the cursor, to decide on some of them."""
        if self.selected is not None:
            self.handle_chosen(self.selected)

    def open_thread(self) -> None:
        """Close, to open the thread of the newest message of the group."""
        if self.selected is not None:
            self.dismiss(self.selected.group.messages[0].thread_id)

    def why_not_decide(self) -> str:
        """Return why the group under the cursor cannot be decided; "" if it can."""
        return self.why_not_choose()

    def why_not_undo(self) -> str:
        """Return that there is no decision to undo; "" if there is one."""
        return "" if self._state.decisions else _("Nothing has been decided here yet.")

    def undo(self) -> None:
        """Undo the last decision."""
        self.ask(self._undo, self._state.decisions[-1])

    async def _decide_each(self, group: AuthorGroup) -> None:
        """Show the messages of a group until all are decided, or the person leaves the group."""
        left: AuthorGroup | None = group
        while left is not None:
            self._messages = AuthorMessagesScreen(left)
            answer = await self.app.push_screen_wait(self._messages)
            group, self._messages = self._messages.group, None
            if isinstance(answer, int):
                self.dismiss(answer)
                return
            if answer is None or not await self._decide(group, answer.messages, answer.author):
                return
            left = self._left_of(group)

    async def _decide(
        self, group: AuthorGroup, messages: Sequence[UnattributedMessage], author: Author
    ) -> bool:
        """Record who wrote messages of a group; return whether it was recorded."""
        whose = decision_in_words(group, author)
        self._show_result(f"{whose} …")
        verbs = self._desk.verbs
        effect = self._effects.get((group.id, author)) if len(messages) == len(group.messages) else None
        try:
            if effect is None:
                effect = await asyncio.to_thread(verbs.author_sweep.effect, messages, author)
            result = await asyncio.to_thread(verbs.authors, messages, author)
            self._counters = await asyncio.to_thread(self._desk.statistics.counters)
        except BizcareError as error:
            self._show_result("")
            self.fail(error)
            return False
        decided = replace(group, messages=tuple(messages))
        self._state = self._state.with_decision(AuthorDecision(result.act_id, decided, author, effect))
        self._handle_change(decided)
        self._show_result(f"✓ {whose} · {effect_in_words(effect)}")
        return True

    async def _undo(self, decision: AuthorDecision) -> None:
        try:
            await asyncio.to_thread(self._desk.verbs.undo, decision.act_id)
            self._counters = await asyncio.to_thread(self._desk.statistics.counters)
        except BizcareError as error:
            self.fail(error)
            return
        self._state = self._state.without_last()
        self._handle_change(decision.group)
        self._show_result(_("Undone: {0}").format(decision_in_words(decision.group, decision.author)))

    def _handle_change(self, group: AuthorGroup) -> None:
        """Show the changed groups, with the cursor on the next group that is not decided."""
        self._effects = {}
        rows = self._state.rows()
        self._show(at=next_open(rows, index_of(rows, group) or 0))
        self._on_change()

    # --- what would change -------------------------------------------------------------------------

    def _forecast_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FORECAST_DELAY, self._begin_forecast)

    def _begin_forecast(self) -> None:
        if not self._is_forecasting:
            self._forecast()

    @work
    async def _forecast(self) -> None:
        """Compute what decisions on the group under the cursor would change, one at a time."""
        self._is_forecasting = True
        try:
            while (wanted := self._missing_effect()) is not None:
                (group, author), effects = wanted, self._effects
                effect = await asyncio.to_thread(self._desk.verbs.author_sweep.effect, group.messages, author)
                effects[group.id, author] = effect
                if (row := self.selected) is not None and row.group.id == group.id:
                    self._show_group(row)
        except BizcareError as error:
            self.fail(error)
        finally:
            self._is_forecasting = False

    def _missing_effect(self) -> tuple[AuthorGroup, Author] | None:
        row = self.selected
        # While messages are read, a group may get more of them.
        if row is None or row.left is None or not self._found.is_complete:
            return None
        missing = (author for author in WRITERS if (row.group.id, author) not in self._effects)
        author = next(missing, None)
        return (row.left, author) if author is not None else None

    # --- painting ----------------------------------------------------------------------------------

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= WIDE

    def _inner_width(self) -> int:
        """Return the columns within the frame of the box."""
        return min(self.size.width * _BOX_PERCENT // 100, _MAX_BOX_WIDTH) - BOX_EDGES

    def _list_width(self) -> int:
        """Return the columns of a line of the list, beside a scroll bar."""
        inner = self._inner_width()
        return inner * (100 - _DETAIL_PERCENT) // 100 - SCROLL_BAR if self._is_wide else inner - SCROLL_BAR

    def _show(self, *, at: int | None = None) -> None:
        """Show counters, groups and the group under the cursor as they are now."""
        self.set_class(self._is_wide, "-wide")
        self._show_summary()
        self.show_rows(self._state.rows(), at=at)

    def _show_summary(self) -> None:
        """Show the counters, and how much is left to decide."""
        counters = self.query_one("#counters", Static)
        shown = counters_line(self._counters, self._desk.now(), self._inner_width())
        if counters.content != shown:
            counters.update(shown)
        left = [row.left for row in self._state.rows() if row.left is not None]
        words = left_in_words(left, self._found.hidden, is_complete=self._found.is_complete)
        # Textual repaints the border only for another text.
        self.query_one(".box").border_subtitle = words

    def _show_group(self, row: SweptGroup) -> None:
        """Show what each decision on a group would change, and an example."""
        effects = {author: self._effects.get((row.group.id, author)) for author in WRITERS}
        keys = {author: self.key_of(command) for author, command in WRITERS.items()}
        lines = detail_lines(row, effects, keys, None if self._is_wide else self._inner_width())
        self.query_one("#detail", Static).update(Content("\n").join(lines))

    def _show_result(self, text: str) -> None:
        """Show a line about the last decision."""
        self.query_one("#result", Static).update(Content(text))
