"""Ask from when deadlines count, and show what the answer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import _
from bizcare_tui.ui.background.inbox_loading import InboxLoader

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


async def ask_baseline(workspace: Workspace, *, again: bool = False) -> None:
    """Ask from when deadlines count, if the desk has that question now.

    Args:
        workspace: the workspace.
        again: whether the person asked for the question; it is then asked even if it was answered before.
    """
    from bizcare_tui.ui.screens.baseline import BaselineScreen, confirmation_of

    desk = workspace.desk
    offer = await workspace.read(desk.baseline.question if again else desk.baseline.open_question)
    if offer is None or (not again and len(workspace.panes.app.screen_stack) > 1):
        if again and offer is None:
            workspace.notify(_("There are no threads yet. Sync first."))
        return
    answer = await workspace.ask(BaselineScreen(offer, desk.now()))
    if answer is None:
        return
    await workspace.read(desk.baseline.answer, answer.baseline, answer.signatures, answer.mark_older_read)
    # Threads that became late are at the top of the list, and must not be out of view.
    workspace.part(InboxLoader).load(from_top=True)
    workspace.reload()
    counters = await workspace.read(desk.statistics.counters)
    if counters is not None:
        text = confirmation_of(answer, counters, desk.now())
        workspace.notify(text)
