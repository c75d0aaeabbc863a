"""Run the outbox sender in the background, and describe the state of the outbox."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.pulse import Pulse
    from bizcare_tui.desk.views import SyncProgress

# Seconds to wait before the next start after the sender failed.
RETRY_PAUSE = 15.0


class OutboxRunner:
    """Starts the outbox sender in a process of its own, at most one at a time.

    Args:
        desk: the desk that starts the process.
        has_key: returns whether there is an API key to send with.
        on_change: called on the event loop whenever the state of the sender or the outbox may have changed.
        on_notice: shows the person a sentence about replies that were just sent.
    """

    def __init__(
        self,
        desk: Desk,
        has_key: Callable[[], bool],
        on_change: Callable[[], None],
        on_notice: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._has_key = has_key
        self._on_change = on_change
        self._on_notice = on_notice
        self._lost_before: int | None = None
        self._run: BackgroundRun | None = None
        self._problem = ""
        self._not_before = 0.0

    @property
    def is_running(self) -> bool:
        """Whether this app's sender is running."""
        return self._run is not None

    def start_if_needed(self, pulse: Pulse) -> None:
        """Start the sender if the outbox has work, there is a key and no pause after a failure is running."""
        self._report_lost_paragraphs(pulse)
        if self._run is None and time.monotonic() >= self._not_before and pulse.has_work and self._has_key():
            try:
                self._start()
            except BizcareError as error:
                self._problem = error.sentence

    def end_pause(self) -> None:
        """End the pause after a failure, because a person wants something sent now."""
        self._not_before = 0.0

    def stop(self) -> None:
        """Stop the sender after the reply it is sending; queued replies stay queued."""
        if self._run is not None:
            self._run.stop()

    def words(self, states: Mapping[ReplyState, int]) -> str:
        """Return the state of the outbox as text for a line; empty if every reply is confirmed."""
        templates = {
            ReplyState.QUEUED: _("{0} to send"),
            ReplyState.SENDING: _("{0} being sent"),
            ReplyState.UNCONFIRMED: _("{0} not confirmed yet"),
            ReplyState.HELD: _("{0} HELD"),
            ReplyState.UNKNOWN: _("{0} UNKNOWN"),
            ReplyState.FAILED: _("{0} FAILED"),
        }
        parts = [text.format(states[state]) for state, text in templates.items() if states.get(state)]
        if not parts:
            return ""
        problem = f" ⚠ {self._problem}" if self._problem and ReplyState.QUEUED in states else ""
        return "✉ " + ", ".join(parts) + problem

    def _start(self) -> None:
        loop = asyncio.get_running_loop()

        def forward_progress(progress: SyncProgress) -> None:
            # The app may have closed meanwhile, and its event loop with it.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._handle_progress, progress)

        self._run = self._desk.marketplace.start_outbox(forward_progress)

    def _handle_progress(self, progress: SyncProgress) -> None:
        if progress.finished:
            self._run = None
            self._problem = progress.problem
            self._not_before = time.monotonic() + RETRY_PAUSE if progress.problem else 0.0
        self._on_change()

    def _report_lost_paragraphs(self, pulse: Pulse) -> None:
        """Show a notice if a reply lost its paragraphs since the last pulse."""
        before, self._lost_before = self._lost_before, pulse.lost_paragraphs
        if before is not None and pulse.lost_paragraphs > before:
            from bizcare_tui.desk.replies import lost_paragraphs_note

            self._on_notice(lost_paragraphs_note(self._desk.settings))
