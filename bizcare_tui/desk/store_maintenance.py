"""Maintenance of the whole store: move, export, import, back up and restore.

This module must work when the store cannot be read, because that is when a backup has to be restored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bizcare_tui.desk.data_copies import DataCopies
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadFile, BizcareError
from bizcare_tui.hints import sync_hint
from bizcare_tui.i18n import _
from bizcare_tui.logs import log
from bizcare_tui.paths import Paths, create_private_folder, ensure_private_folder, file_mode
from bizcare_tui.scratch import new_private_file
from bizcare_tui.settings import Settings
from bizcare_tui.store.database import SCHEMA_VERSION
from bizcare_tui.store.login import login_name
from bizcare_tui.store.open_database import database_of_url, open_database
from bizcare_tui.store.reads.hot import count_replies_by_state
from bizcare_tui.store.reads.reader import StoreReader

if TYPE_CHECKING:
    from bizcare_tui.store.backups import InspectedBackup, RestoreResult
    from bizcare_tui.store.database import ProgressCallback
    from bizcare_tui.store.table_data import CopiedTable


@dataclass(frozen=True, slots=True)
class RestoredStore:
    """A restored store, and the file with the anchors of the replaced store, None when it had none."""

    restored: RestoreResult
    anchors: Path | None


class StoreMaintenance:
    """Moves, exports, imports, backs up and restores the store.

    Args:
        paths: the folders of this user.
        settings: the settings in force.
        now: returns the current instant, used as the time of history entries.

    Raises:
        StoreProblem: the address of the store has an unknown scheme.
    """

    def __init__(self, paths: Paths, settings: Settings, now: Callable[[], datetime]) -> None:
        self._paths = paths
        self._settings = settings
        self._now = now
        self._place = open_database(paths.database)
        self._copies = DataCopies(paths, self._place)

    def move(self, url: str, on_progress: ProgressCallback) -> list[CopiedTable]:
        """Copy the store to another database, which must be empty; the source is not changed.

        Raises:
            BizcareError: nothing has been synced yet.
            StoreProblem: the target is not empty, or a database reports an error; nothing was changed.
        """
        from bizcare_tui.store import store_copy
        from bizcare_tui.store.engine import Store

        self._require_store()
        target_place = database_of_url(url)
        self._prepare(target_place.file)
        source, target = Store(self._place), Store(target_place)
        try:
            moved = store_copy.copy_store(source, target, on_progress)
            if self._place.file is not None:
                self._copies.record(self._place.file)
            log.info("store moved")
            return moved
        finally:
            source.close()
            target.close()

    # --- JSON Lines ------------------------------------------------------------------------------

    def export(self, sink: BinaryIO, on_progress: ProgressCallback) -> list[CopiedTable]:
        """Write a snapshot of the whole store as JSON Lines; other programs may keep using the store.

        Raises:
            BizcareError: nothing has been synced yet.
            StoreProblem: the store cannot be read.
        """
        from bizcare_tui.store import json_lines, table_data

        self._require_store()
        with table_data.open_snapshot(self._place) as connection:
            return json_lines.export_store(connection, sink, on_progress)

    def export_to(self, file: Path, on_progress: ProgressCallback) -> list[CopiedTable]:
        """Write the whole store as JSON Lines into a new file that only its owner can read.

        Raises:
            WrongUsage: the file exists already, or cannot be written.
        """
        self._prepare(file)
        with new_private_file(file) as draft, draft.open("wb") as stream:
            return self.export(stream, on_progress)

    def export_csv(self, folder: Path, on_progress: ProgressCallback) -> list[CopiedTable]:
        """Write every table as a CSV file into an empty folder, for a spreadsheet.

        Raises:
            WrongUsage: the folder is not empty, or cannot be created.
        """
        from bizcare_tui.store import csv_export, table_data

        self._require_store()
        create_private_folder(folder)
        self._prepare(folder)
        with table_data.open_snapshot(self._place) as connection:
            return csv_export.write_csv_files(connection, folder, on_progress)

    def take_in(self, stream: BinaryIO, on_progress: ProgressCallback) -> list[CopiedTable]:
        """Import an exported store, all of it or nothing. There must be no store yet.

        Raises:
            BadFile: it is not an export, or it is truncated or was changed.
            StoreProblem: there is a store already, or it cannot be written.
        """
        from bizcare_tui.store import json_lines
        from bizcare_tui.store.engine import Store

        self._prepare(None)
        store = Store(self._place)
        try:
            return json_lines.import_store(_lines(stream), store, on_progress)
        finally:
            store.close()

    def waiting(self) -> int:
        """Return how many replies are queued in this store."""
        return count_replies_by_state(StoreReader(self._place, login_name())).get(ReplyState.QUEUED, 0)

    # --- copies ----------------------------------------------------------------------------------

    def back_up(self, file: Path | None, on_progress: ProgressCallback) -> InspectedBackup:
        """Copy the store into a new file while it is in use, then open and check the copy.

        Without a file, the copy goes to `backups/` beside the store, or in the data folder for a database
        server.

        Raises:
            BizcareError: nothing has been synced yet.
            WrongUsage: the file exists already, or cannot be written.
            StoreProblem: the store cannot be read.
        """
        from bizcare_tui.store import backups

        self._require_store()
        mode = 0o600
        if file is None:
            folder, mode = self._copies_folder()
            file = folder / f"bizcare-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        self._prepare(file)
        with new_private_file(file, mode) as draft:
            backups.back_up(self._place, draft, on_progress)
            copy = backups.inspect_backup(draft, file)
        return replace(copy, file=file)

    def _copies_folder(self) -> tuple[Path, int]:
        """Return the folder for copies without a given file, and the mode of their files."""
        from bizcare_tui.store.sqlite import SqliteDatabase

        if isinstance(self._place, SqliteDatabase):
            return self._place.backups_folder(), file_mode(self._place.file.parent)
        return ensure_private_folder(self._paths.data / "backups"), 0o600

    def restore(
        self, file: Path, on_progress: ProgressCallback = lambda _step, _done, _total: None
    ) -> RestoredStore:
        """Restore the store from a copy. The replaced store and its anchors are kept beside it.

        Raises:
            BadFile: the copy cannot be read, or is damaged; nothing was changed.
            StoreProblem: the store is busy, or a database with a store in it would be overwritten.
        """
        from bizcare_tui.store import backups

        if not file.is_file():
            raise BadFile(
                _("There is no file {0}.").format(safe_line(str(file))), _("`bizcare backup` makes copies.")
            )
        self._prepare(None)
        copy = backups.inspect_backup(file)
        restored = backups.restore(self._place, copy, self._now(), on_progress)
        log.info("store restored, %d replies unsure", restored.unsure)
        return RestoredStore(restored, self._keep_anchors(restored.kept))

    def _keep_anchors(self, kept: Path | None) -> Path | None:
        """Move the anchors beside the replaced store, to whose history they belong; return their file."""
        anchors = self._paths.anchors_file
        if kept is None or not anchors.exists():
            return None
        kept_anchors = kept.with_name(f"{kept.stem}-{anchors.name}")
        anchors.replace(kept_anchors)
        return kept_anchors

    def _prepare(self, file: Path | None) -> None:
        """Remove files that killed programs left, and remember the file that is about to be written."""
        self._copies.remove_leftovers()
        if file is not None:
            self._copies.record(file)

    def _require_store(self) -> None:
        """Upgrade the store to the current schema if needed.

        Raises:
            BizcareError: nothing has been synced yet.
        """
        from bizcare_tui.store.engine import Store

        version = self._place.version()
        if version is None:
            raise BizcareError(_("Nothing has been synced yet."), sync_hint())
        if version != SCHEMA_VERSION:
            Store(self._place).close()


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    from bizcare_tui.store.json_lines import MAX_LINE_BYTES

    return iter(lambda: stream.readline(MAX_LINE_BYTES), b"")
