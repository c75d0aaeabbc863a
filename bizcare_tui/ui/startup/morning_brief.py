"""The morning brief at the first start of a day, and on a new day in an app that was left open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bizcare_tui.domain.brief import Brief
    from bizcare_tui.ui.workspace import Workspace


async def offer_brief(
    workspace: Workspace,
    is_in_use: Callable[[], bool],
    *,
    was_open: bool = False,
    last_here: datetime | None = None,
) -> None:
    """Show the brief of a new day; only mention it if the person has begun with something else.

    Args:
        workspace: the workspace.
        is_in_use: returns whether the person works at something: the brief then does not open.
        was_open: whether the app has been open since the day before.
        last_here: when the person last used this app; None: at the last visit.
    """
    briefs = workspace.desk.statistics.brief
    unseen = partial(briefs.unseen, by_newcomer=was_open, last_here=last_here)
    brief = await workspace.read(unseen)
    if brief is None:
        return
    await workspace.read(briefs.record_seen, brief)
    if is_brief_on_top(workspace):
        return  # it shows the new day by itself
    if is_in_use() or is_covered(workspace):
        workspace.notify(workspace.keymap.fill(_("The morning brief: {brief}")), kind=NoticeKind.BRIEF)
    else:
        await show_brief(workspace, brief, last_here)


def is_covered(workspace: Workspace) -> bool:
    """Return whether another screen is on top, or text is being typed."""
    panes = workspace.panes
    return len(panes.app.screen_stack) > 1 or panes.is_composer_focused or panes.is_filter_focused


def is_brief_on_top(workspace: Workspace) -> bool:
    """Return whether a brief is shown already, as that of a Saturday is on Monday."""
    from bizcare_tui.ui.screens.brief import BriefScreen

    return isinstance(workspace.panes.app.screen, BriefScreen)


async def show_brief(workspace: Workspace, brief: Brief, last_here: datetime | None = None) -> None:
    """Show a brief, and open the list of the threads of the chosen line."""
    from bizcare_tui.ui.screens.brief import BriefScreen

    desk = workspace.desk
    read = partial(desk.statistics.brief.read, last_here)
    query = await workspace.ask(
        BriefScreen(brief, read, desk.now, lambda: workspace.desk.pulse.last.revision)
    )
    if query:
        await workspace.part(InboxLoader).show_query(query)
