"""Commands that write replies and show the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.commands.command import Command

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


async def reply(workspace: Workspace) -> None:
    """Open the draft of a reply to the current thread."""
    if workspace.thread_id is not None:
        await workspace.part(ReplyWriter).write(workspace.thread_id)


async def show_outbox(workspace: Workspace) -> None:
    """Show the outbox, then open the chosen thread or draft."""
    from bizcare_tui.ui.screens.outbox import OutboxScreen

    choice = await workspace.ask(
        OutboxScreen(workspace.desk.replies, workspace.desk.now, lambda: workspace.desk.pulse.last.revision)
    )
    workspace.part(OutboxRunner).end_pause()
    if choice is None:
        return
    row, transition = choice
    if transition is None:
        await workspace.open_thread(row.thread_id)
    else:
        await workspace.part(ReplyWriter).take_back(row, transition)


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "reply",
        ("r",),
        N_("Write a reply, or continue its draft"),
        reply,
        short=N_("reply"),
        rank=2,
        needs_thread=True,
        asks_first=True,
        synonyms=(N_("answer"),),
    ),
    Command(
        "outbox",
        ("O",),
        N_("Show the outbox: every reply with its state"),
        show_outbox,
        short=N_("outbox"),
        rank=34,
    ),
)
