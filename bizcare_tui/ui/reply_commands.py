"""Commands to write, check, send and undo replies, and to open the outbox."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.domain.text import without_stand_ins
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.ui.actions import COMPOSER

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.unsaved_texts import UnsavedText
    from bizcare_tui.desk.views import OutboxRow, ReplyDraft
    from bizcare_tui.domain.replies.ticket import Ticket
    from bizcare_tui.ui.app import BizcareApp
    from bizcare_tui.ui.composer import Composer

# Longest time in seconds for which the notice about undo is shown.
UNDO_NOTICE_SECONDS = 10


class ReplyCommands:
    """The reply commands. Each `do_…` method runs the action of the registry with the same name."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._composer: Composer | None = None
        self._ticket: Ticket | None = None

    @property
    def _replies(self) -> Replies:
        return self._app.desk.replies

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
            self._app.panes.switch_pane(conversation=True)
            self._app.panes.write(open_=True)
            self._app.ahead.answered()

    # --- opening and closing -----------------------------------------------------------------------

    async def do_reply(self) -> None:
        """Open the draft of a reply to the selected thread."""
        thread_id = self._app.current_thread_id()
        if thread_id is None:
            return
        if self._composer is not None and self._composer.thread_id == thread_id:
            self.focus_draft()
            return
        if not await self.put_aside():
            return
        await self._app.open_thread(thread_id)
        draft = await self._app.read(self._replies.draft, thread_id)
        if draft is not None:
            await self._open_draft(thread_id, draft)

    async def _open_draft(self, thread_id: int, draft: ReplyDraft) -> None:
        if not await self._lock_reply(thread_id):
            return
        ticket = await self._app.read(self._replies.ticket, thread_id)
        if ticket is None:
            return
        self._ticket = ticket
        composer = await self._mount_composer()
        composer.begin(thread_id, draft, await self._app.read(self._draft_heading, ticket) or "")
        self.focus_draft()
        # The first check needs data that takes a while to load: load it now, while the person types.
        self._app.run_worker(self._app.read(self._replies.tickets.known), group="warm")

    async def _lock_reply(self, thread_id: int) -> bool:
        """Lock the reply to a thread. If a colleague has the lock, a message to them takes it over.

        Return whether the person now has the lock.
        """
        from bizcare_tui.ui.input_dialogs import LineScreen

        company = self._app.desk.presence
        lock = await self._app.read(company.lock_reply, thread_id)
        if lock is None:
            return True
        self._app.ahead.drop()  # keys typed ahead were text for the customer, not for this dialog
        since = labels.time_ago(lock.since, datetime.now(UTC))

        async def take_over(word: str) -> bool:
            await asyncio.to_thread(company.take_over, thread_id, word)
            return True

        is_taken_over = await self._app.push_screen_wait(
            LineScreen(
                _("{0} is writing here, since {1}").format(lock.login, since),
                _("A note for them takes the reply over, and keeps their draft. Esc cancels."),
                accept=take_over,
                about=await self._app.triage_commands.about([thread_id]),
            )
        )
        return bool(is_taken_over)

    async def check_reply_lock(self) -> None:
        """Show a warning in the composer if a colleague took over the reply that is being written."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return
        lock = await self._app.read(self._app.desk.presence.reply_lock_holder, composer.thread_id)
        if lock is None:
            composer.show_taken_over("")
        else:
            composer.show_taken_over(
                _(
                    "⚠ {0} is replying here now: “{1}”. Your draft is kept; Esc, then r takes over again."
                ).format(lock.login, lock.word or _("no word"))
            )

    async def _mount_composer(self) -> Composer:
        from bizcare_tui.ui.composer import Composer

        if self._composer is None:
            composer_keys = {
                key for action in self._app.actions if action.where == COMPOSER for key in action.keys
            }
            self._composer = Composer(self._replies, composer_keys)
            await self._app.panes.mount_composer(self._composer)
        return self._composer

    def _draft_heading(self, ticket: Ticket) -> str:
        """Return the heading of the draft."""
        language = self._replies.tickets.language(ticket)
        missing = ", ".join(fact.shown for fact in self._replies.tickets.missing(ticket))
        parts = (
            _("Reply to {0}").format(ticket.customer or _("the customer")),
            ticket.product,
            _("writes {0}").format(language) if language else _("language unsure"),
            _("not reported: {0}").format(missing) if missing else "",
        )
        return " · ".join(part for part in parts if part)

    async def put_aside(self) -> bool:
        """Save and close the draft. Return False if it cannot be saved and the person stays with it."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return True
        if not await self._app.unsaved_recovery.save_or_ask(composer.unsaved, composer.save_now):
            return False
        self._close()
        return True

    def _close(self) -> None:
        if self._composer is not None:
            if self._composer.thread_id is not None:
                release_lock = self._app.desk.presence.release_reply
                self._app.run_worker(self._app.read(release_lock, self._composer.thread_id), group="seat")
            self._composer.end()
            self._app.panes.write(open_=False)
            self._app.reload()

    # --- writing -----------------------------------------------------------------------------------

    async def do_editor(self) -> None:
        """Edit the draft in the person's external editor."""
        from bizcare_tui.external_editor import edit_in_external_editor

        composer = self._open_composer()
        with self._app.suspend():
            try:
                text = edit_in_external_editor(composer.area.text)
            except BizcareError as error:
                self._app.fail(error)
                return
        self._app.refresh(repaint=True, layout=True)
        composer.replace_text(text)

    async def do_snippet(self) -> None:
        """Insert a snippet; those in the customer's language are listed first."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        composer = self._open_composer()
        assert composer.thread_id is not None
        offers = await self._app.read(self._replies.tickets.snippets, composer.thread_id)
        if offers is None:
            return
        lines = [Content(f"{snippet.language}  {snippet.title}") for snippet, _text in offers]
        index = await self._app.push_screen_wait(ChoiceScreen(_("Snippets"), lines))
        if index is not None:
            composer.insert(offers[index][1])
            await self.do_next_slot()

    async def do_next_slot(self) -> None:
        """Select the next placeholder that is not filled in."""
        composer = self._open_composer()
        spans = await self._app.read(self._replies.tickets.unfilled, composer.area.text)
        if spans is None:
            return
        if not spans:
            composer.say(_("No slot is left to fill."))
            return
        position = composer.place
        composer.select(*next((span for span in spans if span[0] >= position), spans[0]))

    async def do_questions(self) -> None:
        """Insert questions for the facts that the request lacks."""
        composer = self._open_composer()
        assert composer.thread_id is not None
        text = await self._app.read(self._replies.tickets.questions, composer.thread_id)
        if text == "":
            composer.say(_("Version, shop, steps, error and screenshots are all there."))
        elif text is not None:
            composer.insert(text)

    def do_quote(self) -> None:
        """Insert the selected message as a quotation."""
        message = self._app.reader.selected
        if message is not None:
            text = without_stand_ins(message.text)
            lines = [f"> {line}".rstrip() for line in text.split("\n") if not line.startswith(">")]
            self._open_composer().insert("\n".join(lines) + "\n\n")
            self.focus_draft()

    async def do_attach(self) -> None:
        """Attach a file to the reply; an empty path removes it."""
        from bizcare_tui.ui.input_dialogs import LineScreen

        composer = self._open_composer()
        files = composer.draft.attachments

        async def accept(path: str) -> tuple[str, ...]:
            if path:
                await asyncio.to_thread(self._replies.file, path)
            return (path,) if path else ()

        screen = LineScreen(
            _("A file with the reply"),
            _("Path of the file; nothing, and Enter, sends none."),
            files[0] if files else "",
            needed=False,
            accept=accept,
        )
        paths = await self._app.push_screen_wait(screen)
        if paths is not None:
            composer.attach(paths)

    async def do_drop_draft(self) -> None:
        """Empty the draft. The field's undo can restore the text until the draft is closed."""
        composer = self._open_composer()
        composer.attach(())
        composer.replace_text("")
        composer.say(_("The draft is empty now; Ctrl+Z brings it back, Esc leaves."))

    def do_undo_typing(self) -> None:
        """Undo the last change of the draft."""
        self._open_composer().area.undo()

    def do_redo_typing(self) -> None:
        """Redo the last undone change of the draft."""
        self._open_composer().area.redo()

    # --- sending -----------------------------------------------------------------------------------

    async def do_check(self) -> None:
        """Check the reply without sending it."""
        await self._check_draft(sending=False)

    async def do_send(self) -> None:
        """Check the reply, and queue it for sending."""
        reason = await self._check_draft(sending=True)
        if reason is None:
            return
        composer = self._open_composer()
        # Send what is stored, so that a text typed in another window is neither lost nor left out.
        if not await composer.save_and_wait():
            return
        thread_id, draft = composer.thread_id, composer.draft
        assert thread_id is not None
        row: OutboxRow | None = await self._app.read(
            lambda: self._replies.queue(
                thread_id, draft.text, files=draft.attachments, override=reason, base=draft.base_message_id
            )
        )
        if row is None:
            return
        self._close()
        self._app.sending.end_pause()
        self._app.sending.look()
        self._app.say_top()
        seconds = self._app.desk.settings.undo_seconds
        if seconds:
            self._app.notify(
                _("The reply leaves in {0} s: u undoes it.").format(seconds),
                timeout=min(seconds, UNDO_NOTICE_SECONDS),
            )

    async def _check_draft(self, *, sending: bool) -> str | None:
        """Check the draft and show the findings.

        Return the reason to send it all the same, empty if nothing was found; None to go on writing.
        """
        from bizcare_tui.ui.input_dialogs import FindingsScreen

        composer = self._open_composer()
        thread_id, draft = composer.thread_id, composer.draft
        assert thread_id is not None
        composer.say(_("checking …"))
        result = await self._app.read(self._replies.look_over, thread_id, draft)
        composer.say("")
        if result is None:
            return None
        if sending and not result.findings and not result.notes:
            return ""
        screen = FindingsScreen(result.findings, result.notes, sending=sending)
        reason = await self._app.push_screen_wait(screen)
        if reason is not None:
            composer.set_base_message(result.last_message_id)
        return reason

    # --- the outbox --------------------------------------------------------------------------------

    async def undo_reply(self, row: OutboxRow) -> None:
        """Undo a reply that has not been sent."""
        await self.take_back(row, Transition.UNDO)

    async def take_back(self, row: OutboxRow, transition: Transition) -> None:
        """Turn a reply back into a draft by the given transition, and open the draft."""
        if await self._app.read(self._replies.act, row.id, transition) is None:
            return
        self._app.clear_notifications()  # one of them may still say that the reply will be sent
        if not await self.put_aside():
            return
        await self._app.open_thread(row.thread_id)
        draft = await self._app.read(self._replies.draft, row.thread_id)
        if draft is not None:
            await self._open_draft(row.thread_id, draft)
        self._app.say_top()

    async def do_outbox(self) -> None:
        """Show the outbox, then open the chosen thread or draft."""
        from bizcare_tui.ui.outbox_screen import OutboxScreen

        choice = await self._app.push_screen_wait(OutboxScreen(self._replies, self._app.desk.now))
        self._app.sending.end_pause()
        if choice is None:
            return
        row, transition = choice
        if transition is None:
            await self._app.open_thread(row.thread_id)
        else:
            await self.take_back(row, transition)

    async def confirm_leaving(self) -> bool:
        """Return whether the person wants to leave. Ask if some replies are not confirmed yet."""
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        states = self._replies.states()
        if not states:
            return True
        lines = [
            Content(_("Stay")),
            Content(_("Leave: {0}").format(self._app.sending.words())),
        ]
        title = _("Not everything is confirmed")
        if ReplyState.QUEUED in states:
            title = _("Not everything is sent; `bizcare outbox send` goes on")
        index = await self._app.push_screen_wait(ChoiceScreen(title, lines))
        return index == 1

    def _open_composer(self) -> Composer:
        assert self._composer is not None
        return self._composer
