"""The opened store of one person, with their settings and the clock: what every service of the desk needs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.config import load_settings
from bizcare_tui.desk.machine_clock import MachineClock
from bizcare_tui.errors import BizcareError, NoStore
from bizcare_tui.hints import sync_hint
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION, require_supported_version
from bizcare_tui.store.login import login_name
from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.reads.reader import StoreReader

if TYPE_CHECKING:
    from bizcare_tui.domain.policy import Policy
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.small_writes import SmallWrites


class DeskSession:
    """The store of an account, opened by one person.

    Creating it is quick and imports nothing heavy.

    Args:
        paths: the folders to use.

    Raises:
        BadSettings: the settings cannot be read.
        StoreProblem: the store is damaged or newer than this program.
    """

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.settings: Settings = load_settings(paths)
        self.database = open_database(paths.database)
        self.reader = StoreReader(self.database, login_name())
        self.clock = MachineClock(self.reader)
        # Called from the working thread with the number of threads recomputed so far.
        self.on_recomputed: Callable[[int], None] = lambda _done: None
        self._opened_store: Store | None = None
        self._small_writes: SmallWrites | None = None
        self._open_lock = threading.Lock()
        version = self.database.version()
        self._exists = version is not None
        if version is not None and version != SCHEMA_VERSION:
            require_supported_version(self.database, version)
            self.store()
        self.read_clock_offset()

    # --- the store ---------------------------------------------------------------------------------

    @property
    def exists(self) -> bool:
        """Whether the store exists, that is, something was synced; another program may have created it."""
        if not self._exists:
            self._exists = self.database.version() == SCHEMA_VERSION
        return self._exists

    def require_store(self) -> None:
        """Check that the store exists.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        if not self.exists:
            raise BizcareError(_("Nothing has been synced yet."), sync_hint())

    def store(self) -> Store:
        """Return the store, opened for writing at the first call. A missing store is created.

        Raises:
            StoreProblem: the store cannot be opened.
        """
        from bizcare_tui.store.engine import Store

        with self._open_lock:
            if self._opened_store is None:
                self._opened_store = Store(self.database)
            return self._opened_store

    def existing_store(self) -> Store:
        """Return the store, opened for writing.

        Raises:
            NoStore: there is no store yet.
            StoreProblem: the store cannot be opened.
        """
        if not self.exists:
            raise NoStore
        return self.store()

    def small_writes(self) -> SmallWrites:
        """Return the store, opened for small writes that do without SQLAlchemy.

        Raises:
            NoStore: there is no store yet.
            StoreProblem: the store cannot be opened.
        """
        from bizcare_tui.store.small_writes import SmallWrites

        if not self.exists:
            raise NoStore
        if self._small_writes is None:
            if self.database.version() != SCHEMA_VERSION:
                self.store()
            self._small_writes = SmallWrites(self.database)
        return self._small_writes

    def revision(self) -> int:
        """Return a number that changes whenever the store changes."""
        return self.reader.revision() if self.exists else 0

    def limit_busy_wait(self, seconds: float) -> None:
        """Limit how long to wait for another writing program, in seconds. Used before this program ends."""
        self.database.busy_seconds = seconds

    def account_id(self) -> int:
        """Return the id of the account; 0 before the first sync."""
        return self.reader.account_id or 0

    def recompute(self, cause: str) -> None:
        """Derive the state of all threads that are marked stale again, for this cause."""
        from bizcare_tui.store import derive

        store, names = self.store(), self.settings.seller_names
        for done in derive.recompute_all_stale(
            store.transaction, self.account_id(), names, self.record_now, cause
        ):
            self.report_recomputed(done)

    def report_recomputed(self, done: int) -> None:
        """Report how many threads were recomputed so far."""
        # Looked up at each call, because the callback can be replaced.
        self.on_recomputed(done)

    # --- the person and the time -------------------------------------------------------------------

    @property
    def login(self) -> str:
        """The login of the current user, from the operating system."""
        return login_name()

    def now(self) -> datetime:
        """Return the current UTC time for deadlines; if the clocks disagree, the later one counts."""
        return self.clock.deadline_time()

    def record_now(self) -> datetime:
        """Return the current UTC time for stored records."""
        return self.clock.record_time()

    def read_clock_offset(self) -> None:
        """Read from the store how far this machine's clock was off at the last sync."""
        if self.exists:
            self.clock.look()

    def save_theme(self, name: str) -> None:
        """Write the theme into the settings file, and use it from now on."""
        from bizcare_tui.config import save_setting

        save_setting(self.paths, "theme", name)
        self.settings = replace(self.settings, theme=name)

    # --- files of the person -----------------------------------------------------------------------

    @property
    def policy(self) -> Policy:
        """The rules of Business Care in force.

        Raises:
            BadSettings: the seller's own policy file cannot be read.
        """
        from bizcare_tui.desk.policy import load_policy

        return load_policy(self.paths.policy_file)
