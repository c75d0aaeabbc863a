"""The footer: the keys that work now with their labels, which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bizcare_tui.ui.commands.command import Command
from bizcare_tui.ui.commands.key_hints import HINT_GAP, KeyHint, fitting_hints
from bizcare_tui.ui.widgets.reporting import report


class KeyLine(Static):
    """A line of hints; a click on one runs its command."""

    DEFAULT_CSS = "KeyLine { height: 1; background: $surface; padding: 0 1; }"

    class Chosen(Message):
        """A hint was clicked."""

        def __init__(self, command: Command[Any]) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__("", id="keys", markup=False)
        self._all: Sequence[KeyHint] = ()
        self._hints: Sequence[KeyHint] = ()

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show as many of the hints as fit."""
        self._all = hints
        # The size of a widget is without its padding, and unknown before the first layout.
        self._draw(self.size.width or self.app.size.width - self.styles.padding.width)

    def _draw(self, width: int) -> None:
        """Draw the hints that fit into as many columns of text."""
        self._hints = fitting_hints(self._all, width)
        parts: list[str | tuple[str, str]] = []
        for hint in self._hints:
            parts += [" " * HINT_GAP if parts else "", (hint.key, "bold"), f" {hint.label}"]
        content = Content.assemble(*parts)
        if self.content != content:
            self.update(content, layout=False)

    def on_resize(self, event: events.Resize) -> None:
        """Show the hints that fit now."""
        self._draw(event.size.width - self.styles.padding.width)

    def hint_at(self, column: int) -> KeyHint | None:
        """Return the hint at a column of the text."""
        start = 0
        for hint in self._hints:
            if start <= column < start + hint.width:
                return hint
            start += hint.width + HINT_GAP
        return None

    def on_click(self, event: events.Click) -> None:
        """Report the command that was clicked."""
        event.stop()
        hint = self.hint_at(event.x - self.styles.padding.left)
        if hint is not None and hint.command is not None:
            report(self, self.Chosen(hint.command))
