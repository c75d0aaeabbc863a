"""Run the sync in the background, follow its progress, and describe its state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, format_number, ngettext
from bizcare_tui.present import labels

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.inbox import SyncStatus
    from bizcare_tui.desk.views import SyncProgress


# If this app has no key, another account has to sync. After this time without a sync, ask whether
# `bizcare watch` still runs there.
STALE_AFTER = timedelta(minutes=15)
# Before a problem in the top line, where it is not left out.
PROBLEM_SIGN = "⚠"


class SyncRunner:
    """Starts the sync in a process of its own, at most one at a time.

    Args:
        desk: the desk that starts the process.
        on_progress: called on the event loop whenever the progress changed.
        on_end: called on the event loop when a sync has ended.
    """

    def __init__(self, desk: Desk, on_progress: Callable[[], None], on_end: Callable[[], None]) -> None:
        self._desk = desk
        self._on_progress = on_progress
        self._on_end = on_end
        self._run: BackgroundRun | None = None
        self._progress: SyncProgress | None = None
        self._problem = ""
        # Why the store cannot be read at present; empty if it can.
        self.store_problem = ""

    @property
    def is_running(self) -> bool:
        """Whether a sync is running."""
        return self._run is not None

    def has_key(self) -> bool:
        """Return whether there is an API key to sync with."""
        try:
            return self._desk.marketplace.has_key()
        except BizcareError:
            return False

    def begin(self) -> None:
        """Start a sync, unless one is running or there is no key."""
        if self._run is None and self.has_key():
            self._problem = ""
            loop = asyncio.get_running_loop()

            def forward_progress(progress: SyncProgress) -> None:
                # The app may have closed meanwhile, and its event loop with it.
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._handle_progress, progress)

            self._run = self._desk.marketplace.start_sync(forward_progress)
            self._on_progress()

    def stop(self) -> None:
        """Stop the running sync; the rows that it stored stay."""
        if self._run is not None:
            self._run.stop()

    def sync_after_outage(self) -> None:
        """Sync again if the last sync failed: its cause may be gone."""
        if self._problem:
            self._problem = ""
            self.begin()

    def words(self, status: SyncStatus | None) -> str:
        """Return the state of the sync as text for a line; `status` is None until it was read."""
        if self._progress is not None:
            total = "/" + format_number(self._progress.total) if self._progress.total else ""
            return _("syncing {step} {done}{of}").format(
                step=self._progress.step, done=format_number(self._progress.done), of=total
            )
        if self._run is not None:
            return _("syncing")
        if self.store_problem:
            return f"{PROBLEM_SIGN} {self.store_problem}"
        if status is None:
            return ""
        text = _("never synced")
        if status.last_synced_at is not None:
            # Use the clock that recorded the sync: if clocks disagree, deadlines use another time.
            now = self._desk.session.record_now()
            text = _("synced {0}").format(labels.time_ago(min(status.last_synced_at, now), now))
            if now - status.last_synced_at > STALE_AFTER and self._run is None and not self.has_key():
                text += f" · {PROBLEM_SIGN} " + _("is `bizcare watch` still running?")
        if problem := self._problem or status.problem:
            text += f" · {PROBLEM_SIGN} {problem}"
        if status.unparsed:
            text += f" · {PROBLEM_SIGN} " + ngettext(
                "{0} row not readable: bizcare doctor",
                "{0} rows not readable: bizcare doctor",
                status.unparsed,
            ).format(status.unparsed)
        return text

    def _handle_progress(self, progress: SyncProgress) -> None:
        self._progress = None if progress.finished else progress
        if progress.finished:
            self._run = None
            self._problem = progress.problem
            self._on_end()
        self._on_progress()
