"""What a person does about technical errors of a product: attach requests to defects, and work on these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from bizcare_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

_TITLE = 48


class Fixing:
    """The actions about defects, over the app's panes and the desk's defects.

    Each `do_…` belongs to an action of the registry.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    async def do_fix(self) -> None:
        """Say about which defect the threads are: one that reads alike, another, or a new one."""
        from bizcare_tui.ui import terms
        from bizcare_tui.ui.asking import ChoiceScreen

        app = self._app
        threads = app.triaging.threads()
        defects = await app.read(lambda: app.desk.defects)
        if defects is None or not threads:
            return
        proposals = await app.read(app.desk.defects_like, threads[0])
        rows = await app.read(app.desk.rows, threads[:1])
        if proposals is None or not rows:
            return
        attached = rows[0].defect is not None
        lines = [
            Content.assemble(
                f"{each.defect.id:>4}  {each.defect.title[:_TITLE]}",
                (f"  {terms.defect_state(each.defect.state)}", "dim"),
                (f"  {_('alike: {0}').format(each.why)}" if each.score else "", "dim"),
            )
            for each in proposals
        ]
        lines.append(Content(_("a new defect …")))
        if attached:
            lines.append(Content(_("none: take it off its defect")))
        place = await app.push_screen_wait(ChoiceScreen(_("About which defect?"), lines))
        if place is None:
            return
        if place < len(proposals):
            await app.triaging.carry_out("fix", defects.attach, threads, proposals[place].defect.id)
        elif place == len(proposals):
            await self._open_new(threads)
        else:
            await app.triaging.carry_out("fix", defects.attach, threads, None)

    async def do_board(self) -> None:
        """The defects, by what falls due first."""
        from bizcare_tui.ui.board import BoardScreen
        from bizcare_tui.ui.web import open_page

        app = self._app
        defects = await app.read(lambda: app.desk.defects)
        if defects is None:
            return
        wish = await app.push_screen_wait(
            BoardScreen(defects, now=app.desk.now, page=app.desk.product_page, show_page=open_page)
        )
        app.reload()
        if wish is None:
            return
        await app.open_thread(wish.thread_id)
        if wish.refund:
            await app.deciding.do_refund()
        elif wish.drafts:
            await app.writing.do_reply()
            count = len(wish.drafts)
            said = ngettext(
                "{n} draft is written: make it personal, and send it with Ctrl+S.",
                "{n} drafts are written: make each personal, and send it with Ctrl+S.",
                count,
            )
            app.notify(said.format(n=count), timeout=8)

    async def _open_new(self, threads: list[int]) -> None:
        from bizcare_tui.ui.asking import LineScreen

        app = self._app
        rows = await app.read(app.desk.rows, threads[:1])
        product = await app.read(app.desk.product_of, threads[0])
        title = await app.push_screen_wait(
            LineScreen(
                _("A new defect"), _("What goes wrong, in a few words?"), rows[0].topic[:80] if rows else ""
            )
        )
        if title:
            await app.triaging.carry_out("fix", app.desk.defects.open_for, threads, title, product)
