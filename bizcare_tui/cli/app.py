"""`bizcare`: opens the app."""

from __future__ import annotations

import sys
from argparse import Namespace

from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Open the app on the user's account, or the demo where they ask for it."""
    need_terminal()
    from bizcare_tui.ui.app import run as run_app

    if run_app(Desk()) == "demo":
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
