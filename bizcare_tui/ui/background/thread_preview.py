"""Show the thread under the cursor beside the inbox, without marking it as read."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.background.presence import PresenceReporter

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView
    from bizcare_tui.ui.workspace import Workspace

# The cursor has to rest on a thread for this long. A held key moves it on every 30 ms.
PAUSE_SECONDS = 0.05
# After a move that comes alone, not from a held key, the thread is read meanwhile, once the move is painted.
ALONE_SECONDS, PAINT_SECONDS = 0.15, 0.01


class ThreadPreview:
    """Show the thread under the cursor when the cursor rests, where the conversation is beside the inbox.

    The cursor never waits for it: the thread is read in a thread of its own, and dropped if the cursor has
    moved on. Nothing is marked as read, and colleagues do not see the person there.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._has_begun = False
        self._timer: asyncio.TimerHandle | None = None
        self._requested_at = 0.0
        # The thread that is read, or was read last.
        self._reading: tuple[int, asyncio.Task[ConversationView]] | None = None

    @property
    def is_pending(self) -> bool:
        """Whether a thread will be shown when the cursor has rested."""
        return self._timer is not None

    async def begin(self) -> None:
        """Show the thread under the cursor, and from now on each that it rests on."""
        self._has_begun = True
        if self._missing_thread_id() is not None:
            await self._show_when_read()

    def request(self) -> None:
        """Show the thread under the cursor as soon as the cursor rests."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        panes = self._workspace.panes
        if not self._has_begun or panes.in_conversation:
            return
        if panes.inbox.thread_id is None:
            panes.show_nothing()
        elif self._missing_thread_id() is not None:
            loop = asyncio.get_running_loop()
            before, self._requested_at = self._requested_at, loop.time()
            is_alone = self._requested_at - before > ALONE_SECONDS
            begin = partial(self._start, self._requested_at + PAUSE_SECONDS)
            self._timer = loop.call_later(PAINT_SECONDS if is_alone else PAUSE_SECONDS, begin)

    async def current(self) -> ConversationView | None:
        """Return the conversation of the current thread; show it first if it is not shown yet.

        None if there is no thread, or if it cannot be read.
        """
        workspace, panes = self._workspace, self._workspace.panes
        while (thread_id := self._missing_thread_id()) is not None:
            conversation = await workspace.read(workspace.desk.conversations.conversation, thread_id)
            if conversation is None:
                return None
            self._show(conversation)
        return panes.conversation

    async def read(self, thread_id: int) -> ConversationView:
        """Read a thread. Whoever wants one that is being read waits for that: two readings slow each other.

        Raises:
            BizcareError: it cannot be read.
        """
        if self._reading is None or self._reading[0] != thread_id or self._reading[1].done():
            read = asyncio.to_thread(self._workspace.desk.conversations.conversation, thread_id)
            self._reading = (thread_id, asyncio.create_task(read))
        # Who no longer waits must not end it for the others.
        return await asyncio.shield(self._reading[1])

    def _missing_thread_id(self) -> int | None:
        """Return the thread that has to be shown and is not; None if there is none."""
        panes = self._workspace.panes
        thread_id = panes.inbox.thread_id
        shown_id = panes.conversation.row.id if panes.conversation is not None else None
        is_missing = panes.has_both_panes and not panes.in_conversation and thread_id != shown_id
        return thread_id if is_missing else None

    def _start(self, show_at: float) -> None:
        self._timer = None
        if self._missing_thread_id() is not None:
            self._workspace.run_worker(
                partial(self._show_when_read, show_at), group="preview", exclusive=True
            )

    async def _show_when_read(self, show_at: float = 0.0) -> None:
        """Read the thread under the cursor, and show it when the loop's time has come."""
        thread_id = self._missing_thread_id()
        if thread_id is None:
            return
        try:
            conversation = await self.read(thread_id)
        except BizcareError:
            return  # the thread is gone or the store cannot be read: opening it says so
        await asyncio.sleep(max(0.0, show_at - asyncio.get_running_loop().time()))
        self._show(conversation)

    def _show(self, conversation: ConversationView) -> None:
        """Show a conversation, unless another one is under the cursor or open by now."""
        if self._missing_thread_id() == conversation.row.id:
            self._workspace.panes.show(conversation)
            self._workspace.part(PresenceReporter).show_colleagues_here()
