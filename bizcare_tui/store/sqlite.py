"""The store as a SQLite file on this machine, for one person or a group of users."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bizcare_tui import progress
from bizcare_tui.errors import StoreProblem, StoreUnreadable
from bizcare_tui.i18n import _
from bizcare_tui.paths import ensure_private_folder, file_mode
from bizcare_tui.store.database import Connection, Database, ProgressCallback
from bizcare_tui.store.file_system import NETWORK_FILE_SYSTEMS, file_system_of
from bizcare_tui.store.login import login_name
from bizcare_tui.store.sqlite_connection import (
    SqliteConnection,
    begin_writing,
    is_disk_error,
    set_up_connection,
)
from bizcare_tui.store.sqlite_copies import CopyProgress, create_copies_folder
from bizcare_tui.store.sqlite_errors import sqlite_problem

if TYPE_CHECKING:
    from sqlalchemy import Engine

SQLITE_VERSION = sqlite3.sqlite_version
"""The version of the SQLite library."""
# Pages to copy between two progress reports and checks for a signal: 8 MB at 4 kB each.
_PAGES_AT_ONCE = 2_000
_SMALLEST_READ = "SELECT 1 FROM sqlite_master LIMIT 1"
# Files for which the user was already notified that they are only read.
_NOTIFIED_READ_ONLY: set[Path] = set()


class SqliteDatabase(Database):
    """A SQLite file. It is private to its owner, or shared with a group if its folder is a group's folder."""

    failures = (sqlite3.Error,)
    new_store_script = Path(__file__).with_name("migrations") / "new_store.sql"
    file: Path

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def shown(self) -> str:
        """The path of the file."""
        return str(self.file)

    # --- reading -----------------------------------------------------------------------------------

    def connect(self) -> SqliteConnection:
        """Open a read-only connection."""
        self._check_files()
        try:
            connection = self._open_to_read()
            connection.execute("PRAGMA query_only = on")
            # The system caches the pages too: a larger cache costs memory in every thread and is not faster.
            connection.execute("PRAGMA cache_size = -1024")
        except sqlite3.Error as error:
            raise self.problem(error) from error
        return connection

    def version(self) -> str | None:
        """Return the version of the schema, None if there is no store yet."""
        self._check_location()
        try:
            if not self.file.exists() or self.file.stat().st_size == 0:
                return None
            connection = self.connect()
            try:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                self._raise_if_foreign_tables()
                return None
            raise self.problem(error) from error
        except (sqlite3.Error, OSError) as error:
            raise self.problem(error) from error
        return str(row[0]) if row else None

    def changes(self, connect: Callable[[], Connection]) -> int:
        """Return a number that changes whenever another connection has changed the store."""
        row = connect().execute("PRAGMA data_version").fetchone()
        return int(row[0]) if row else 0

    def integrity(self, connection: Connection) -> str:
        """Run SQLite's integrity check; return "ok" or a description of the damage."""
        row = connection.execute("PRAGMA quick_check").fetchone()
        return str(row[0]) if row else "unknown"

    # --- writing -----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Create the file if there is none."""
        ensure_private_folder(self.file.parent)
        self._check_location()
        try:
            self._create(self.file)
        except FileExistsError:
            # The file must not be opened here: closing any descriptor of it releases all of SQLite's locks on
            # it in this process. Another program could then delete the journal that we are reading.
            if not os.access(self.file, os.R_OK | os.W_OK):
                raise StoreProblem(
                    _("The store {0} cannot be opened for writing.").format(self.file),
                    _("Check who owns it and its folder."),
                ) from None
        except OSError as error:
            raise StoreProblem(
                _("The store {0} cannot be opened for writing: {1}.").format(self.file, error.strerror),
                _("Check who owns it and its folder."),
            ) from error

    @contextmanager
    def write_transaction(self) -> Iterator[SqliteConnection]:
        """Begin a transaction for a small write, on a connection of its own."""
        try:
            with closing(self._open("rw")) as connection:
                set_up_connection(connection, None)
                begin_writing(connection.execute, self.busy_seconds)
                # Closing the connection rolls back.
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.problem(error) from error

    def engine(self, *, writes: bool = True) -> Engine:
        """Create a SQLAlchemy engine, see `Place.engine`."""
        from sqlalchemy import URL, create_engine, event

        # URL.create, because in a text URL a "?" in a folder's name would begin the options.
        url = URL.create("sqlite", database=str(self.file))
        if not writes:
            engine = create_engine(url, creator=self._connect_for_engine)
            event.listen(engine, "begin", lambda each: each.exec_driver_sql("BEGIN"))
            return engine
        engine = create_engine(url, connect_args={"timeout": self.busy_seconds, "check_same_thread": False})
        event.listen(engine, "connect", set_up_connection)
        # Every transaction of this engine writes; taking the lock at its beginning prevents deadlocks.
        event.listen(engine, "begin", lambda each: begin_writing(each.exec_driver_sql, self.busy_seconds))
        return engine

    def _connect_for_engine(self) -> SqliteConnection:
        connection = self.connect()
        connection.row_factory = None
        return connection

    @contextmanager
    def migration_lock(self) -> Iterator[None]:
        """Hold a lock on a file next to the store."""
        lock_file = self.file.with_name(self.file.name + ".lock")
        with suppress(FileExistsError):
            self._create(lock_file)
        try:
            lock = os.open(lock_file, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise self._lock_problem(lock_file, error.strerror) from error
        try:
            # Another user may have put a pipe or a device in its place.
            if not stat.S_ISREG(os.fstat(lock).st_mode):
                raise self._lock_problem(lock_file, _("it is not a file"))
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def back_up(self, label: str, on_progress: ProgressCallback | None = None) -> Path:
        """Copy the store into `backups/` next to it. Other programs may use it meanwhile."""
        from bizcare_tui.scratch import new_private_file

        copy = self.new_copy_path(label)
        with new_private_file(copy, file_mode(self.file.parent)) as draft:
            self.copy_to(draft, on_progress)
        return copy

    def new_copy_path(self, label: str) -> Path:
        """Return an unused path in `backups/` for a copy made now, and create that folder."""
        folder = self.backups_folder()
        stem = f"{self.file.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        suffixes = chain([""], (f"-{number}" for number in count(2)))
        names = (f"{stem}{each}-{label}.db" for each in suffixes)
        return next(folder / name for name in names if not os.path.lexists(folder / name))

    def backups_folder(self) -> Path:
        """Return `backups/` next to the store, and create it with the permissions of the store's folder.

        If another user has made it for themselves alone, use `backups-LOGIN` and notify the user.

        Raises:
            StoreProblem: Neither folder can be created or written.
        """
        shared = self.file.parent / "backups"
        own = self.file.parent / f"backups-{login_name()}"
        try:
            if create_copies_folder(shared):
                return shared
            progress.report_notice(
                _("This user cannot write to {0}, so copies are written to {1}.").format(shared, own)
                + " "
                + _("Its owner can give the group access: chmod 2770 {0}").format(shared)
            )
            if create_copies_folder(own):
                return own
            reason = os.strerror(errno.EACCES)
        except OSError as error:
            reason = error.strerror or str(error)
        raise StoreProblem(
            _("The folder {0} cannot be created: {1}.").format(own, reason),
            _("Check who owns the store's folder. Nothing was changed."),
        )

    def copy_to(self, file: Path, on_progress: ProgressCallback | None = None) -> None:
        """Copy the store into a file and replace its content.

        Other programs may use the store meanwhile, but not the file.

        Raises:
            StoreProblem: The store cannot be read, or the file cannot be written.
        """
        try:
            with closing(self._open_to_read()) as source, closing(sqlite3.connect(file)) as target:
                # Read from one snapshot: otherwise the backup would restart after each change.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.backup(
                    target, pages=_PAGES_AT_ONCE, progress=CopyProgress(self.busy_seconds, on_progress)
                )
                target.execute("PRAGMA journal_mode = delete")  # a single file, without a journal next to it
        except sqlite3.Error as error:
            raise self.problem(error) from error

    def take_over(self, file: Path, on_progress: ProgressCallback | None = None) -> None:
        """Replace the content of the store with the copy in a file, completely or not at all.

        Other programs may have the store open.

        Raises:
            StoreProblem: Another program keeps writing, or the system reports an error.
        """
        self.prepare()
        copy_progress = CopyProgress(self.busy_seconds, on_progress)
        try:
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(self.file)) as target:
                source.backup(target, pages=_PAGES_AT_ONCE, progress=copy_progress, sleep=0.05)
        except sqlite3.Error as error:
            raise self.problem(error) from error

    def put_aside(self, label: str) -> Path:
        """Move the files of an unreadable store into `backups/`; return the new path of the main file."""
        aside = self.new_copy_path(label)
        for ending in ("", "-wal", "-shm"):
            file = self.file.with_name(self.file.name + ending)
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))
        return aside

    # --- what can be wrong -------------------------------------------------------------------------

    def problem(self, error: BaseException) -> StoreProblem:
        """Translate an exception of SQLite or the system into an error with a message for the user."""
        return sqlite_problem(error, self.file)

    def _check_location(self) -> None:
        """Check that the store consists of regular files on a local disk, as far as that can be determined.

        Raises:
            StoreProblem: A file is a symbolic link or not a regular file, or the disk is a network disk.
        """
        self._check_files()
        kind = file_system_of(self.file.absolute().parent)
        if kind in NETWORK_FILE_SYSTEMS:
            raise StoreProblem(
                _("The store {0} is on a network disk ({1}), where SQLite cannot lock it reliably.").format(
                    self.file, kind
                ),
                _("Set BIZCARE_HOME to a folder on a disk of this machine."),
            )

    def _check_files(self) -> None:
        """Check that the store and the files that SQLite keeps next to it are regular files, not links.

        Another user could have created a link.
        """
        for ending in ("", "-wal", "-shm", "-journal"):
            file = self.file.with_name(self.file.name + ending)
            try:
                mode = file.lstat().st_mode
            except OSError:
                continue  # missing or not accessible: opening it will report that
            if stat.S_ISLNK(mode):
                advice = (
                    _("Find out who created it, and remove it.")
                    if ending
                    else _("Use the file itself in BIZCARE_DATABASE_URL, or its folder in BIZCARE_HOME.")
                )
                raise StoreProblem(_("{0} is a symbolic link.").format(file), advice)
            if not stat.S_ISREG(mode):
                raise StoreProblem(
                    _("{0} is not a file.").format(file), _("Find out who created it, and remove it.")
                )

    def identity(self) -> object:
        """Return the device and inode of the file, which do not depend on its name; None if it is missing."""
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _raise_if_foreign_tables(self) -> None:
        """Raise if the database has tables. One without tables is left by an interrupted first start."""
        connection = self.connect()
        try:
            row = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
        if row and row[0]:
            raise StoreUnreadable(
                _("{0} is a database, but not a bizcare store.").format(self.file),
                _("Move it away, or set BIZCARE_HOME to another folder."),
            )

    def _lock_problem(self, file: Path, reason: str | None) -> StoreProblem:
        return StoreProblem(
            _("The lock file {0} cannot be used: {1}.").format(file, reason),
            _("Check who owns it. It can be removed when no bizcare is running."),
        )

    def _uri(self, mode: str) -> str:
        return f"file:{quote(str(self.file))}?mode={mode}"

    def _open(self, mode: str) -> SqliteConnection:
        return sqlite3.connect(
            self._uri(mode),
            uri=True,
            timeout=self.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=SqliteConnection,
        )

    def _open_to_read(self) -> SqliteConnection:
        connection = self._open("ro")
        try:
            connection.execute(_SMALLEST_READ).fetchone()
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            if not is_disk_error(error) or not self.file.exists():
                raise
        return self._open_without_shared_files()

    def _open_without_shared_files(self) -> SqliteConnection:
        """Open the file without SQLite's shared files: the disk is not writable, so no program writes."""
        connection = self._open(self._mode_without_shared_files())
        try:
            connection.execute("PRAGMA locking_mode = exclusive")  # keeps the index of the journal in memory
            connection.execute(_SMALLEST_READ).fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        if self.file not in _NOTIFIED_READ_ONLY:
            _NOTIFIED_READ_ONLY.add(self.file)
            progress.report_notice(
                _("The disk of {0} is full or read-only, so the store can only be read.").format(self.file)
                + " "
                + _("Free some space, or check who owns the folder. Nothing was lost.")
            )
        return connection

    def _mode_without_shared_files(self) -> str:
        journal = self.file.with_name(self.file.name + "-wal")
        has_journal = journal.exists() and journal.stat().st_size > 0
        return "ro&vfs=unix-none" if has_journal else "ro&immutable=1"

    def _create(self, file: Path) -> None:
        """Create an empty file for its owner or the folder's group; SQLite's journals get the same mode."""
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # The umask must not decide: with 022 the group could not write, and would see a busy store.
            os.fchmod(descriptor, file_mode(file.parent))
        finally:
            os.close(descriptor)
