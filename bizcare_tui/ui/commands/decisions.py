"""Commands that reject or refund a request, show the decisions, and open the board of defects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.commands.command import Command

if TYPE_CHECKING:
    from bizcare_tui.desk.decision_rows import DecisionRow
    from bizcare_tui.ui.workspace import Workspace


async def reject(workspace: Workspace) -> None:
    """Open the wizard that rejects the request of the current thread."""
    from bizcare_tui.ui.wizard.opening import run_wizard
    from bizcare_tui.ui.wizard.rejection import REJECTION_PAGES

    await run_wizard(workspace, "rejection", REJECTION_PAGES, _("Reject"))


async def refund(workspace: Workspace) -> None:
    """Open the wizard that refunds the purchase of the current thread."""
    from bizcare_tui.ui.wizard.opening import run_wizard
    from bizcare_tui.ui.wizard.refund import REFUND_PAGES

    await run_wizard(workspace, "refund", REFUND_PAGES, _("Refund"))


async def show_decisions(workspace: Workspace) -> None:
    """Show all decisions, and open the thread of the one that the person chooses."""
    from bizcare_tui.ui.screens.decisions import DecisionsScreen

    def read_decisions() -> list[DecisionRow]:
        # `desk.decisions` exists only after a sync, so it is read in here.
        return workspace.desk.decisions.list_decisions()

    rows = await workspace.read(read_decisions)
    if rows is None:
        return
    row = await workspace.ask(DecisionsScreen(workspace.desk.decisions, rows))
    if row is not None:
        await workspace.open_thread(row.thread_id)


async def show_board(workspace: Workspace) -> None:
    """Show the board of defects, and do what the person chose there."""
    from bizcare_tui.ui.browser import open_partner_page
    from bizcare_tui.ui.screens.defect_board import DefectBoardScreen

    desk = workspace.desk
    defects = await workspace.read(lambda: desk.defects)
    if defects is None:
        return
    result = await workspace.ask(
        DefectBoardScreen(
            defects,
            now=desk.now,
            pages=desk.pages,
            visit=lambda link, about: open_partner_page(workspace, link, about),
        )
    )
    workspace.reload()
    if result is None:
        return
    await workspace.open_thread(result.thread_id)
    if result.refund:
        await refund(workspace)
    elif result.drafts:
        await workspace.part(ReplyWriter).write(result.thread_id)
        count = len(result.drafts)
        text = ngettext(
            "{n} draft was written. Personalise it and send it with {send}.",
            "{n} drafts were written. Personalise each one and send it with {send}.",
            count,
        )
        workspace.notify(workspace.keymap.fill(text, n=count))


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "reject",
        ("x",),
        N_("Reject the request, step by step"),
        reject,
        short=N_("reject"),
        rank=3,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("evidence"),),
    ),
    Command(
        "refund",
        ("dollar_sign",),
        N_("Agree to a refund, step by step"),
        refund,
        short=N_("refund"),
        rank=4,
        needs_thread=True,
        asks_first=True,
    ),
    Command("decisions", ("D",), N_("Show the decisions by reason, product and outcome"), show_decisions),
    Command("board", ("b",), N_("Show the defect board, most urgent first"), show_board),
)
