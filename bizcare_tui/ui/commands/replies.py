"""Commands that write replies and show the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.decisions import refund, reject

if TYPE_CHECKING:
    from bizcare_tui.desk.views import OutboxRow
    from bizcare_tui.domain.outbox import Transition
    from bizcare_tui.ui.workspace import Workspace


async def reply(workspace: Workspace) -> None:
    """Open the draft of a reply to the current thread."""
    if workspace.thread_id is not None:
        await workspace.part(ReplyWriter).write(workspace.thread_id)


async def take_back(workspace: Workspace, row: OutboxRow, transition: Transition) -> None:
    """Take a reply back by this transition, and open what it was written in: its draft, or its wizard."""
    if await workspace.part(ReplyWriter).take_back(row, transition) and row.decision:
        await (refund if row.decision == "refund" else reject)(workspace)


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
        await take_back(workspace, row, transition)


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
