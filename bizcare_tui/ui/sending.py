"""The sender behind the screen: begins it when the outbox has work, and says how the outbox stands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.views import SyncProgress

# After a sender that failed, the next one waits so many seconds.
PAUSE = 15.0


class Sending:
    """At most one sender of ours at a time, in a process of its own.

    Args:
        desk: the door that begins it.
        has_key: whether there is a key to send with.
        on_change: called on the screen's loop whenever there is something new to say.
    """

    def __init__(self, desk: Desk, has_key: Callable[[], bool], on_change: Callable[[], None]) -> None:
        self._desk = desk
        self._has_key = has_key
        self._on_change = on_change
        self._run: BackgroundRun | None = None
        self._problem = ""
        self._not_before = 0.0

    @property
    def is_running(self) -> bool:
        """Whether a sender of ours is at work."""
        return self._run is not None

    def look(self) -> None:
        """Begin to send, if there is work and nothing speaks against it."""
        if self._run is None and time.monotonic() >= self._not_before:
            try:
                if self._desk.replies.has_work() and self._has_key():
                    self._begin()
            except BizcareError as error:
                self._problem = error.sentence

    def hurry(self) -> None:
        """Wait no longer after a failure: a person wants something sent."""
        self._not_before = 0.0

    def stop(self) -> None:
        """End the sender after the reply under way; what is queued stays queued."""
        if self._run is not None:
            self._run.stop()

    def words(self) -> str:
        """How the outbox stands, in words for a line; empty when all is confirmed."""
        try:
            states = self._desk.replies.states()
        except BizcareError as error:
            return error.sentence
        named = {
            ReplyState.QUEUED: _("{0} to send"),
            ReplyState.SENDING: _("{0} being sent"),
            ReplyState.UNCONFIRMED: _("{0} not confirmed yet"),
            ReplyState.HELD: _("{0} HELD"),
            ReplyState.UNKNOWN: _("{0} UNKNOWN"),
            ReplyState.FAILED: _("{0} FAILED"),
        }
        parts = [text.format(states[state]) for state, text in named.items() if states.get(state)]
        if not parts:
            return ""
        problem = f" ⚠ {self._problem}" if self._problem and ReplyState.QUEUED in states else ""
        return "✉ " + ", ".join(parts) + problem

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()

        def hand_over(progress: SyncProgress) -> None:
            # After the app has gone there is nobody to tell.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._follow, progress)

        self._run = self._desk.start_sending(hand_over)

    def _follow(self, progress: SyncProgress) -> None:
        if progress.finished:
            self._run = None
            self._problem = progress.problem
            self._not_before = time.monotonic() + PAUSE if progress.problem else 0.0
        self._on_change()
