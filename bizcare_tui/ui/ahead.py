"""What is typed ahead of the field that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

Held = list[events.Key | events.Paste]


class TypedAhead:
    """Keys and pasted text that come while the field that was asked for is still on its way.

    They are held, and handed over in their order when the field is there. Where none comes they are dropped:
    letters that were meant as words must not act on threads.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._held: Held | None = None

    def hold(self) -> Held:
        """Begin to hold what is typed; returns what is held, by which it is dropped."""
        self._held = []
        return self._held

    def keep(self, event: events.Key | events.Paste) -> bool:
        """Keep an event while a field is on its way; False where none is."""
        if self._held is None:
            return False
        self._held.append(event)
        return True

    def hand_over(self) -> None:
        """Type again what is held: what was asked for is there now, and has the keys."""
        held, self._held = self._held or [], None
        for event in held:
            if isinstance(event, events.Key):
                self._app.post_message(events.Key(event.key, event.character))
            else:
                self._app.post_message(events.Paste(event.text))

    def drop(self, held: Held | None = None) -> None:
        """Hold no longer; what was typed is for nothing. Where what is held is named, only that."""
        if held is None or held is self._held:
            self._held = None
