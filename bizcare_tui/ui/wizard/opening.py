"""Open a wizard for a thread, and report the decision that was made in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.i18n import _
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.browser import open_partner_page
from bizcare_tui.ui.commands.targets import thread_title
from bizcare_tui.ui.wizard.open_wizard import OpenWizard
from bizcare_tui.ui.wizard.screen import WizardScreen

if TYPE_CHECKING:
    from bizcare_tui.ui.wizard.page import WizardPage
    from bizcare_tui.ui.workspace import Workspace


async def run_wizard(workspace: Workspace, kind: str, pages: Sequence[type[WizardPage]], name: str) -> None:
    """Open a wizard for the current thread, and wait until it is closed.

    Args:
        workspace: what may be used of the app.
        kind: the kind of the decision.
        pages: the class of the page of each step.
        name: the name of the wizard, in the language of the interface.
    """
    if workspace.thread_id is None or not await workspace.part(ReplyWriter).put_aside():
        return
    wizard = await _open(workspace, workspace.thread_id, kind, name)
    if wizard is None:
        return
    save_or_ask = workspace.part(UnsavedRecovery).save_or_ask
    decision = await workspace.ask(WizardScreen(wizard, pages, save_or_ask))
    workspace.reload()
    if decision is not None:
        _report_decision(workspace)
        await workspace.part(FocusMode).finish([wizard.state.thread_id])


async def _open(workspace: Workspace, thread_id: int, kind: str, name: str) -> OpenWizard | None:
    """Open the thread, and read the answers and what is known about it. None if something cannot be read."""
    desk = workspace.desk
    await workspace.open_thread(thread_id)
    # The first use compiles many patterns, so it happens in a thread.
    decisions = await workspace.read(lambda: desk.decisions)
    if decisions is None:
        return None
    state = await workspace.read(decisions.wizards.begin, thread_id, kind)
    context = await workspace.read(decisions.contexts.read, thread_id)
    conversation = await workspace.read(desk.conversations.conversation, thread_id)
    page = await workspace.read(desk.pages.link, PageKind.THREAD, thread_id)
    if state is None or context is None or conversation is None or page is None:
        return None
    return OpenWizard(
        decisions,
        state,
        context,
        name,
        conversation=conversation,
        web_page=page,
        visit=lambda: open_partner_page(workspace, page, thread_title(conversation.row)),
        write_pack=lambda path: desk.conversations.write_evidence_pack(thread_id, Path(path).expanduser()),
        now=desk.now,
        run=workspace.read,
    )


def _report_decision(workspace: Workspace) -> None:
    """Have the letter of a decision sent, and say when that happens."""
    workspace.part(OutboxRunner).end_pause()
    workspace.check_store()
    seconds = workspace.desk.settings.undo_seconds
    text = workspace.keymap.fill(
        _("Decision recorded. The letter is sent in {0} s; {undo} undoes it."), seconds
    )
    workspace.notify(text if seconds else _("Decision recorded."))
