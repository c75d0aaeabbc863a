"""Text fields that act on keys in the order of typing."""

from __future__ import annotations

from textual import events
from textual.widgets import Input, TextArea

from bizcare_tui.ui.screens.keyed_screen import KeyedScreen


class LineField(Input):
    """A text field of one line."""

    async def on_key(self, event: events.Key) -> None:
        """Act on a key that edits the text."""
        await _edit(self, event)


class AreaField(TextArea):
    """A text field of several lines."""

    async def on_key(self, event: events.Key) -> None:
        """Act on a key that edits the text."""
        await _edit(self, event)


async def _edit(field: Input | TextArea, event: events.Key) -> None:
    """Run the field's own action of a key now, unless the key has a command of the screen.

    Textual runs it when the key has gone up to the app. By then, what was typed right behind it is in the
    field: over a slow line, Backspace would delete that.
    """
    screen = field.screen
    if isinstance(screen, KeyedScreen) and screen.leaves_to_field(event.key):
        event.stop()
        await field.run_action(screen.active_bindings[event.key].binding.action)
