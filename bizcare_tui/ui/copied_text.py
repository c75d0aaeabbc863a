"""Copy a text into a file as well: not every terminal accepts copies, and none reports whether it did."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _
from bizcare_tui.present.cells import shorten

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace

# The most characters that are copied through the terminal; a longer text is only written to the file.
MAX_TERMINAL_COPY = 50_000
_SHOWN = 80


async def keep_copied_text(workspace: Workspace, text: str) -> None:
    """Write a copy to a private file of the person, and notify them of its path."""
    from bizcare_tui.paths import write_private_file

    file = workspace.desk.session.paths.data / "copied.txt"
    notice = _("Copied: {0}").format(shorten(text.partition("\n")[0], _SHOWN))
    try:
        await asyncio.to_thread(write_private_file, file, text)
    except OSError:
        pass
    else:
        notice += " · " + _("It is also saved in {0}.").format(file)
    workspace.notify(notice)
