"""Commands of focus mode, which shows one ticket at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bizcare_tui.i18n import N_
from bizcare_tui.ui.background.focus_mode import FocusMode
from bizcare_tui.ui.commands.command import Command, CommandGroup, Context

if TYPE_CHECKING:
    from bizcare_tui.ui.screens.focus import FocusEndScreen
    from bizcare_tui.ui.workspace import Workspace


async def begin(workspace: Workspace) -> None:
    """Show the most urgent ticket alone."""
    await workspace.part(FocusMode).begin()


async def skip(workspace: Workspace) -> None:
    """Go to the next ticket."""
    await workspace.part(FocusMode).skip()


async def go_back(workspace: Workspace) -> None:
    """Go to the ticket before this one."""
    await workspace.part(FocusMode).go_back()


FOCUS: tuple[Command[Workspace], ...] = (
    Command(
        "focus",
        ("F",),
        N_("Focus mode: one ticket at a time, the most urgent first"),
        begin,
        short=N_("focus"),
        rank=33,
        opens_thread=True,
        synonyms=(N_("one by one"), N_("next ticket"), N_("queue")),
        group=CommandGroup.MOVE,
    ),
    Command(
        "focus_next",
        ("n",),
        N_("Skip the ticket; it stays as it is"),
        skip,
        context=Context.FOCUS,
        short=N_("skip"),
        rank=1,
        group=CommandGroup.MOVE,
        opens_thread=True,
    ),
    Command(
        "focus_back",
        ("p",),
        N_("Go back to the ticket before"),
        go_back,
        context=Context.FOCUS,
        short=N_("previous"),
        rank=2,
        group=CommandGroup.MOVE,
        opens_thread=True,
    ),
)

FOCUS_END: tuple[Command[FocusEndScreen], ...] = (
    Command(
        "focus_following",
        ("n", "enter"),
        N_("Go on with what is due next"),
        lambda screen: screen.go_on(),
        context=Context.FOCUS_END,
    ),
    Command(
        "focus_skipped",
        ("p",),
        N_("Go back to what was skipped"),
        lambda screen: screen.go_back(),
        context=Context.FOCUS_END,
    ),
)

COMMANDS: tuple[Command[Any], ...] = (*FOCUS, *FOCUS_END)
