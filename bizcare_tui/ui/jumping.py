"""Jump mode: a letter before each thread or message in sight, and the one that is pressed has the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp
    from bizcare_tui.ui.conversation import ConversationPane
    from bizcare_tui.ui.inbox import Inbox

# In the order of how near they lie under the fingers.
LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"


class Jumping:
    """While it is on, the next key is the letter of a thread or message; any other key ends it."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._pane: Inbox | ConversationPane | None = None

    def do_jump(self) -> None:
        """Show the letters in the pane that has the keys."""
        pane = self._app.reader if self._app.panes.in_conversation else self._app.inbox
        if pane.show_letters(LETTERS):
            self._pane = pane
            self._app.notify(_("Press the letter of where to go; Esc ends."), timeout=4)

    def take(self, event: events.Event) -> bool:
        """Take a key for a letter; False where no letter is waited for."""
        if self._pane is None or not isinstance(event, events.Key):
            return False
        pane, self._pane = self._pane, None
        pane.jump_to(event.character or "")
        return True
