"""The outbox: every reply with its state, attempts and last error, and what a person can do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.outbox import ReplyState, Way, needs_reason
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui import words
from bizcare_tui.ui.asking import LineScreen
from bizcare_tui.ui.dialogs import BOX
from bizcare_tui.ui.lines import fit

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies

LOOK_SECONDS = 1.0
_STATE = 12
_KEYS: tuple[tuple[str, Way, str], ...] = (
    ("u", Way.UNDO, _("take it back")),
    ("s", Way.SEND, _("send again")),
    ("m", Way.MARK_SENT, _("it was sent")),
    ("e", Way.EDIT, _("edit")),
    ("d", Way.DISCARD, _("discard")),
)

Wish = tuple[OutboxRow, Way | None]
"""A reply and the way by which it becomes a draft again; None to open its thread."""


class OutboxScreen(ModalScreen[Wish | None]):
    """The replies, newest first; what is not confirmed yet is told apart in words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,O", "dismiss(None)"),
        Binding("j", "move(1)"),
        Binding("k", "move(-1)"),
        *(Binding(key, f"go('{way}')") for key, way, _text in _KEYS),
    ]
    DEFAULT_CSS = (
        "OutboxScreen {" + BOX + "} OutboxScreen > .box { max-width: 120; height: 95%; }"
        "OutboxScreen OptionList { border: none; height: 1fr; }"
        "OutboxScreen #detail { height: auto; max-height: 45%; border-top: solid $surface-lighten-2; }"
    )

    def __init__(self, replies: Replies, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._replies = replies
        self._now = now
        self._rows: list[OutboxRow] = []

    def compose(self) -> ComposeResult:
        """The list, and the reply under the cursor below it."""
        with Vertical(classes="box") as box:
            box.border_title = _("Outbox · Enter opens the thread · Esc closes")
            yield OptionList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", markup=False)

    def on_mount(self) -> None:
        """Show the replies, and follow what becomes of them."""
        self._look()
        self.query_one(OptionList).focus()
        self.set_interval(LOOK_SECONDS, self._look)

    @property
    def selected(self) -> OutboxRow | None:
        """The reply under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def action_move(self, by: int) -> None:
        """To the next or previous reply."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_highlighted(self) -> None:
        """Show the reply under the cursor whole."""
        self._say()

    def on_option_list_option_selected(self) -> None:
        """Open its thread."""
        if self.selected is not None:
            self.dismiss((self.selected, None))

    def action_go(self, name: str) -> None:
        """Take the reply under the cursor this way."""
        row, way = self.selected, Way(name)
        if row is None:
            return
        if way not in row.ways:
            self.notify(
                _("That cannot be done with a reply that is {0}.").format(words.reply_state(row.state)),
                timeout=4,
            )
        elif way in (Way.UNDO, Way.EDIT):
            self.dismiss((row, way))
        else:
            self._decide(row, way)

    @work
    async def _decide(self, row: OutboxRow, way: Way) -> None:
        reason: str | None = ""
        if needs_reason(row.state, way):
            doing = next(text for _key, each, text in _KEYS if each is way)
            title = _("Reply {0}: {1}").format(row.id, doing)
            reason = await self.app.push_screen_wait(LineScreen(title, _("Why? It is kept in the history.")))
        if reason is None:
            return
        try:
            await asyncio.to_thread(self._replies.act, row.id, way, reason)
        except BizcareError as error:
            self.notify(str(error), title=_(error.title), severity="error", markup=False, timeout=10)
        self._look()

    def _look(self) -> None:
        rows = self._replies.outbox()
        if rows == self._rows:
            return
        options = self.query_one(OptionList)
        selected = self.selected
        self._rows = rows
        options.clear_options()
        options.add_options([self._line(row) for row in rows])
        ids = [row.id for row in rows]
        if rows:
            options.highlighted = ids.index(selected.id) if selected and selected.id in ids else 0
        self._say()

    def _line(self, row: OutboxRow) -> Content:
        name = words.reply_state(row.state)
        parts = [f"#{row.id}", row.customer, row.topic, row.error]
        text = " · ".join(part for part in parts if part)
        calm = row.state in (ReplyState.CONFIRMED, ReplyState.DISCARDED)
        return Content.assemble(
            (fit(name, _STATE), "dim" if calm else "bold"), (" " + text, "dim" if calm else "")
        )

    def _say(self) -> None:
        row = self.selected
        detail = self.query_one("#detail Static", Static)
        if row is None:
            detail.update(Content(_("Nothing was sent from here yet.")))
            return
        told = [
            _("written by {0}, {1}").format(row.written_by, words.exact(row.queued_at)),
            _("attempts: {0}").format(row.attempts),
        ]
        if row.confirmed_at is not None:
            told.append(_("on the Marketplace {0}").format(words.exact(row.confirmed_at)))
        if row.file:
            told.append(_("with {0}").format(row.file))
        lines = [Content.styled(" · ".join(told), "dim")]
        lines += [Content(text) for text in (row.error, row.reason) if text]
        keys = "   ".join(f"{key}  {text}" for key, way, text in _KEYS if way in row.ways)
        if keys:
            lines.append(Content.styled(keys, "bold"))
        detail.update(Content("\n").join([*lines, Content(""), Content(row.text)]))
