"""Watch the store: keep its last known state, show its changes, and start what it has work for."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.background.new_day import NewDay
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.notices import NoticeKind

if TYPE_CHECKING:
    from bizcare_tui.desk.pulse import Pulse
    from bizcare_tui.ui.workspace import Workspace


class StoreWatch:
    """Reads the pulse of the store, always in the same thread.

    SQLite counts the changes of a store for each connection, and each thread has its own.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        # None until it was read.
        self.pulse: Pulse | None = None
        self._is_reading = self._is_wanted = False
        self._reader = ThreadPoolExecutor(1, "pulse")

    async def read_first(self) -> Pulse | None:
        """Read the first pulse, without comparing it with anything; None if the store cannot be read."""
        try:
            self.pulse = await self._read_pulse()
        except BizcareError as error:
            self._workspace.fail(error)
            return None
        self._workspace.show_status()
        return self.pulse

    def look(self) -> None:
        """Read the pulse; while it is being read, read it once more afterwards."""
        if self._is_reading:
            self._is_wanted = True
        else:
            self._is_reading = True
            self._workspace.run_worker(self._read, group="pulse")

    async def _read(self) -> None:
        sync = self._workspace.part(SyncRunner)
        try:
            pulse = await self._read_pulse()
        except BizcareError as error:
            sync.store_problem = error.sentence
            self._workspace.show_status()
        else:
            self._handle(pulse)
        finally:
            self._is_reading = False
        if self._is_wanted:
            self._is_wanted = False
            self.look()

    async def _read_pulse(self) -> Pulse:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, self._workspace.desk.pulse.read)

    def _handle(self, pulse: Pulse) -> None:
        """Reload if the store has changed, report presence, and start the sender if there is work."""
        workspace, sync = self._workspace, self._workspace.part(SyncRunner)
        before, self.pulse = self.pulse, pulse
        was_away, sync.store_problem = bool(sync.store_problem), ""
        workspace.notices.settle(NoticeKind.STORE)
        if was_away:
            sync.sync_after_outage()
        if before is None or pulse.revision != before.revision:
            workspace.reload()
        if was_away or pulse != before:
            workspace.show_status()
        workspace.part(PresenceReporter).beat()
        workspace.part(NewDay).look()
        workspace.part(OutboxRunner).start_if_needed(pulse)
