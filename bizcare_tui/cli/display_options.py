"""What the app and the demo need of the terminal and of the command line."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from argparse import Namespace

    from bizcare_tui.settings import Settings


def apply_display_options(settings: Settings, options: Namespace | None) -> Settings:
    """Return the settings with the command line's choices of mouse and theme applied."""
    if options is None:
        return settings
    theme = options.theme or settings.theme
    return replace(settings, mouse=settings.mouse and not options.no_mouse, theme=theme)


def require_terminal() -> None:
    """Check that the app has a terminal.

    Raises:
        WrongUsage: standard input or output is not a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUsage(_("The app needs a terminal."), _("In scripts, use the commands: bizcare --help."))
