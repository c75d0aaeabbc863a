"""The morning brief at the first start of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import _
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bizcare_tui.domain.brief import Brief
    from bizcare_tui.ui.workspace import Workspace


async def offer_brief(workspace: Workspace, is_in_use: Callable[[], bool]) -> None:
    """Show the brief of a new day; only mention it if the person has begun with something else.

    Args:
        workspace: the workspace.
        is_in_use: returns whether a key was pressed already.
    """
    brief = await workspace.read(workspace.desk.statistics.brief.unseen)
    if brief is None:
        return
    await workspace.read(workspace.desk.statistics.brief.record_seen, brief)
    if is_in_use() or len(workspace.panes.app.screen_stack) > 1:
        workspace.notify(workspace.keymap.fill(_("The morning brief: {brief}")), kind=NoticeKind.BRIEF)
    else:
        await show_brief(workspace, brief)


async def show_brief(workspace: Workspace, brief: Brief) -> None:
    """Show a brief, and open the list of the threads of the chosen line."""
    from bizcare_tui.ui.screens.brief import BriefScreen

    desk = workspace.desk
    query = await workspace.ask(
        BriefScreen(brief, desk.statistics.brief, desk.now, lambda: workspace.desk.pulse.last.revision)
    )
    if query:
        await workspace.part(InboxLoader).show_query(query)
