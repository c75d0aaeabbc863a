"""What a person does to refuse or refund: the wizards, and the list of what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.decided import DecisionRow
    from bizcare_tui.ui.app import BizcareApp

_DEADLINES = ("first_answer", "follow_up", "holidays")


class Deciding:
    """The actions of deciding, over the app's panes and the desk's decisions.

    Each `do_…` belongs to an action of the registry.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    async def do_reject(self) -> None:
        """Refuse the request of the thread in question, led step by step."""
        from bizcare_tui.ui.rejection import PAGES

        await self._lead("rejection", PAGES, _("Refuse"))

    async def do_refund(self) -> None:
        """Agree to a refund of the purchase behind the thread in question, led step by step."""
        from bizcare_tui.ui.refund import PAGES

        await self._lead("refund", PAGES, _("Refund"))

    async def do_decisions(self) -> None:
        """Everything that was decided."""
        from bizcare_tui.ui.decisions import DecisionsScreen

        rows = await self._app.read(self._made)
        if rows is None:
            return
        row = await self._app.push_screen_wait(DecisionsScreen(self._app.desk.decisions, rows))
        if row is not None:
            await self._app.open_thread(row.thread_id)

    def _made(self) -> list[DecisionRow]:
        """What was decided; the desk's decisions are there only once something was synced."""
        return self._app.desk.decisions.made()

    async def _lead(self, kind: str, pages: tuple[type, ...], name: str) -> None:
        from bizcare_tui.ui.wizard import WizardScreen

        app = self._app
        thread_id = app.thread_in_question()
        if thread_id is None:
            return
        await app.writing.put_aside()
        await app.open_thread(thread_id)
        # Its rules are many patterns: they are made away from the screen's loop, at the first use.
        decisions = await app.read(lambda: app.desk.decisions)
        if decisions is None:
            return
        underway = await app.read(decisions.begin, thread_id, kind)
        matter = await app.read(decisions.matters.matter, thread_id)
        conversation = await app.read(app.desk.conversation, thread_id)
        if underway is None or matter is None or conversation is None:
            return
        row = await app.push_screen_wait(
            WizardScreen(
                decisions,
                underway,
                matter,
                pages,
                name,
                facts=[fact for fact in conversation.facts if fact.key in _DEADLINES],
                page_url=app.desk.page_url(thread_id),
                now=app.desk.now,
                run=app.read,
            )
        )
        app.reload()
        if row is None:
            return
        app.sending.hurry()
        app.sending.look()
        app.say_top()
        seconds = app.desk.settings.undo_seconds
        said = _("Decided. The letter leaves in {0} s: u takes it back.").format(seconds)
        app.notify(said if seconds else _("Decided."), timeout=8)
