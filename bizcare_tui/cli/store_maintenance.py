"""Access to the store as a whole, for commands such as backup, import and migrate."""

from __future__ import annotations

from bizcare_tui.config import load_settings
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.now import now
from bizcare_tui.paths import Paths


def load_store_maintenance() -> StoreMaintenance:
    """Return the maintenance operations of the configured store, which need not exist or be readable.

    Raises:
        BadSettings: the settings cannot be read.
    """
    paths = Paths.from_environment()
    return StoreMaintenance(paths, load_settings(paths), now)
