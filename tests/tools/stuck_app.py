"""The program with a bug: a screen of facts never closes, and with `--fails` saving what was typed fails."""

import asyncio
import sys

from bizcare_tui.cli.main import main
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.screens.facts import FactsScreen
from bizcare_tui.ui.startup import leaving


async def never(_screen: FactsScreen) -> None:
    await asyncio.Event().wait()


def fails(_recovery: UnsavedRecovery) -> None:
    raise KeyError("nothing")


if "--fails" in sys.argv:
    sys.argv.remove("--fails")
    setattr(UnsavedRecovery, "save_all_or_keep", fails)  # noqa: B010  # a method is no attribute to mypy
else:
    setattr(FactsScreen, "on_unmount", never)  # noqa: B010
leaving.LEAVING_SECONDS = 1.0
sys.exit(main())
