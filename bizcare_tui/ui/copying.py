"""Copying by key: by way of the terminal, which reaches over SSH, and into a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# Characters that terminals take as a copy; a longer text goes into the file alone.
LONGEST = 50_000
_SHOWN = 80


class Copying:
    """What is copied, and where it is kept: not every terminal takes a copy, and none tells."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    def do_copy(self) -> None:
        """Copy the address of the thread's page."""
        self._app.copy_to_clipboard(self._app.page_url())

    def do_copy_text(self) -> None:
        """Copy the selected message, or in the inbox the thread's topic."""
        message = self._app.reader.selected if self._app.panes.in_conversation else None
        row = self._app.inbox.row
        if message is not None:
            self._app.copy_to_clipboard(message.text)
        elif row is not None:
            self._app.copy_to_clipboard(row.topic)

    async def keep(self, text: str) -> None:
        """Keep a copy in a file of the person's own, and say where."""
        from bizcare_tui.paths import write_private

        file = self._app.desk.paths.data / "copied.txt"
        told = _("Copied: {0}").format(text.partition("\n")[0][:_SHOWN])
        try:
            await asyncio.to_thread(write_private, file, text)
        except OSError:
            self._app.notify(told, markup=False, timeout=6)
        else:
            self._app.notify(told + "\n" + _("It is in {0} too.").format(file), markup=False, timeout=6)
