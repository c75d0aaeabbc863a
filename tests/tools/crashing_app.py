"""The program with a bug: the key `i` raises an error."""

import sys

from bizcare_tui.cli.main import main
from bizcare_tui.ui.app import BizcareApp


async def fails(_app: BizcareApp) -> None:
    foreign = "Quintavalle\x1b]0;title\x07"
    raise KeyError(len(foreign))


setattr(BizcareApp, "do_bar", fails)  # noqa: B010  # the type of an action is its own affair
sys.exit(main())
