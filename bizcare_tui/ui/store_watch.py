"""Watch the store: show its changes, and start what it has work for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bizcare_tui.errors import BizcareError
from bizcare_tui.ui.outbox_runner import OutboxRunner
from bizcare_tui.ui.presence import PresenceReporter
from bizcare_tui.ui.sync_runner import SyncRunner

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


class StoreWatch:
    """Compares the revision of the store with the one that is shown."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._revision = 0

    def begin(self) -> None:
        """Note the revision that is shown."""
        self._revision = self._workspace.desk.session.revision()

    def look(self) -> None:
        """Reload if the store has changed, report presence, and start the sender if there is work."""
        workspace, sync = self._workspace, self._workspace.part(SyncRunner)
        try:
            revision = workspace.desk.session.revision()
        except BizcareError as error:
            sync.store_problem = error.sentence
            workspace.show_status()
            return
        if sync.store_problem:
            sync.store_problem = ""
            sync.sync_after_outage()
            workspace.show_status()
        if revision != self._revision:
            self._revision = revision
            workspace.reload()
            workspace.show_status()
        workspace.part(PresenceReporter).beat()
        workspace.part(OutboxRunner).look()
