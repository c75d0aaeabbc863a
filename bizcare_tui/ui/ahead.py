"""What is typed ahead of the field that it is for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp

# Not held: who waits in vain for a field may leave.
LEAVES = "ctrl+q"
Held = list[events.Key | events.Paste]


class TypedAhead:
    """Keys and pasted text that come while the field that was asked for is still on its way.

    They are held, and handed over in their order when the field is there. Where none comes they are dropped:
    letters that were meant as words must not act on threads.
    """

    def __init__(self, app: BizcareApp) -> None:
        self._app = app
        self._held: Held | None = None
        self._handed_over_at = 0.0
        self._dropped_at = 0.0

    def hold(self) -> Held:
        """Begin to hold what is typed; returns what is held, by which it is dropped."""
        self._held = []
        return self._held

    def keep(self, event: events.Key | events.Paste) -> bool:
        """Keep an event for the field on its way, or that has come since it was typed; False otherwise."""
        if isinstance(event, events.Key) and event.key == LEAVES:
            return False
        if self._held is not None:
            self._held.append(event)
            return True
        # Typed before that, and still on its way here: it comes after what was held, and goes as that did.
        if event.time < self._dropped_at:
            return True
        if event.time < self._handed_over_at:
            self._type_again(event)
            return True
        return False

    def hand_over(self) -> None:
        """Type again what is held: what was asked for is there now, and has the keys."""
        if self._held is None:
            return
        held, self._held = self._held, None
        self._handed_over_at = time.monotonic()
        # By when they were typed: some come over the pane that had the keys.
        for event in sorted(held, key=lambda each: each.time):
            self._type_again(event)

    def _type_again(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key):
            self._app.post_message(events.Key(event.key, event.character))
        else:
            self._app.post_message(events.Paste(event.text))

    def drop(self, held: Held | None = None) -> None:
        """Hold no longer; what was typed is for nothing. Where what is held is named, only that."""
        if self._held is not None and (held is None or held is self._held):
            self._held, self._dropped_at = None, time.monotonic()
