"""The store as a SQLite file of this machine, for one person or a group."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bizcare_tui.errors import StoreBusy, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.paths import private_folder
from bizcare_tui.store.place import Connection, Place

if TYPE_CHECKING:
    from sqlalchemy import Engine

LIBRARY = sqlite3.sqlite_version
"""The version of SQLite itself."""

# File systems on which several machines write: SQLite's locks do not hold there.
_NETWORK = frozenset({"afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3", "smbfs"})
_MOUNTS = Path("/proc/self/mounts")
_GROUP_WRITES = 0o020
# Steps of SQLite's machine between two looks at whether to go on: less than a tenth of a millisecond.
_LOOK_AFTER = 2_000
# Between two looks at whether another program has done with writing.
_POLL_SECONDS = 0.002


class SqliteConnection(sqlite3.Connection):
    """A connection whose rows have names."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.row_factory = sqlite3.Row

    def firsts(self, statement: str, values: Mapping[str, Any]) -> Iterable[Any]:
        """The first value of every row."""
        cursor = self.execute(statement, values)
        cursor.row_factory = None  # bare tuples: a hundred thousand rows take a tenth of the time
        return chain.from_iterable(cursor)

    @contextmanager
    def watched(self, is_over: Callable[[], bool]) -> Iterator[None]:
        """Within, a statement ends with a failure soon after something is over."""
        self.set_progress_handler(is_over, _LOOK_AFTER)
        try:
            yield
        finally:
            self.set_progress_handler(None, 0)


class SqlitePlace(Place):
    """A file. Who may write its folder's group shares it; else it is its owner's alone."""

    failures = (sqlite3.Error,)
    file: Path

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def shown(self) -> str:
        """The path of the file."""
        return str(self.file)

    # --- reading -----------------------------------------------------------------------------------

    def connect(self) -> SqliteConnection:
        """A connection that can only read."""
        try:
            connection = self._open("ro")
            connection.execute("PRAGMA query_only = on")
            # The system keeps the pages too: more here costs memory for every thread, and is no quicker.
            connection.execute("PRAGMA cache_size = -1024")
        except sqlite3.Error as error:
            raise self.problem(error) from error
        return connection

    def version(self) -> str | None:
        """The version of the schema; None where there is no store yet."""
        self._check()
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
                self._refuse_foreign_tables()
                return None
            raise self.problem(error) from error
        except (sqlite3.Error, OSError) as error:
            raise self.problem(error) from error
        return str(row[0]) if row else None

    def changes(self, connection: Connection) -> int:
        """A number that changes whenever another connection changed the store."""
        row = connection.execute("PRAGMA data_version").fetchone()
        return int(row[0]) if row else 0

    def integrity(self, connection: Connection) -> str:
        """What SQLite finds wrong with the file."""
        row = connection.execute("PRAGMA quick_check").fetchone()
        return str(row[0]) if row else "unknown"

    # --- writing -----------------------------------------------------------------------------------

    @contextmanager
    def small_write(self) -> Iterator[Connection]:
        """A transaction for little."""
        connection = None
        try:
            connection = self._open("rw")
            connection.execute("PRAGMA foreign_keys = on")
            _begin(connection.execute, self.busy_seconds)
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.problem(error) from error
        finally:
            if connection is not None:
                connection.close()

    def prepare(self) -> None:
        """Make the file, where there is none."""
        private_folder(self.file.parent)
        self._check()
        try:
            self._make(self.file)
        except FileExistsError:
            # Not opened here: closing any descriptor of it would let go of every lock that SQLite holds on it
            # in this process, and another program could then clear away what we are reading.
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

    def engine(self, *, writes: bool = True) -> Engine:
        """The engine that writes, or one that only reads."""
        from sqlalchemy import URL, create_engine, event

        engine = create_engine(
            # Not as a text: a "?" in a folder's name would begin options.
            URL.create("sqlite", database=str(self.file))
            if writes
            else URL.create("sqlite", database=self._address("ro"), query={"uri": "true"}),
            connect_args={"timeout": self.busy_seconds, "check_same_thread": False},
        )
        if writes:
            event.listen(engine, "connect", _on_connect)
            # Every transaction of this engine writes: taking the lock at once is what prevents deadlocks.
            event.listen(engine, "begin", lambda each: _begin(each.exec_driver_sql, self.busy_seconds))
        else:
            event.listen(engine, "connect", _on_connect_to_read)
            event.listen(engine, "begin", lambda each: each.exec_driver_sql("BEGIN"))
        return engine

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """A lock on a file beside the store."""
        beside = self.file.with_name(self.file.name + ".lock")
        with suppress(FileExistsError):
            self._make(beside)
        lock = os.open(beside, os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def back_up(self, label: str) -> Path:
        """Copy the store, while others may use it, into `backups/` beside it."""
        copy = self.name_for_a_copy(label)
        os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        self.copy_to(copy)
        return copy

    def name_for_a_copy(self, label: str) -> Path:
        """Where a copy made now is to lie: in `backups/` beside the store, which is made."""
        folder = private_folder(self.file.parent / "backups")
        return folder / f"{self.file.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{label}.db"

    def copy_to(self, file: Path) -> None:
        """Copy the store over what is in a file; others may use the store, nobody the file.

        Raises:
            StoreProblem: the store cannot be read, or the file not written.
        """
        try:
            with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(file)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = delete")  # one file, without others beside it
        except sqlite3.Error as error:
            raise self.problem(error) from error

    def take_over(self, file: Path) -> None:
        """Become the copy that a file is, while others may have the store open.

        Raises:
            StoreProblem: another program goes on writing, or the system refuses.
        """
        self.prepare()
        deadline = time.monotonic() + self.busy_seconds

        def patience(_status: int, _left: int, _total: int) -> None:
            if time.monotonic() > deadline:
                raise sqlite3.OperationalError("locked")

        try:
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(self.file)) as target:
                source.backup(target, pages=10_000, progress=patience, sleep=0.05)
        except sqlite3.Error as error:
            raise self.problem(error) from error

    def put_aside(self, label: str) -> Path:
        """Move the files of a store that cannot be read into `backups/`; nothing is where they were."""
        aside = self.name_for_a_copy(label)
        for ending in ("", "-wal", "-shm"):
            file = self.file.with_name(self.file.name + ending)
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))
        return aside

    # --- what can be wrong -------------------------------------------------------------------------

    def problem(self, error: BaseException) -> StoreProblem:
        """The sentence for a store that the system or SQLite will not open or write."""
        text, file = str(error), self.file
        if "locked" in text:
            return StoreBusy(
                _("The store {0} is busy.").format(file), _("Another program is writing to it: try again.")
            )
        if "full" in text:
            return StoreProblem(
                _("There is no space left on the disk of {0}.").format(file),
                _("Free some: nothing was lost."),
            )
        if "readonly" in text or "read-only" in text:
            return StoreProblem(
                _("The store {0} cannot be written.").format(file), _("Check who owns it and its folder.")
            )
        if "not a database" in text or "malformed" in text:
            return StoreProblem(
                _("The store {0} is damaged ({1}).").format(file, text),
                _("Nothing was changed. `bizcare restore FILE` brings back a copy, as in {0}.").format(
                    file.parent / "backups"
                ),
            )
        return StoreProblem(_("The store {0} cannot be opened: {1}.").format(file, text))

    def _check(self) -> None:
        """Let pass a file on a disk of this machine, where that can be told.

        A link may have been laid by another user, and the store be gone behind it.
        """
        if self.file.is_symlink():
            raise StoreProblem(
                _("{0} is a symbolic link.").format(self.file),
                _("Name the file itself in BIZCARE_DATABASE_URL, or its folder in BIZCARE_HOME."),
            )
        kind = _file_system(self.file.absolute().parent)
        if kind in _NETWORK:
            raise StoreProblem(
                _("The store {0} is on a network disk ({1}), where SQLite cannot lock it reliably.").format(
                    self.file, kind
                ),
                _("Set BIZCARE_HOME to a folder on a disk of this machine."),
            )

    def _refuse_foreign_tables(self) -> None:
        """Let pass a database without a table: a first opening that was cut off."""
        connection = self.connect()
        try:
            row = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
        if row and row[0]:
            raise StoreProblem(
                _("{0} is a database, but not one of bizcare.").format(self.file),
                _("Move it away, or set BIZCARE_HOME elsewhere."),
            )

    def _address(self, mode: str) -> str:
        return f"file:{quote(str(self.file))}?mode={mode}"

    def _open(self, mode: str) -> SqliteConnection:
        return sqlite3.connect(
            self._address(mode),
            uri=True,
            timeout=self.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=SqliteConnection,
        )

    def _make(self, file: Path) -> None:
        """Make an empty file, for its owner alone or the folder's group too; SQLite's others follow it."""
        shared = bool(file.parent.stat().st_mode & _GROUP_WRITES)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # Not left to the umask: with 022 the group could only read, and would find a busy store.
            os.fchmod(descriptor, 0o660 if shared else 0o600)
        finally:
            os.close(descriptor)


def _file_system(folder: Path) -> str:
    """The kind of file system that holds a folder; empty where it cannot be told."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # A line is device, folder, kind, options, a space within as \040. The last of the longest folders counts.
    rows = [line.split(" ") for line in mounts.splitlines() if line.count(" ") >= 2]
    above = [
        (len(place), kind)
        for _device, place, kind, *_options in rows
        if folder.is_relative_to(place.replace("\\040", " "))
    ]
    return max(reversed(above), key=lambda each: each[0], default=(0, ""))[1]


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver's own transactions leave schema changes outside; ours are begun by hand.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute("PRAGMA foreign_keys = on")


def _on_connect_to_read(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(execute: Callable[[str], Any], seconds: float) -> None:
    """Begin to write, as soon as no other program does.

    SQLite itself looks only ten times a second whether the lock is free: where many write all the time, who
    looks so seldom may never meet the moment.

    Raises:
        Exception: the driver's "locked", when so many seconds have passed.
    """
    deadline = time.monotonic() + seconds
    execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            execute("BEGIN IMMEDIATE")
            break
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_POLL_SECONDS)
    execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
