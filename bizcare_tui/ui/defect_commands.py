"""The actions that attach requests to defects, and open the board of defects."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.domain.threads import Cover, Qualification
from bizcare_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from bizcare_tui.desk.inbox import InboxRow
    from bizcare_tui.desk.verbs import VerbResult
    from bizcare_tui.ui.app import BizcareApp

_TITLE_WIDTH = 48


class DefectCommands:
    """Run the actions about defects.

    Each `do_…` method runs the action of that name.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    async def do_fix(self) -> None:
        """Ask which defect the threads are about: a similar one, another one, or a new one."""
        from bizcare_tui.present import detail_labels
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        app = self._app
        threads = app.triage_commands.threads()
        defects = await app.read(lambda: app.desk.defects)
        if defects is None or not threads:
            return
        proposals = await app.read(app.desk.conversations.similar_defects, threads[0])
        rows = await app.read(app.desk.inbox.rows, threads)
        if proposals is None or not rows or not await self._may_fix(rows):
            return
        about = await app.triage_commands.about(threads)
        has_defect = rows[0].defect is not None
        lines = [
            Content.assemble(
                f"{each.defect.id:>4}  {each.defect.title[:_TITLE_WIDTH]}",
                (f"  {detail_labels.defect_state_label(each.defect.state)}", "dim"),
                (f"  {_('alike: {0}').format(each.why)}" if each.score else "", "dim"),
            )
            for each in proposals
        ]
        lines.append(Content(_("a new defect …")))
        if has_defect:
            lines.append(Content(_("none: remove it from its defect")))
        choice = await app.push_screen_wait(ChoiceScreen(_("About which defect?"), lines, about=about))
        if choice is None:
            return
        if choice < len(proposals):
            await app.triage_commands.run_verb("fix", defects.attach, threads, proposals[choice].defect.id)
        elif choice == len(proposals):
            await self._open_new_defect(threads, rows[0].topic)
        else:
            await app.triage_commands.run_verb("fix", defects.attach, threads, None)

    async def do_board(self) -> None:
        """Show the board of defects, and do what the person chose there."""
        from bizcare_tui.ui.browser import open_partner_page
        from bizcare_tui.ui.defect_board import DefectBoardScreen

        app = self._app
        defects = await app.read(lambda: app.desk.defects)
        if defects is None:
            return
        result = await app.push_screen_wait(
            DefectBoardScreen(
                defects,
                now=app.desk.now,
                pages=app.desk.pages,
                visit=lambda link: open_partner_page(app, link),
            )
        )
        app.reload()
        if result is None:
            return
        await app.open_thread(result.thread_id)
        if result.refund:
            await app.decision_commands.do_refund()
        elif result.drafts:
            await app.writing.do_reply()
            count = len(result.drafts)
            text = ngettext(
                "{n} draft is written: make it personal, and send it with Ctrl+S.",
                "{n} drafts are written: make each personal, and send it with Ctrl+S.",
                count,
            )
            app.notify(text.format(n=count), timeout=8)

    async def _may_fix(self, rows: Sequence[InboxRow]) -> bool:
        """Return whether the threads may be attached to a defect; ask if no fix is owed for some of them.

        Only a request of a buyer with Business Care starts the 30 days for a fix. The question leaves out
        threads that are attached already, and those whose cover the API does not report.
        """
        from bizcare_tui.ui.input_dialogs import ChoiceScreen

        not_owed = [row for row in rows if row.defect is None and _why_no_fix(row)]
        if not not_owed:
            return True
        title = _("No fix is owed here: {0}").format(_why_no_fix(not_owed[0]))
        if len(rows) > 1:
            title = ngettext(
                "No fix is owed for {n} of them", "No fix is owed for {n} of them", len(not_owed)
            ).format(n=len(not_owed))
        lines = [
            Content(_("Cancel")),
            Content(_("It is a defect all the same: a fix within 30 days becomes due")),
        ]
        about = await self._app.triage_commands.about([row.id for row in not_owed])
        return await self._app.push_screen_wait(ChoiceScreen(title, lines, about=about)) == 1

    async def _open_new_defect(self, threads: list[int], topic: str) -> None:
        from bizcare_tui.ui.input_dialogs import LineScreen

        app = self._app
        product = await app.read(app.desk.inbox.product_id_of, threads[0])

        async def open_new(title: str) -> VerbResult:
            return await asyncio.to_thread(app.desk.defects.create_defect, threads, title, product)

        screen = LineScreen(
            _("A new defect"),
            _("What goes wrong, in a few words?"),
            topic[:80],
            accept=open_new,
            about=await app.triage_commands.about(threads),
        )
        await app.triage_commands.did("fix", threads, await app.push_screen_wait(screen))


def _why_no_fix(row: InboxRow) -> str:
    """Return in a few words why no fix is owed for a thread; empty if one may be owed."""
    if row.qualification is Qualification.PRESALE:
        return _("pre-sale")
    if row.qualification is Qualification.NOTICE:
        return _("a notice")
    return {
        Cover.EXPIRED: _("its Business Care has expired"),
        Cover.NONE: _("it has no Business Care"),
    }.get(row.cover, "")
