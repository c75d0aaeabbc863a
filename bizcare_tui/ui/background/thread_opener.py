"""Open threads, and keep the open one up to date."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.domain.dates import time_in_digits
from bizcare_tui.domain.threads import AuthorSource
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.background.thread_preview import ThreadPreview
from bizcare_tui.ui.background.wizard_preparation import WizardPreparation
from bizcare_tui.ui.notices import NoticeKind
from bizcare_tui.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView
    from bizcare_tui.ui.workspace import Workspace


class ThreadOpener:
    """Shows threads in the conversation, and reloads what is shown."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._requested_thread_id: int | None = None
        self._wizards = WizardPreparation(workspace)

    def open_soon(self, thread_id: int) -> None:
        """Show a thread in the background, unless another one is requested meanwhile."""
        self._workspace.run_worker(partial(self.open, thread_id), group="open", exclusive=True)

    def leave_soon(self) -> None:
        """Go to the inbox in the background; save and close a draft first."""
        self._workspace.run_worker(self._leave, group="open", exclusive=True)

    async def _leave(self) -> None:
        if await self._workspace.part(ReplyWriter).put_aside():
            self._workspace.panes.switch_pane(conversation=False)

    async def open(self, thread_id: int) -> None:
        """Show a thread and mark it as read; save and close a draft to another thread."""
        workspace, writer = self._workspace, self._workspace.part(ReplyWriter)
        if not writer.has_draft_for(thread_id) and not await writer.put_aside():
            return
        self._requested_thread_id = thread_id
        if (shown := workspace.panes.conversation) is not None and shown.row.id == thread_id:
            workspace.panes.switch_pane(conversation=True)  # at once: it is on the screen already
        try:
            conversation = await workspace.part(ThreadPreview).read(thread_id)
        except BizcareError as error:
            workspace.fail(error)
            return
        if self._requested_thread_id != thread_id:
            return
        self._show(conversation)
        workspace.panes.switch_pane(conversation=True)
        workspace.part(PresenceReporter).show_colleagues_here()
        if conversation.row.unread or conversation.row.mentioned:
            workspace.panes.inbox.show_as_read(thread_id)
            workspace.run_worker(partial(self._mark_read, thread_id), group="read")
        self._wizards.begin(thread_id)

    def reload(self) -> None:
        """Show changes of the store in the background, and keep the cursor and the view in place."""
        self._workspace.run_worker(self._reload, group="reload", exclusive=True)

    async def _reload(self) -> None:
        workspace, panes = self._workspace, self._workspace.panes
        workspace.part(InboxLoader).load()
        workspace.part(StatusLine).count()
        await workspace.part(PresenceReporter).look()
        if (shown := panes.conversation) is not None:
            conversation = await workspace.read(workspace.desk.conversations.conversation, shown.row.id)
            # Another thread, or none, may be shown by now.
            now_shown = panes.conversation
            if conversation is not None and now_shown is not None and now_shown.row.id == shown.row.id:
                self._show(conversation)

    async def _mark_read(self, thread_id: int) -> None:
        await self._workspace.read(self._workspace.desk.conversations.mark_read, thread_id)
        # Show what is stored, whether marking succeeded or not.
        self._workspace.panes.inbox.refresh_visible()

    def _show(self, conversation: ConversationView) -> None:
        new_messages = self._workspace.panes.show(conversation)
        self._workspace.part(FocusMode).handle_shown(conversation)
        own_replies = [message for message in new_messages if message.author_by is AuthorSource.OWN_REPLY]
        if own_replies:
            at = time_in_digits(own_replies[-1].at)
            self._workspace.notify(_("Your reply arrived ({0})").format(at), kind=NoticeKind.ARRIVED_REPLY)
        if count := len(new_messages) - len(own_replies):
            text = ngettext("{n} new message below", "{n} new messages below", count)
            self._workspace.notify(text.format(n=count), kind=NoticeKind.ARRIVED_MESSAGES)
