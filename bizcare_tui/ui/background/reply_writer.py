"""The reply that is being written: open, check, send and close its draft."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.targets import about

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.unsaved_texts import UnsavedText
    from bizcare_tui.desk.views import OutboxRow, ReplyDraft
    from bizcare_tui.domain.replies.ticket import Ticket
    from bizcare_tui.ui.widgets.composer import Composer
    from bizcare_tui.ui.workspace import Workspace


class ReplyWriter:
    """Open and close the composer, check its draft and queue it. At most one draft is open at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._composer: Composer | None = None
        workspace.part(UnsavedRecovery).unsaved_draft = self.unsaved

    @property
    def _replies(self) -> Replies:
        return self._workspace.desk.replies

    @property
    def composer(self) -> Composer:
        """The composer; there is one only after a draft was opened."""
        assert self._composer is not None
        return self._composer

    @property
    def is_open(self) -> bool:
        """Whether a draft is open."""
        return self._composer is not None and self._composer.thread_id is not None

    def has_draft_for(self, thread_id: int) -> bool:
        """Return whether the open draft is a reply to this thread."""
        return self._composer is not None and self._composer.thread_id == thread_id

    def unsaved(self) -> UnsavedText | None:
        """Return the draft if it is not saved yet; None otherwise."""
        return self._composer.unsaved() if self._composer is not None else None

    def focus_draft(self) -> None:
        """Focus the draft, if the composer exists."""
        if self._composer is not None:
            self._workspace.panes.switch_pane(conversation=True)
            self._workspace.panes.write(open_=True)
            self._workspace.ahead.answered()

    # --- opening and closing -----------------------------------------------------------------------

    async def write(self, thread_id: int) -> None:
        """Open the draft of a reply to a thread."""
        if self._composer is not None and self._composer.thread_id == thread_id:
            self.focus_draft()
            return
        if not await self.put_aside():
            return
        await self._workspace.open_thread(thread_id)
        draft = await self._workspace.read(self._replies.draft, thread_id)
        if draft is not None:
            await self._open_draft(thread_id, draft)

    async def _open_draft(self, thread_id: int, draft: ReplyDraft) -> None:
        if not await self._lock_reply(thread_id):
            return
        ticket = await self._workspace.read(self._replies.ticket, thread_id)
        if ticket is None:
            return
        composer = await self._mount_composer()
        composer.begin(thread_id, draft, await self._workspace.read(self._draft_heading, ticket) or "")
        self.focus_draft()
        # The first check needs data that takes a while to load: load it now, while the person types.
        self._workspace.run_worker(self._workspace.read(self._replies.tickets.known), group="warm")

    async def _lock_reply(self, thread_id: int) -> bool:
        """Lock the reply to a thread. If a colleague has the lock, a message to them takes it over.

        Return whether the person now has the lock.
        """
        from bizcare_tui.ui.screens.input_dialogs import LineScreen

        company = self._workspace.desk.presence
        lock = await self._workspace.read(company.lock_reply, thread_id)
        if lock is None:
            return True
        self._workspace.ahead.drop()  # keys typed ahead were text for the customer, not for this dialog
        since = labels.time_ago(lock.since, datetime.now(UTC))

        async def take_over(word: str) -> bool:
            await asyncio.to_thread(company.take_over, thread_id, word)
            return True

        is_taken_over = await self._workspace.ask(
            LineScreen(
                _("{0} has been writing here since {1}").format(lock.login, since),
                self._workspace.keymap.fill(
                    _("Write a note to take over the reply. Their draft is kept. {leave_form} cancels.")
                ),
                accept=take_over,
                about=await about(self._workspace, [thread_id]),
            )
        )
        return bool(is_taken_over)

    async def check_reply_lock(self) -> None:
        """Show a warning in the composer if a colleague took over the reply that is being written."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return
        lock = await self._workspace.read(self._workspace.desk.presence.reply_lock_holder, composer.thread_id)
        if lock is None:
            composer.show_taken_over("")
        else:
            keymap = self._workspace.keymap
            text = _(
                "⚠ {0} has taken over this reply: “{1}”. Your draft is saved. Press {back}, then"
                " {reply}, to take it back over."
            )
            word = lock.word or _("no note")
            composer.show_taken_over(keymap.fill(text, lock.login, word, back=keymap.field_key("back")))

    async def _mount_composer(self) -> Composer:
        from bizcare_tui.ui.widgets.composer import Composer

        if self._composer is None:
            self._composer = Composer(self._replies)
            await self._workspace.panes.mount_composer(self._composer)
        return self._composer

    def _draft_heading(self, ticket: Ticket) -> str:
        """Return the heading of the draft."""
        language = self._replies.tickets.language(ticket)
        missing = ", ".join(fact.shown for fact in self._replies.tickets.missing(ticket))
        parts = (
            _("Reply to {0}").format(ticket.customer) if ticket.customer else _("Reply to the customer"),
            ticket.product,
            _("writes in {0}").format(language) if language else _("language uncertain"),
            _("missing: {0}").format(missing) if missing else "",
        )
        return " · ".join(part for part in parts if part)

    async def put_aside(self) -> bool:
        """Save and close the draft. Return False if it cannot be saved and the person stays with it."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return True
        if not await self._workspace.part(UnsavedRecovery).save_or_ask(composer.unsaved, composer.save_now):
            return False
        self._close()
        return True

    def _close(self) -> None:
        if self._composer is not None:
            if self._composer.thread_id is not None:
                release_lock = self._workspace.desk.presence.release_reply
                self._workspace.run_worker(
                    self._workspace.read(release_lock, self._composer.thread_id), group="seat"
                )
            self._composer.end()
            self._workspace.panes.write(open_=False)
            self._workspace.reload()

    # --- sending -----------------------------------------------------------------------------------

    async def queue(self, override: str) -> bool:
        """Queue the draft for sending and close it; return whether it was queued.

        Args:
            override: the reason to send it despite the findings of its check; may be empty.
        """
        composer = self.composer
        # Send what is stored, so that a text typed in another window is neither lost nor left out.
        if not await composer.save_and_wait():
            return False
        thread_id, draft = composer.thread_id, composer.draft
        assert thread_id is not None
        row: OutboxRow | None = await self._workspace.read(
            lambda: self._replies.queue(
                thread_id, draft.text, files=draft.attachments, override=override, base=draft.base_message_id
            )
        )
        if row is None:
            return False
        self._close()
        self._workspace.part(OutboxRunner).end_pause()
        self._workspace.check_store()
        return True

    async def check(self, *, sending: bool) -> str | None:
        """Check the draft and show the findings.

        Return the reason to send it all the same, empty if nothing was found; None to go on writing.
        """
        from bizcare_tui.ui.screens.findings import FindingsScreen

        composer = self.composer
        thread_id, draft = composer.thread_id, composer.draft
        assert thread_id is not None
        composer.show_notice(_("checking …"))
        result = await self._workspace.read(self._replies.look_over, thread_id, draft)
        composer.show_notice("")
        if result is None:
            return None
        if sending and not result.findings and not result.notes:
            return ""
        subject = await about(self._workspace, [thread_id])
        screen = FindingsScreen(result.findings, result.notes, sending=sending, about=subject)
        reason = await self._workspace.ask(screen)
        if reason is not None:
            composer.set_base_message(result.last_message_id)
        return reason

    # --- after sending -----------------------------------------------------------------------------

    async def take_back(self, row: OutboxRow, transition: Transition) -> bool:
        """Turn a reply back into a draft by the given transition, and open the draft.

        The letter of a decision becomes no draft. Return whether it is undone and its thread open.
        """
        if await self._workspace.read(self._replies.act, row.id, transition) is None:
            return False
        # One of the notices may still say that the reply will be sent.
        self._workspace.panes.app.clear_notifications()
        if not await self.put_aside():
            return False
        await self._workspace.open_thread(row.thread_id)
        draft = None if row.decision else await self._workspace.read(self._replies.draft, row.thread_id)
        if draft is not None:
            await self._open_draft(row.thread_id, draft)
        self._workspace.show_status()
        return True

    async def confirm_leaving(self) -> bool:
        """Return whether the person wants to leave. Ask if some replies are not confirmed yet."""
        from bizcare_tui.ui.screens.choice import ChoiceScreen

        has_store = self._workspace.desk.pulse.last.exists
        states = await self._workspace.read(self._replies.states) if has_store else {}
        if not states:
            return True
        lines = [
            Content(_("Stay")),
            Content(_("Quit: {0}").format(self._workspace.part(OutboxRunner).words(states))),
        ]
        title = _("Not all replies are confirmed")
        if ReplyState.QUEUED in states:
            title = _("Not all replies are sent yet")
            if not self._workspace.demo:
                title = _("Not all replies are sent yet; `bizcare outbox send` sends the rest")
        index = await self._workspace.ask(ChoiceScreen(title, lines))
        return index == 1
