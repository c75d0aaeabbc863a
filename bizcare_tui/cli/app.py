"""`bizcare`: opens the app."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from argparse import Namespace

    from bizcare_tui.settings import Settings


def run(options: Namespace | None) -> int:
    """Open the app on the user's account, or the demo where they ask for it."""
    if options is not None and options.plain:
        from bizcare_tui.cli.plain import run as run_plain

        return run_plain(options)
    need_terminal()
    # What is made until the app is there stays, and need not be looked through for garbage.
    gc.disable()
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.ui.first_screen import FIRST_ROWS, first_screen

    desk = Desk()
    desk.settings = by_flags(desk.settings, options)
    first = desk.first_rows(desk.sections[0].query, FIRST_ROWS)
    with first_screen(first, desk.now(), desk.settings.theme) as screen:
        from bizcare_tui.ui.app import run as run_app

        result = run_app(desk, first=first, screen=screen)
    if result == "demo":
        from bizcare_tui.cli.demo import run as run_demo

        return run_demo(options)
    return 0


def by_flags(settings: Settings, options: Namespace | None) -> Settings:
    """The settings with what the command line says of mouse and colours."""
    if options is None:
        return settings
    theme = options.theme or settings.theme
    return replace(settings, mouse=settings.mouse and not options.no_mouse, theme=theme)


def need_terminal() -> None:
    """Refuse to paint where nobody would see it.

    Raises:
        WrongUsage: input or output is not a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUsage(
            _("The app needs a terminal."), _("For scripts there are the commands: bizcare --help.")
        )
