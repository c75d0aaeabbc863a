"""Where the store is, and whether it can be opened: by `sqlite3` alone, before anything heavy is loaded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bizcare_tui.domain.words import fold
from bizcare_tui.errors import StoreProblem

SCHEMA_VERSION = "0004"
# File systems on which several machines write: SQLite's locks do not hold there.
_NETWORK = frozenset({"afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3", "smbfs"})
_MOUNTS = Path("/proc/self/mounts")
BUSY_SECONDS = 10.0


def database_file(default: Path) -> Path:
    """The SQLite file that `BIZCARE_DATABASE_URL` names (`sqlite:////absolute/path`), or the default.

    Raises:
        StoreProblem: the address is not one of SQLite.
    """
    url = os.environ.get("BIZCARE_DATABASE_URL", "")
    if not url:
        return default
    if not url.startswith("sqlite:///"):
        raise StoreProblem(
            "BIZCARE_DATABASE_URL must begin with sqlite:/// : no other database is supported yet.",
            "Unset it to use the default store.",
        )
    return Path(url.removeprefix("sqlite:///"))


def open_reading(file: Path) -> sqlite3.Connection:
    """A connection that can only read.

    Raises:
        StoreProblem: the file is missing or not a store of ours.
    """
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(file))}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = on")
        connection.create_function("folded", 1, _folded, deterministic=True)
        # The system keeps the pages too: more here costs memory for every thread, and is no quicker.
        connection.execute("PRAGMA cache_size = -1024")
    except sqlite3.Error as error:
        raise unusable(file, error) from error
    return connection


def _folded(text: str | None) -> str:
    return fold(text or "")


@contextmanager
def small_write(file: Path) -> Iterator[sqlite3.Connection]:
    """A transaction for the little that is written by just reading and writing on.

    Everything else that is written goes through SQLModel, which takes half a second to load and
    thirty megabytes: whoever only reads goes without, and no key press waits for it.

    Raises:
        StoreProblem: the store refuses (busy, full, damaged, not writable).
    """
    try:
        address = f"file:{quote(str(file))}?mode=rw"
        with closing(
            sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = on")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise unusable(file, error) from error


def schema_version(file: Path) -> str | None:
    """The version of the schema in `file`; None where there is no store yet.

    Raises:
        StoreProblem: the file is not a SQLite database, is damaged, or cannot be read; or it is where
            no store should be.
    """
    check_place(file)
    try:
        if not file.exists() or file.stat().st_size == 0:
            return None
        connection = open_reading(file)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            _refuse_foreign_tables(file)
            return None
        raise unusable(file, error) from error
    except (sqlite3.Error, OSError) as error:
        raise unusable(file, error) from error
    return str(row[0]) if row else None


def _refuse_foreign_tables(file: Path) -> None:
    """Let pass a database without a table: a first opening that was cut off."""
    connection = open_reading(file)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        connection.close()
    if tables:
        raise StoreProblem(
            f"{file} is a database, but not one of bizcare.", "Move it away, or set BIZCARE_HOME elsewhere."
        )


def check_version(file: Path, version: str) -> None:
    """Let pass what this program can open or bring up to date.

    Raises:
        StoreProblem: the store was written by a newer program.
    """
    if version > SCHEMA_VERSION:
        raise StoreProblem(
            f"The store {file} was written by a newer bizcare (schema {version}; this one knows "
            f"{SCHEMA_VERSION}).",
            "Update this program: nothing was changed.",
        )


def check_place(file: Path) -> None:
    """Let pass a file on a disk of this machine, where that can be told.

    Raises:
        StoreProblem: it is a link, which another user may have laid, and behind which the store may be
            gone; or it is on a network disk.
    """
    if file.is_symlink():
        raise StoreProblem(
            f"{file} is a symbolic link.",
            "Name the file itself in BIZCARE_DATABASE_URL, or its folder in BIZCARE_HOME.",
        )
    kind = _file_system(file.absolute().parent)
    if kind in _NETWORK:
        raise StoreProblem(
            f"The store {file} is on a network disk ({kind}), where SQLite cannot lock it reliably.",
            "Set BIZCARE_HOME to a folder on a disk of this machine.",
        )


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


def unusable(file: Path, error: Exception) -> StoreProblem:
    """The sentence for a store that the system or SQLite will not open or write."""
    text = str(error)
    if "locked" in text:
        return StoreProblem(f"The store {file} is busy.", "Another program is writing to it: try again.")
    if "full" in text:
        return StoreProblem(f"There is no space left on the disk of {file}.", "Free some: nothing was lost.")
    if "readonly" in text or "read-only" in text:
        return StoreProblem(f"The store {file} cannot be written.", "Check who owns it and its folder.")
    if "not a database" in text or "malformed" in text:
        return StoreProblem(
            f"The store {file} is damaged ({text}).",
            f"Nothing was changed. A copy from before the last update may be in {file.parent / 'backups'}.",
        )
    return StoreProblem(f"The store {file} cannot be opened: {text}.")
