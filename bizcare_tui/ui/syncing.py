"""The sync that runs behind the screen: begins it, follows it, says how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _, ngettext, number
from bizcare_tui.ui import words

if TYPE_CHECKING:
    from bizcare_tui.desk.background import BackgroundRun
    from bizcare_tui.desk.desk import Desk
    from bizcare_tui.desk.views import SyncProgress


# After so long without a sync, one that another account has to begin is asked after.
LONG = timedelta(minutes=15)


class Syncing:
    """At most one sync at a time, in a process of its own.

    Args:
        desk: the door that begins it.
        on_progress: called on the screen's loop whenever there is more to say.
        on_end: called on the screen's loop when a sync has ended.
    """

    def __init__(self, desk: Desk, on_progress: Callable[[], None], on_end: Callable[[], None]) -> None:
        self._desk = desk
        self._on_progress = on_progress
        self._on_end = on_end
        self._run: BackgroundRun | None = None
        self._progress: SyncProgress | None = None
        self._problem = ""

    @property
    def is_running(self) -> bool:
        """Whether a sync is under way."""
        return self._run is not None

    def has_key(self) -> bool:
        """Whether there is a key to sync with."""
        try:
            return self._desk.has_key()
        except BizcareError:
            return False

    def begin(self) -> None:
        """Begin a sync, unless one is under way or there is no key."""
        if self._run is None and self.has_key():
            self._problem = ""
            loop = asyncio.get_running_loop()

            def hand_over(progress: SyncProgress) -> None:
                # After the app has gone there is nobody to tell.
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._follow, progress)

            self._run = self._desk.start_sync(hand_over)
            self._on_progress()

    def stop(self) -> None:
        """Stop the sync that is under way; what it stored stays."""
        if self._run is not None:
            self._run.stop()

    def fail(self, sentence: str) -> None:
        """Say that something is wrong until the next sync."""
        self._problem = sentence

    def words(self) -> str:
        """How the sync stands, in words for a line."""
        if self._progress is not None:
            of = "/" + number(self._progress.total) if self._progress.total else ""
            return _("syncing {step} {done}{of}").format(
                step=self._progress.step, done=number(self._progress.done), of=of
            )
        if self._run is not None:
            return _("syncing")
        try:
            status = self._desk.sync_status()
        except BizcareError as error:
            return error.sentence
        said = _("never synced")
        if status.last_synced_at is not None:
            said = _("synced {0}").format(words.ago(status.last_synced_at, self._desk.now()))
            if self._desk.now() - status.last_synced_at > LONG and self._run is None and not self.has_key():
                said += " · ⚠ " + _("does `bizcare watch` still run?")
        if problem := self._problem or status.problem:
            said += f" · ⚠ {problem}"
        if status.unparsed:
            said += " · " + ngettext(
                "{0} row not readable: bizcare doctor",
                "{0} rows not readable: bizcare doctor",
                status.unparsed,
            ).format(status.unparsed)
        return said

    def _follow(self, progress: SyncProgress) -> None:
        self._progress = None if progress.finished else progress
        if progress.finished:
            self._run = None
            self._problem = progress.problem
            self._on_end()
        self._on_progress()
