"""Jump mode: show a letter at each visible thread or message, and go to the one whose letter is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from bizcare_tui.i18n import _
from bizcare_tui.ui.startup.textual_internals import keys_apart

if TYPE_CHECKING:
    from bizcare_tui.ui.widgets.conversation import ConversationPane
    from bizcare_tui.ui.widgets.inbox import Inbox
    from bizcare_tui.ui.workspace import Workspace

# The letters that are easiest to type come first.
JUMP_LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"


class JumpMode:
    """Run jump mode: the next key goes to the thread or message with that letter; other keys end the mode."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pane: Inbox | ConversationPane | None = None

    def begin(self) -> None:
        """Show the letters in the pane that has the focus."""
        pane = self._workspace.panes.active_pane
        if pane.show_letters(JUMP_LETTERS):
            self._pane = pane
            self._workspace.notify(_("Press a letter to jump there. Any other key cancels."))

    def take(self, event: events.Event) -> bool:
        """Handle a key in jump mode; return False if jump mode is off or the event is not a key."""
        if self._pane is None or not isinstance(event, events.Key):
            return False
        pane, self._pane = self._pane, None
        pane.jump_to(event.character or "")
        if behind_escape := keys_apart(event)[1:]:
            self._workspace.ahead.type_next(behind_escape)
        return True
