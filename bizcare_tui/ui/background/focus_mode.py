"""Focus mode: one ticket at a time, in the order of its obligation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.domain.focus import (
    FocusQueue,
    Obligation,
    extended_horizon,
    heading,
    set_aside_in_words,
)
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.background.reply_writer import ReplyWriter

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView
    from bizcare_tui.ui.workspace import Workspace


class FocusMode:
    """Goes through the obligations one by one. It is on as long as the panes show one ticket alone."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._queue = FocusQueue()
        # The ticket that is shown, or was before it was finished: what comes next is counted from it.
        self._place: Obligation | None = None
        self._until: datetime | None = None
        self._finished: set[int] = set()

    @property
    def is_on(self) -> bool:
        """Whether focus mode is on."""
        return self._workspace.panes.is_in_focus_mode

    async def begin(self) -> None:
        """Show the most urgent ticket alone."""
        if not await self._workspace.part(ReplyWriter).put_aside():
            return
        self._until, self._place = None, None
        self._finished.clear()
        await self._go_on()

    async def skip(self) -> None:
        """Go to the next ticket; this one stays as it is."""
        if await self._workspace.part(ReplyWriter).put_aside():
            await self._go_on()

    async def go_back(self) -> None:
        """Go to the ticket before this one."""
        if not await self._workspace.part(ReplyWriter).put_aside() or not await self._read_queue():
            return
        before = self._queue.before(self._place)
        if before is None:
            self._workspace.notify(_("This is the most urgent ticket."))
        else:
            await self._show(before)

    async def finish(self, thread_ids: Sequence[int]) -> None:
        """Go on after these threads were finished, if focus mode is on."""
        shown = self._workspace.panes.conversation
        if self.is_on and shown is not None and shown.row.id in thread_ids:
            self._finished.add(shown.row.id)
            await self._go_on()

    def handle_shown(self, conversation: ConversationView) -> None:
        """Show the place and the draft of a ticket that is shown now, if focus mode is on."""
        if self.is_on:
            self._workspace.run_worker(
                partial(self._update, conversation.row.id), group="focus", exclusive=True
            )

    # --- going through the queue -------------------------------------------------------------------

    async def _go_on(self) -> None:
        if not await self._read_queue():
            return
        following = self._queue.after(self._place)
        if following is not None:
            await self._show(following)
        else:
            await self._end()

    async def _show(self, obligation: Obligation) -> None:
        """Show a ticket alone, at the last message of its customer."""
        panes = self._workspace.panes
        panes.inbox.move_to_thread(obligation.thread_id)
        await self._workspace.open_thread(obligation.thread_id)
        shown = panes.conversation
        if shown is None or shown.row.id != obligation.thread_id:
            return
        self._place = obligation
        await panes.enter_focus_mode()
        panes.reader.select_last_of_customer()
        await self._update(obligation.thread_id)

    async def _end(self) -> None:
        """Leave focus mode, and say what comes next."""
        from bizcare_tui.ui.screens.focus import FocusEnd, FocusEndScreen

        panes, queue = self._workspace.panes, self._queue
        if self.is_on:
            panes.switch_pane(conversation=False)
        screen = FocusEndScreen(queue, self._finished_count(), self._workspace.desk.now())
        match await self._workspace.ask(screen):
            case FocusEnd.FOLLOWING if queue.following is not None:
                self._until = extended_horizon(queue.following)
                await self._go_on()
            case FocusEnd.SKIPPED if queue.obligations:
                await self._show(queue.obligations[-1])

    async def _read_queue(self) -> bool:
        """Read the queue; return whether that was possible."""
        queue = await self._workspace.read(lambda: self._workspace.desk.statistics.focus.read(self._until))
        if queue is not None:
            self._queue = queue
        return queue is not None

    # --- what is shown -----------------------------------------------------------------------------

    async def _update(self, thread_id: int) -> None:
        """Show the place of a ticket among what is due, and its draft."""
        panes = self._workspace.panes
        draft = await self._workspace.read(lambda: self._workspace.desk.replies.draft(thread_id))
        if not await self._read_queue() or draft is None:
            return
        shown = panes.conversation
        if not self.is_on or shown is None or shown.row.id != thread_id:
            return
        self._place = self._queue.find(thread_id) or self._place
        panes.show_focus(self._heading(thread_id), draft.text)

    def _finished_count(self) -> int:
        """Return how many tickets were finished, without those that are due again, such as after an undo."""
        return sum(self._queue.find(thread_id) is None for thread_id in self._finished)

    def _heading(self, thread_id: int) -> str:
        count = self._finished_count()
        finished = ngettext("{n} finished", "{n} finished", count).format(n=count) if count else ""
        parts = (
            _("Focus"),
            heading(self._queue, thread_id, self._workspace.desk.now()),
            set_aside_in_words(self._queue),
            finished,
        )
        return " · ".join(part for part in parts if part)
