"""The author sweep: messages of unknown author by their ending, and one key that decides a whole group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from bizcare_tui.domain.author_decisions import AuthorDecision, SweepState, SweptGroup, next_open
from bizcare_tui.domain.author_effect import AuthorEffect, effect_in_words
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.counters import Counters, late_in_words, rest_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.author_group_lines import (
    clocks_in_words,
    count_in_words,
    decision_in_words,
    ending_in_one_line,
    last_lines,
    left_in_words,
    size_in_words,
    why_not_at_once,
    writer_label,
)
from bizcare_tui.present.cells import fit
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.author_messages import AuthorMessagesScreen
from bizcare_tui.ui.screens.dialog_base import BOX_EDGES, DIALOG_CSS, SCROLL_BAR, ModalList
from bizcare_tui.ui.screens.list_screen import ListScreen
from bizcare_tui.ui.startup.first_screen import WIDE
from bizcare_tui.ui.tones import TONE_STYLES

if TYPE_CHECKING:
    from bizcare_tui.desk.author_sweep import UnattributedMessages
    from bizcare_tui.desk.desk import Desk

# The effects of a group are computed when the cursor has rested on it for so many seconds.
FORECAST_DELAY = 0.06
_WRITERS = {
    Author.SELLER: "authors_seller",
    Author.CUSTOMER: "authors_customer",
    Author.MARKETPLACE: "authors_marketplace",
}
_BOX_PERCENT, _MAX_BOX_WIDTH, _DETAIL_PERCENT = 96, 170, 45
_COUNT_WIDTH, _STATE_WIDTH = 7, 18
_EXAMPLE_LINES, _WIDE_EXAMPLE_LINES = 3, 30


class AuthorSweepScreen(ListScreen[int | None, SweptGroup]):
    """List the groups; a decision is for the whole group, is recorded at once, and moves to the next one.

    What each decision would change is shown before it is made. The result is the id of a thread to open, or
    None.

    Args:
        desk: records the decisions, and computes what they change.
        found: the messages in groups.
        counters: the counters of the header.
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
        found: UnattributedMessages,
        counters: Counters,
        *,
        on_change: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._desk = desk
        # How many messages are not shown, because nobody decides so many at once.
        self._hidden = found.total - sum(len(group.messages) for group in found.groups)
        self._counters = counters
        self._on_change = on_change
        self._state = SweepState(found.groups)
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
        """Show the groups."""
        self._show(at=0)

    def on_resize(self) -> None:
        """Show the detail beside the list where both fit, and the lines in their new width."""
        self._show()

    # --- the list ----------------------------------------------------------------------------------

    def line_of(self, row: SweptGroup) -> Content:
        """Return the line of a group: its ending, its messages, and the deadlines or the decision."""
        count = count_in_words(row.group, row.left).rjust(_COUNT_WIDTH)
        width = self._list_width() - _COUNT_WIDTH - _STATE_WIDTH - 4
        ending = fit(ending_in_one_line(row.group.ending), max(8, width))
        if row.left is None:
            state = f"✓ {' + '.join(map(writer_label, row.authors))}"
            return Content.styled(f"{ending} {count}  {fit(state, _STATE_WIDTH)}", TONE_STYLES[Tone.CALM])
        clocks = fit(clocks_in_words(row.left.clocks), _STATE_WIDTH)
        return Content.assemble(
            (ending, "" if row.group.is_decided_at_once else "italic"),
            f" {count}  ",
            (clocks, TONE_STYLES[Tone.OWED]),
        )

    def id_of(self, row: SweptGroup) -> str:
        """Return the id of a group."""
        return row.group.id

    def empty_text(self) -> str:
        """Return that every author is known."""
        return _(
            "The author of every message in an open thread is known. Messages come here when a sync brings"
            " some whose author the API does not report."
        )

    def handle_chosen(self, row: SweptGroup) -> None:
        """Show the messages of a group, to decide on some of them."""
        if row.left is not None:
            self.ask(self._decide_each, row.left)

    def show_detail(self, row: SweptGroup | None) -> None:
        """Show the group under the cursor: what each decision would change, and an example."""
        detail = self.query_one("#detail", Static)
        detail.display = row is not None
        if row is not None:
            detail.update(Content("\n").join(self._detail_lines(row)))
            self._forecast_soon()

    # --- deciding ----------------------------------------------------------------------------------

    def decide(self, author: Author) -> None:
        """Say who wrote the messages of the group under the cursor, and go to the next group."""
        row = self.selected
        if row is None:
            return
        if row.left is None:
            text = _("This group is decided; {authors_undo} undoes the last decision.")
            self.notify(self.fill(text), markup=False, timeout=4)
        elif row.left.is_decided_at_once:
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

    def undo(self) -> None:
        """Undo the last decision."""
        if self._state.decisions:
            self.ask(self._undo, self._state.decisions[-1])
        else:
            self.notify(_("Nothing has been decided here yet."), timeout=3)

    async def _decide_each(self, group: AuthorGroup) -> None:
        """Show the messages of a group until all are decided, or the person leaves the group."""
        left: AuthorGroup | None = group
        while left is not None:
            answer = await self.app.push_screen_wait(AuthorMessagesScreen(left))
            if isinstance(answer, int):
                self.dismiss(answer)
                return
            if answer is None or not await self._decide(left, answer.messages, answer.author):
                return
            left = left.without({each.id for each in answer.messages})

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
        ids = frozenset(each.id for each in messages)
        self._state = self._state.with_decision(AuthorDecision(result.act_id, group.id, ids, author, effect))
        self._handle_change(group.id)
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
        self._handle_change(decision.group_id)
        group = next(each for each in self._state.groups if each.id == decision.group_id)
        self._show_result(_("Undone: {0}").format(decision_in_words(group, decision.author)))

    def _handle_change(self, group_id: str) -> None:
        """Show the changed groups, with the cursor on the next group that is not decided."""
        self._effects = {}
        rows = self._state.rows()
        changed = next(index for index, each in enumerate(rows) if each.group.id == group_id)
        self._show(at=next_open(rows, changed))
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
                    self.query_one("#detail", Static).update(Content("\n").join(self._detail_lines(row)))
        except BizcareError as error:
            self.fail(error)
        finally:
            self._is_forecasting = False

    def _missing_effect(self) -> tuple[AuthorGroup, Author] | None:
        row = self.selected
        if row is None or row.left is None:
            return None
        missing = (author for author in _WRITERS if (row.group.id, author) not in self._effects)
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
        rows = self._state.rows()
        self.query_one("#counters", Static).update(self._counters_line())
        left = [row.left for row in rows if row.left is not None]
        self.query_one(".box").border_subtitle = left_in_words(left, self._hidden)
        self.show_rows(rows, at=at)

    def _counters_line(self) -> Content:
        """Return the counters of the header, with times if they fit into the line."""
        late = late_in_words(self._counters.late)
        rest: list[str] = []
        for is_brief in (False, True):
            rest = rest_in_words(self._counters, self._desk.now(), brief=is_brief)
            if cell_len(" · ".join([late, *rest])) <= self._inner_width():
                break
        if not late and not rest:
            return Content(_("nothing is due"))
        parts = [Content.styled(late, TONE_STYLES[Tone.LATE])] if late else []
        return Content(" · ").join([*parts, *map(Content, rest)])

    def _show_result(self, text: str) -> None:
        """Show a line about the last decision."""
        self.query_one("#result", Static).update(Content(text))

    def _detail_lines(self, row: SweptGroup) -> list[Content]:
        group = row.left or row.group
        lines = [Content(size_in_words(group.messages))]
        if why := why_not_at_once(group):
            lines.append(Content.styled(why, TONE_STYLES[Tone.OPEN]))
        elif row.left is not None:
            lines += [self._effect_line(group, author, command) for author, command in _WRITERS.items()]
        example = group.messages[0]
        about = " · ".join(filter(None, (f"#{example.thread_id} {example.topic}", example.customer)))
        count = _WIDE_EXAMPLE_LINES if self._is_wide else _EXAMPLE_LINES
        return [
            *lines,
            self._example_line(about).stylize("dim"),
            *map(self._example_line, last_lines(example.text, count) or [_("(no text)")]),
        ]

    def _example_line(self, line: str) -> Content:
        """Return a line of the example; below the list there is no room to wrap it."""
        if self._is_wide:
            return Content(line)
        return Content(fit(line, self._inner_width()).rstrip())

    def _effect_line(self, group: AuthorGroup, author: Author, command: str) -> Content:
        effect = self._effects.get((group.id, author))
        words = effect_in_words(effect) if effect is not None else "…"
        key = Content.styled(self.key_of(command), "bold")
        style = "bold" if effect is not None and effect.changes_clocks else ""
        return Content.assemble(key, f" {writer_label(author)}: ", (words, style))
