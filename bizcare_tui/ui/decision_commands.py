"""The actions that reject or refund a request, and show the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_rows import DecisionRow
    from bizcare_tui.ui.app import BizcareApp

_DEADLINES = ("first_answer", "follow_up", "holidays")


class DecisionCommands:
    """Run the decision actions.

    Each `do_…` method runs the action of that name.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    async def do_reject(self) -> None:
        """Open the wizard that rejects the request of the current thread."""
        from bizcare_tui.ui.rejection_wizard import REJECTION_PAGES

        await self._run_wizard("rejection", REJECTION_PAGES, _("Reject"))

    async def do_refund(self) -> None:
        """Open the wizard that refunds the purchase of the current thread."""
        from bizcare_tui.ui.refund_wizard import REFUND_PAGES

        await self._run_wizard("refund", REFUND_PAGES, _("Refund"))

    async def do_decisions(self) -> None:
        """Show all decisions, and open the thread of the one that the person chooses."""
        from bizcare_tui.ui.decisions_screen import DecisionsScreen

        rows = await self._app.read(self._read_decisions)
        if rows is None:
            return
        row = await self._app.push_screen_wait(DecisionsScreen(self._app.desk.decisions, rows))
        if row is not None:
            await self._app.open_thread(row.thread_id)

    def _read_decisions(self) -> list[DecisionRow]:
        """Return all decisions; `desk.decisions` exists only after a sync, so it is read in here."""
        return self._app.desk.decisions.list_decisions()

    async def _run_wizard(self, kind: str, pages: tuple[type, ...], name: str) -> None:
        from bizcare_tui.desk.partner_pages import PageKind
        from bizcare_tui.ui.browser import open_partner_page
        from bizcare_tui.ui.wizard import WizardScreen

        app = self._app
        thread_id = app.current_thread_id()
        if thread_id is None:
            return
        if not await app.writing.put_aside():
            return
        await app.open_thread(thread_id)
        # The first use compiles many patterns, so it happens in a thread.
        decisions = await app.read(lambda: app.desk.decisions)
        if decisions is None:
            return
        state = await app.read(decisions.begin, thread_id, kind)
        context = await app.read(decisions.matters.matter, thread_id)
        conversation = await app.read(app.desk.conversations.conversation, thread_id)
        page = await app.read(app.desk.pages.link, PageKind.THREAD, thread_id)
        if state is None or context is None or conversation is None or page is None:
            return
        row = await app.push_screen_wait(
            WizardScreen(
                decisions,
                state,
                context,
                pages,
                name,
                facts=[fact for fact in conversation.facts if fact.key in _DEADLINES],
                web_page=page,
                visit=lambda: open_partner_page(app, page),
                now=app.desk.now,
                run=app.read,
                save_or_ask=app.unsaved_recovery.save_or_ask,
            )
        )
        app.reload()
        if row is None:
            return
        app.sending.end_pause()
        app.sending.look()
        app.say_top()
        seconds = app.desk.settings.undo_seconds
        text = _("Decided. The letter leaves in {0} s: u undoes it.").format(seconds)
        app.notify(text if seconds else _("Decided."), timeout=8)
