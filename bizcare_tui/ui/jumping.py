"""Jump mode: a letter before each thread that is shown, and the one that is pressed has the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# In the order of how near they lie under the fingers.
LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"


class Jumping:
    """While it is on, the next key is the letter of a thread; any other key ends it."""

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._is_on = False

    def do_jump(self) -> None:
        """Show the letters."""
        self._app.panes.turn_to(conversation=False)
        if self._app.inbox.show_letters(LETTERS):
            self._is_on = True
            self._app.notify(_("Press the letter of a thread; Esc ends."), timeout=4)

    def take(self, event: events.Event) -> bool:
        """Take a key for a letter; False where no letter is waited for."""
        if not self._is_on or not isinstance(event, events.Key):
            return False
        self._is_on = False
        self._app.inbox.jump_to(event.character or "")
        return True
