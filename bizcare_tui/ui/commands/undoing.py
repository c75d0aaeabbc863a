"""Commands that undo what a person did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.replies import take_back
from bizcare_tui.ui.commands.verb_steps import progress

if TYPE_CHECKING:
    from bizcare_tui.desk.verbs import ActRow
    from bizcare_tui.ui.workspace import Workspace


async def undo(workspace: Workspace) -> None:
    """Undo what was done last: a queued reply that has not been sent yet, or a verb; stop one that runs."""
    desk = workspace.desk
    if desk.pulse.last.exists and await workspace.read(desk.verbs.stop):
        return  # the verb says so when it has ended
    act: ActRow | None = await workspace.read(desk.verbs.last) if desk.pulse.last.exists else None
    reply = await workspace.read(desk.replies.last_undoable)
    if reply is not None and (act is None or reply.queued_at >= act.at):
        await take_back(workspace, reply, Transition.UNDO)
    elif act is not None:
        await _undo_act(workspace, act)
    else:
        workspace.notify(_("There is nothing to undo."))


async def show_history(workspace: Workspace) -> None:
    """Show the undo history, and undo the chosen act."""
    from bizcare_tui.ui.screens.undo_history import UndoScreen

    rows = await workspace.read(workspace.desk.verbs.history)
    if rows is None:
        return
    row = await workspace.ask(UndoScreen(rows))
    if row is not None:
        await _undo_act(workspace, row)


async def _undo_act(workspace: Workspace, act: ActRow) -> None:
    """Undo an act, and move to its first thread."""
    with progress(workspace, act.threads):
        threads = await workspace.read(workspace.desk.verbs.undo, act.id)
    if threads is None:
        return
    text = _("Undone: {0}").format(act.sentence)
    if act.threads == 1:
        text += f" · #{act.thread_id} {act.topic}"
    workspace.notify(text)
    workspace.part(InboxLoader).show_undone(threads[0])


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "undo",
        ("u",),
        N_("Undo the last action, or a reply that has not been sent yet"),
        undo,
        opens_thread=True,
    ),
    Command("history", ("U",), N_("Show what you did, and undo any of it"), show_history),
)
