"""What a person does to write and send: the composer's actions, the undo, the outbox."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.outbox import ReplyState, Way
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.ui import words
from bizcare_tui.ui.actions import COMPOSER

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.desk.views import Draft, OutboxRow
    from bizcare_tui.domain.replies.ticket import Ticket
    from bizcare_tui.ui.app import BizcareApp
    from bizcare_tui.ui.composer import Composer

UNDO_SHOWN = 10


class Writing:
    """The actions of writing, over the app's panes and the desk's replies.

    Each `do_…` belongs to an action of the registry.
    """

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

    def writes_to(self, thread_id: int) -> bool:
        """Whether the open draft is one to this thread."""
        return self._composer is not None and self._composer.thread_id == thread_id

    def save_now(self) -> None:
        """Save the draft before the program ends.

        Raises:
            StoreProblem: the store refuses.
        """
        if self._composer is not None:
            self._composer.save_now()

    def turn_to_draft(self) -> None:
        """Give the keys to the draft."""
        if self._composer is not None:
            self._app.panes.turn_to(conversation=True)
            self._app.panes.write(open_=True)
            self._app.ahead.hand_over()

    # --- opening and closing -----------------------------------------------------------------------

    async def do_reply(self) -> None:
        """Open the draft to the thread in question."""
        thread_id = self._app.thread_in_question()
        if thread_id is None:
            return
        if self._composer is not None and self._composer.thread_id == thread_id:
            self.turn_to_draft()
            return
        await self.put_aside()
        await self._app.open_thread(thread_id)
        draft = await self._app.read(self._replies.draft, thread_id)
        if draft is not None:
            await self._open(thread_id, draft)

    async def _open(self, thread_id: int, draft: Draft) -> None:
        if not await self._take_seat(thread_id):
            return
        ticket = await self._app.read(self._replies.ticket, thread_id)
        if ticket is None:
            return
        self._ticket = ticket
        composer = await self._mounted()
        composer.begin(thread_id, draft, await self._app.read(self._to, ticket) or "")
        self.turn_to_draft()
        # The first check gathers what it compares with; nobody waits for that while typing.
        self._app.run_worker(self._app.read(self._replies.tickets.known), group="warm")

    async def _take_seat(self, thread_id: int) -> bool:
        """Have the right to write to a thread; from another who has it, it is taken over with a word."""
        from bizcare_tui.ui.asking import LineScreen

        company = self._app.desk.company
        holder = await self._app.read(company.sit, thread_id)
        if holder is None:
            return True
        self._app.ahead.drop()  # it was meant for the customer
        since = words.ago(holder.since, datetime.now(UTC))
        word = await self._app.push_screen_wait(
            LineScreen(
                _("{0} is writing here, since {1}").format(holder.login, since),
                _("A word for them takes the reply over, and keeps their draft. Esc leaves it to them."),
            )
        )
        if not word:
            return False
        await self._app.read(company.take_over, thread_id, word)
        return True

    async def look_at_seat(self) -> None:
        """Say so where another person took over the reply that is being written."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return
        holder = await self._app.read(self._app.desk.company.at_seat, composer.thread_id)
        if holder is None:
            composer.say_taken("")
        else:
            composer.say_taken(
                _("⚠ {0} writes here now: “{1}”. Your draft is kept; Esc, then r takes it back.").format(
                    holder.login, holder.word or _("no word")
                )
            )

    async def _mounted(self) -> Composer:
        from bizcare_tui.ui.composer import Composer

        if self._composer is None:
            ours = {key for action in self._app.actions if action.where == COMPOSER for key in action.keys}
            self._composer = Composer(self._replies, ours)
            await self._app.panes.mount_composer(self._composer)
        return self._composer

    def _to(self, ticket: Ticket) -> str:
        """What stands over the draft."""
        language = self._replies.tickets.language(ticket)
        missing = ", ".join(fact.shown for fact in self._replies.tickets.missing(ticket))
        parts = (
            _("Reply to {0}").format(ticket.customer or _("the customer")),
            ticket.product,
            _("writes {0}").format(language) if language else _("language unsure"),
            _("not told: {0}").format(missing) if missing else "",
        )
        return " · ".join(part for part in parts if part)

    async def put_aside(self) -> None:
        """Close the draft; it is kept."""
        composer = self._composer
        if composer is None or composer.thread_id is None:
            return
        try:
            await asyncio.to_thread(composer.save_now)
        except BizcareError as error:
            self._app.fail(error)
            return
        self._close()

    def _close(self) -> None:
        if self._composer is not None:
            if self._composer.thread_id is not None:
                rise = self._app.desk.company.rise
                self._app.run_worker(self._app.read(rise, self._composer.thread_id), group="seat")
            self._composer.end()
            self._app.panes.write(open_=False)
            self._app.reload()

    # --- writing -----------------------------------------------------------------------------------

    async def do_editor(self) -> None:
        """Write on in the person's own editor."""
        from bizcare_tui.ui.editor import edit_outside

        composer = self._open_composer()
        with self._app.suspend():
            try:
                text = edit_outside(composer.area.text)
            except BizcareError as error:
                self._app.fail(error)
                return
        self._app.refresh(repaint=True, layout=True)
        composer.rewrite(text)

    async def do_snippet(self) -> None:
        """Insert a snippet, in the customer's language first."""
        from bizcare_tui.ui.asking import ChoiceScreen

        composer = self._open_composer()
        assert composer.thread_id is not None
        offers = await self._app.read(self._replies.tickets.snippets, composer.thread_id)
        if offers is None:
            return
        lines = [Content(f"{snippet.language}  {snippet.title}") for snippet, _text in offers]
        chosen = await self._app.push_screen_wait(ChoiceScreen(_("Snippets"), lines))
        if chosen is not None:
            composer.insert(offers[chosen][1])
            await self.do_next_slot()

    async def do_next_slot(self) -> None:
        """To the next slot that is still to be filled, selected."""
        composer = self._open_composer()
        spans = await self._app.read(self._replies.tickets.unfilled, composer.area.text)
        if spans is None:
            return
        if not spans:
            composer.say(_("No slot is left to fill."))
            return
        here = composer.place
        composer.select(*next((span for span in spans if span[0] >= here), spans[0]))

    async def do_questions(self) -> None:
        """Draft the questions for the facts that the request lacks."""
        composer = self._open_composer()
        assert composer.thread_id is not None
        text = await self._app.read(self._replies.tickets.questions, composer.thread_id)
        if text == "":
            composer.say(_("Version, shop, steps, error and screenshots are all there."))
        elif text is not None:
            composer.insert(text)

    def do_quote(self) -> None:
        """Quote the selected message."""
        message = self._app.reader.selected
        if message is not None:
            lines = [f"> {line}".rstrip() for line in message.text.splitlines() if not line.startswith(">")]
            self._open_composer().insert("\n".join(lines) + "\n\n")
            self.turn_to_draft()

    async def do_attach(self) -> None:
        """Name a file to go with the reply; no name takes it off."""
        from bizcare_tui.ui.asking import LineScreen

        composer = self._open_composer()
        files = composer.draft.attachments
        asked = LineScreen(
            _("A file with the reply"),
            _("Path of the file; nothing, and Enter, sends none."),
            files[0] if files else "",
            needed=False,
        )
        path = await self._app.push_screen_wait(asked)
        if path is None:
            return
        if not path:
            composer.attach(())
        elif await self._app.read(self._replies.file, path) is not None:
            composer.attach((path,))

    async def do_drop_draft(self) -> None:
        """Throw the draft away; the text stays in the field's undo until it is closed."""
        composer = self._open_composer()
        composer.attach(())
        composer.rewrite("")
        composer.say(_("The draft is empty now; Ctrl+Z brings it back, Esc leaves."))

    def do_undo_typing(self) -> None:
        """Take back the last change of the draft."""
        self._open_composer().area.undo()

    def do_redo_typing(self) -> None:
        """Do again what was taken back."""
        self._open_composer().area.redo()

    # --- sending -----------------------------------------------------------------------------------

    async def do_check(self) -> None:
        """Look through what stands against the reply, without sending it."""
        await self._checked(sending=False)

    async def do_send(self) -> None:
        """Send the reply, through the check."""
        reason = await self._checked(sending=True)
        if reason is None:
            return
        composer = self._open_composer()
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
        self._app.sending.hurry()
        self._app.sending.look()
        self._app.say_top()
        seconds = self._app.desk.settings.undo_seconds
        if seconds:
            self._app.notify(
                _("The reply leaves in {0} s: u takes it back.").format(seconds),
                timeout=min(seconds, UNDO_SHOWN),
            )

    async def _checked(self, *, sending: bool) -> str | None:
        """Show what stands against the draft; the reason to send it, None to go on writing."""
        from bizcare_tui.ui.asking import FindingsScreen

        composer = self._open_composer()
        thread_id, draft = composer.thread_id, composer.draft
        assert thread_id is not None
        composer.say(_("checking …"))
        looked = await self._app.read(self._replies.look_over, thread_id, draft)
        composer.say("")
        if looked is None:
            return None
        if sending and not looked.findings and not looked.notes:
            return ""
        screen = FindingsScreen(looked.findings, looked.notes, sending=sending)
        reason = await self._app.push_screen_wait(screen)
        if reason is not None:
            composer.read_up_to(looked.last_message_id)
        return reason

    # --- the outbox --------------------------------------------------------------------------------

    async def undo_reply(self, row: OutboxRow) -> None:
        """Take back a reply that has not left."""
        await self.take_back(row, Way.UNDO)

    async def take_back(self, row: OutboxRow, way: Way) -> None:
        """Make a reply the draft again that it was, and open it."""
        if await self._app.read(self._replies.act, row.id, way) is None:
            return
        self._app.clear_notifications()  # one of them says that the reply leaves
        await self.put_aside()
        await self._app.open_thread(row.thread_id)
        draft = await self._app.read(self._replies.draft, row.thread_id)
        if draft is not None:
            await self._open(row.thread_id, draft)
        self._app.say_top()

    async def do_outbox(self) -> None:
        """Every reply, and what became of it."""
        from bizcare_tui.ui.outbox import OutboxScreen

        wish = await self._app.push_screen_wait(OutboxScreen(self._replies, self._app.desk.now))
        self._app.sending.hurry()
        if wish is None:
            return
        row, way = wish
        if way is None:
            await self._app.open_thread(row.thread_id)
        else:
            await self.take_back(row, way)

    async def may_leave(self) -> bool:
        """Whether the person leaves, told what is not confirmed yet."""
        from bizcare_tui.ui.asking import ChoiceScreen

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
        chosen = await self._app.push_screen_wait(ChoiceScreen(title, lines))
        return chosen == 1

    def _open_composer(self) -> Composer:
        assert self._composer is not None
        return self._composer
