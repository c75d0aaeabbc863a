"""`bizcare`: opens the app."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace | None) -> int:
    """Open the app on the user's account, or the demo where they ask for it."""
    need_terminal()
    # What is made until the app is there stays, and need not be looked through for garbage.
    gc.disable()
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.first_screen import FIRST_ROWS, first_screen

    desk = Desk()
    first = desk.first_rows(desk.sections[0].query, FIRST_ROWS)
    with first_screen(first, desk.now()) as screen:
        from bizcare_tui.ui.app import run as run_app

        result = run_app(desk, first=first, screen=screen)
    if result == "demo":
        from bizcare_tui.cli.demo import run as run_demo

        return run_demo(options)
    return 0


def need_terminal() -> None:
    """Refuse to paint where nobody would see it.

    Raises:
        WrongUsage: input or output is not a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUsage(
            _("The app needs a terminal."), _("For scripts there are the commands: bizcare --help.")
        )
