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
        self._held_since = 0.0
        self._dropped_at = 0.0
        # Handed over, and not through the app's queue yet.
        self._on_the_way: Held = []

    def hold(self) -> Held:
        """Begin to hold what is typed; returns what is held, by which it is dropped."""
        self._held, self._held_since = [], time.monotonic()
        return self._held

    def keep(self, event: events.Key | events.Paste) -> bool:
        """Keep an event for the field on its way, or behind what this was handed; False otherwise."""
        if isinstance(event, events.Key) and event.key == LEAVES:
            return False
        was_handed_over = any(each is event for each in self._on_the_way)
        if was_handed_over:
            self._on_the_way = [each for each in self._on_the_way if each is not event]
        if self._held is not None:
            self._held.append(event)
            return True
        if event.time < self._dropped_at:
            return True
        if not was_handed_over and self._must_wait(event):
            self._type_again(event)
            return True
        return False

    def _must_wait(self, event: events.Key | events.Paste) -> bool:
        """Whether others that were typed before an event are behind it."""
        if event.is_forwarded:  # it comes back from the pane that had the keys before
            return event.time < self._held_since
        return bool(self._on_the_way)

    def hand_over(self) -> None:
        """Type again what is held: what was asked for is there now, and has the keys."""
        if self._held is None:
            return
        held, self._held = self._held, None
        # By when they were typed: some come over the pane that had the keys.
        for event in sorted(held, key=lambda each: each.time):
            self._type_again(event)

    def _type_again(self, event: events.Key | events.Paste) -> None:
        again: events.Key | events.Paste
        if isinstance(event, events.Key):
            again = events.Key(event.key, event.character)
        else:
            again = events.Paste(event.text)
        self._on_the_way.append(again)
        self._app.post_message(again)

    def drop(self, held: Held | None = None) -> None:
        """Hold no longer; what was typed is for nothing. Where what is held is named, only that."""
        if self._held is not None and (held is None or held is self._held):
            self._held, self._dropped_at = None, time.monotonic()
