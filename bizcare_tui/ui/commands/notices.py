"""The command that shows the last notices, on every screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from bizcare_tui.i18n import N_
from bizcare_tui.ui.commands.command import Command, Context

if TYPE_CHECKING:
    from textual.screen import Screen

    from bizcare_tui.ui.background.notice_board import PastNotice
    from bizcare_tui.ui.workspace import Workspace

_KEYS = ("f4",)
_HELP = N_("Show the last notices in full, with their times")


class NoticeShowing(Protocol):
    """A screen that shows the last notices on top of it."""

    def open_notices(self, make_screen: Callable[[Sequence[PastNotice]], Screen[None]], /) -> None:
        """Show the screen that is made from the last notices."""


async def show_notices(workspace: Workspace) -> None:
    """Show the last notices."""
    from bizcare_tui.ui.screens.notice_list import NoticesScreen

    await workspace.ask(NoticesScreen(workspace.notices.last))


def show_notices_on_top(screen: NoticeShowing) -> None:
    """Show the last notices on top of a screen."""
    from bizcare_tui.ui.screens.notice_list import NoticesScreen

    screen.open_notices(NoticesScreen)


COMMANDS: tuple[Command[Any], ...] = (
    Command(
        "notices",
        _KEYS,
        _HELP,
        show_notices,
        synonyms=(N_("messages"), N_("errors"), N_("log")),
    ),
    *(
        Command("notices", _KEYS, _HELP, show_notices_on_top, context=context)
        for context in (Context.DIALOG, Context.FORM, Context.API_KEY, Context.WIZARD)
    ),
)
