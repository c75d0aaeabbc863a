"""Run commands of the main screen, and say which cannot be run now."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from bizcare_tui.i18n import _
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.list_arrival import ListArrival
from bizcare_tui.ui.commands.command import Command, CommandWithReason, Context
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN
from bizcare_tui.ui.startup.tour import Tour

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

# If the store needs longer than this to show a list or a thread, held keys are processed without waiting.
PATIENCE_SECONDS = 1.0


def disabled_reason(command: Command[Any], workspace: Workspace) -> str:
    """Return why a command cannot be run now; "" if it can."""
    reason = command.disabled(workspace)
    if not reason and command.needs_thread and workspace.thread_id is None:
        return _("there is no thread")
    return reason


def commands_with_reasons(workspace: Workspace) -> list[CommandWithReason]:
    """Return every command of the main screen with the reason why it cannot be run now, or "".

    Those of focus mode are among them while it is on.
    """
    contexts = MAIN_SCREEN | {Context.FOCUS} if workspace.panes.is_in_focus_mode else MAIN_SCREEN
    return [
        (command, disabled_reason(command, workspace))
        for command in workspace.keymap.commands
        if command.context in contexts
    ]


def run_command(command: Command[Any], workspace: Workspace) -> None:
    """Run a command of the main screen, or notify the person why it cannot be run now."""
    arrival = workspace.part(InboxLoader).arrival
    if arrival is not None and workspace.panes.active_context is Context.INBOX and command.waits_for_list:
        # The key is meant for the list that is about to be shown, not for the one still on the screen.
        workspace.ahead.ask(
            workspace.panes.app, _run_in_list, arrival, command, workspace, patience=PATIENCE_SECONDS
        )
        return
    if reason := disabled_reason(command, workspace):
        workspace.notify(reason)
        return
    run = command.run
    if iscoroutinefunction(run):
        # The next key is meant for what this command opens: a screen, or another thread.
        patience = PATIENCE_SECONDS if command.opens_thread else 0
        workspace.ahead.ask(workspace.panes.app, run, workspace, drops=command.asks_first, patience=patience)
    else:
        run(workspace)
    workspace.part(Tour).did(command.id)


async def _run_in_list(arrival: ListArrival, command: Command[Any], workspace: Workspace) -> None:
    """Run a command when the list that it is meant for is shown; not at all if another list was chosen."""
    if await arrival.wait():
        run_command(command, workspace)
