"""The outbox screen: every reply with its state, attempts and last error, and the actions for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bizcare_tui.desk.views import OutboxRow
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.outbox import (
    NEEDS_A_PERSON,
    ReplyState,
    Transition,
    needs_reason,
    next_state,
    reply_state_label,
)
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present.cells import fit
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, ModalList
from bizcare_tui.ui.screens.input_dialogs import LineScreen
from bizcare_tui.ui.screens.list_screen import LIST_CSS, ListScreen
from bizcare_tui.ui.tones import reply_style

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies

OUTBOX_POLL_SECONDS = 1.0
_STATE_WIDTH = 12
# The command that applies each transition.
_COMMANDS: dict[Transition, str] = {
    Transition.UNDO: "outbox_undo",
    Transition.SEND: "outbox_send",
    Transition.MARK_SENT: "outbox_sent",
    Transition.EDIT: "outbox_edit",
    Transition.DISCARD: "outbox_discard",
}

OutboxChoice = tuple[OutboxRow, Transition | None]
"""A reply, and the transition that turns it back into a draft; None means: open its thread."""


class OutboxScreen(ListScreen[OutboxChoice | None, OutboxRow]):
    """The replies, those that need a person first, then newest first.

    Words, not only colours, show which ones are not confirmed yet.
    """

    CONTEXT: ClassVar[Context | None] = Context.OUTBOX
    HAS_DETAIL: ClassVar[bool] = True
    OPENED_BY: ClassVar[tuple[str, ...]] = ("outbox",)
    DEFAULT_CSS = (
        "OutboxScreen {" + DIALOG_CSS + "} OutboxScreen > .box { max-width: 120; height: 100%; }"
        f"OutboxScreen {{ {LIST_CSS} }}"
    )

    def __init__(self, replies: Replies, now: Callable[[], datetime], revision: Callable[[], int]) -> None:
        super().__init__()
        self._replies = replies
        self._now = now
        self._revision = revision
        self._shown_revision = -1

    def compose(self) -> ComposeResult:
        """Compose the list, and below it the details of the selected reply."""
        with Vertical(classes="box") as box:
            box.border_title = _("Outbox")
            yield ModalList(compact=True, markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", id="about", markup=False)
                yield Static("", id="keys-here", markup=False)
                yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Show the replies, and keep their states up to date."""
        self._refresh_if_changed()
        self.set_interval(OUTBOX_POLL_SECONDS, self._refresh_if_changed)

    def line_of(self, row: OutboxRow) -> Content:
        """Return the line of a reply."""
        return _line(row)

    def empty_text(self) -> str:
        """Return what the outbox is for."""
        return self.fill(
            _("No reply is on its way. What you send with {send} is here until it is seen in its thread.")
        )

    def id_of(self, row: OutboxRow) -> int:
        """Return the number of a reply."""
        return row.id

    def handle_chosen(self, row: OutboxRow) -> None:
        """Close with the chosen reply, so that its thread is opened."""
        self.dismiss((row, None))

    def why_not_act(self, transition: Transition) -> str:
        """Return why a transition is not possible for the reply under the cursor; "" if it is."""
        row = self.selected
        if row is None:
            return self.why_no_row()
        if transition in row.ways:
            return ""
        if next_state(row.state, transition) is not None:
            return _("Reply {0} may already have arrived, and another text would be a second answer.").format(
                row.id
            )
        return _("This is not possible for a reply in the state “{0}”.").format(reply_state_label(row.state))

    def act(self, transition: Transition) -> None:
        """Apply a transition to the reply under the cursor."""
        row = self.selected
        if row is None:
            return
        if not row.is_own:
            self.ask(self._take_over, row, transition)
        elif transition in (Transition.UNDO, Transition.EDIT):
            self.dismiss((row, transition))
        else:
            self.ask(self._apply, row, transition)

    async def _apply(self, row: OutboxRow, transition: Transition) -> None:
        async def act(reason: str) -> bool:
            await asyncio.to_thread(self._replies.act, row.id, transition, reason)
            return True

        if needs_reason(row.state, transition):
            title = _("Reply {0}: {1}").format(row.id, self._label_of(transition))
            about = f"#{row.thread_id} {row.topic}"
            await self.app.push_screen_wait(
                LineScreen(title, _("Why? The reason is recorded in the history."), accept=act, about=about)
            )
        else:
            try:
                await act("")
            except BizcareError as error:
                self.fail(error)
        self._refresh_rows()

    async def _take_over(self, row: OutboxRow, transition: Transition) -> None:
        """Apply a transition to a colleague's reply, with a reason that the colleague is shown."""

        async def act(reason: str) -> bool:
            await asyncio.to_thread(self._replies.act, row.id, transition, reason, take_over=reason)
            return True

        is_taken_over = await self.app.push_screen_wait(
            LineScreen(
                _("{0} wrote reply {1}").format(row.written_by, row.id),
                self.fill(
                    _("Give a reason to take it over; they keep the text as a draft. {leave_form} cancels.")
                ),
                accept=act,
                about=f"#{row.thread_id} {row.topic}",
            )
        )
        if is_taken_over and transition is Transition.EDIT:
            self.dismiss((row, None))
        else:
            self._refresh_rows()

    def _refresh_if_changed(self) -> None:
        """Read the outbox again if the store changed since it was read."""
        if self._revision() != self._shown_revision:
            self._refresh_rows()

    @work(exclusive=True)
    async def _refresh_rows(self) -> None:
        self._shown_revision = self._revision()
        try:
            rows = await asyncio.to_thread(self._replies.outbox)
        except BizcareError as error:
            self.fail(error)
            return
        rows.sort(key=lambda row: row.state not in NEEDS_A_PERSON)
        if rows != self.rows or not rows:
            self.show_rows(rows)

    def _label_of(self, transition: Transition) -> str:
        return self.host.keymap.command(_COMMANDS[transition]).label

    def show_detail(self, row: OutboxRow | None) -> None:
        """Show the reply under the cursor in full."""
        about, keys, text = (self.query_one(f"#{name}", Static) for name in ("about", "keys-here", "text"))
        title = "" if row is None else f"#{row.thread_id} {row.topic}"
        self.query_one(".box").border_subtitle = Content(title)
        if row is None:
            about.update(Content(_("No reply has been sent from here yet.")))
            keys.update("")
            text.update("")
            return
        details = [
            _("written by {0}, {1}").format(row.written_by, moment_in_words(row.queued_at)),
            _("attempts: {0}").format(row.attempts),
        ]
        if row.confirmed_at is not None:
            details.append(_("on the Marketplace {0}").format(moment_in_words(row.confirmed_at)))
        if row.file:
            details.append(_("with the file {0}").format(row.file))
        lines = [Content.styled(" · ".join(details), "dim")]
        lines += [Content(text) for text in (row.error, row.note, row.reason) if text]
        about.update(Content("\n").join(lines))
        keys.update(self.keys_of(Context.OUTBOX) if row.ways else "")
        text.update(Content(f"\n{row.text}"))


def _line(row: OutboxRow) -> Content:
    state_name = reply_state_label(row.state)
    parts = [f"#{row.id}", row.customer, row.topic, row.error, row.note]
    text = " · ".join(part for part in parts if part)
    is_settled = row.state in (ReplyState.CONFIRMED, ReplyState.DISCARDED)
    return Content.assemble(
        (fit(state_name, _STATE_WIDTH), reply_style(row.state)),
        (" " + text, "dim" if is_settled else ""),
    )
