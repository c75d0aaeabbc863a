"""The copy actions: through the terminal, which works over SSH, and into a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# The most characters that are copied through the terminal; a longer text is only written to the file.
MAX_TERMINAL_COPY = 50_000
_SHOWN = 80


class CopyCommands:
    """Run the copy actions.

    Each copy is also written to a file: not every terminal accepts copies, and none reports whether it did.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app

    def do_copy(self) -> None:
        """Copy the address of the page of the current thread."""
        self._app.copy_to_clipboard(self._app.page_url())

    def do_copy_text(self) -> None:
        """Copy the selected message, or the topic of the thread in the inbox."""
        message = self._app.reader.selected if self._app.panes.in_conversation else None
        row = self._app.inbox.row
        if message is not None:
            self._app.copy_to_clipboard(message.text)
        elif row is not None:
            self._app.copy_to_clipboard(row.topic)

    async def keep(self, text: str) -> None:
        """Write a copy to a private file of the person, and notify them of its path."""
        from bizcare_tui.paths import write_private_file

        file = self._app.desk.session.paths.data / "copied.txt"
        notice = _("Copied: {0}").format(text.partition("\n")[0][:_SHOWN])
        try:
            await asyncio.to_thread(write_private_file, file, text)
        except OSError:
            self._app.notify(notice, markup=False, timeout=6)
        else:
            self._app.notify(notice + "\n" + _("It is in {0} too.").format(file), markup=False, timeout=6)
