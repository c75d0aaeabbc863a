"""Back up a store to one SQLite file while it is in use, inspect such a backup, and restore it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import quote

from sqlmodel import Session, select

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadFile, StoreProblem, StoreUnreadable
from bizcare_tui.i18n import _
from bizcare_tui.scratch import scratch_folder
from bizcare_tui.store import (
    history,
    history_proof,
    leases,
    outbox_queue,
    sanitizing,
    seals,
    store_copy,
    table_data,
)
from bizcare_tui.store.database import Database, ProgressCallback, require_supported_version
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_person
from bizcare_tui.store.schema_check import ForeignObject
from bizcare_tui.store.sqlite import SqliteDatabase
from bizcare_tui.store.sqlite_connection import is_disk_error
from bizcare_tui.store.tables import Account, Reply
from bizcare_tui.store.unix_time import to_unix_seconds

# A store has no triggers or views. In a foreign file they could change whatever is written to the store.
_TRIGGERS_AND_VIEWS = (
    "SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"
)
_BYTES_AT_ONCE = 8 * 1024 * 1024
_VM_STEPS_BETWEEN_CALLS = 100_000  # instructions of SQLite's virtual machine: some milliseconds


@dataclass(frozen=True, slots=True)
class InspectedBackup:
    """An inspected backup: the file, its size in bytes, and what it contains.

    `broken` is the number of the first history entry that breaks the hash chain, None when all entries fit.
    """

    file: Path
    size: int
    sha256: str
    schema: str
    threads: int
    messages: int
    broken: int | None


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The result of a restore.

    `kept` is where the previous store was saved, None when there was none. `unsure` is the number of replies
    that became unknown.
    """

    copy: InspectedBackup
    kept: Path | None
    unsure: int


def back_up(database: Database, file: Path, on_progress: ProgressCallback) -> None:
    """Copy a store into an empty file. Other programs may keep using the store meanwhile.

    Raises:
        StoreProblem: the store cannot be read, or the file cannot be written.
    """
    if isinstance(database, SqliteDatabase):
        database.copy_to(file, on_progress)
        return
    target = Store(SqliteDatabase(file))
    try:
        with table_data.open_snapshot(database) as source:
            store_copy.copy_from_connection(source, target, on_progress)
    finally:
        target.close()
        file.with_name(file.name + ".lock").unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = delete")


def inspect_backup(file: Path, shown: Path | None = None) -> InspectedBackup:
    """Open a backup read-only and check all of it.

    Args:
        shown: the file name to use in error messages, when the file has a temporary name.

    Raises:
        BadFile: the file is not a store, is damaged, or cannot be read.
        StoreProblem: the file was written by a newer version of the program.
    """
    name = safe_line(str(shown or file))
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True)) as connection:
            # The handler lets Python process signals while SQLite works, so Ctrl+C ends a long check.
            connection.set_progress_handler(lambda: 0, _VM_STEPS_BETWEEN_CALLS)
            findings = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if findings != ["ok"]:
                raise BadFile(
                    _("{0} is damaged: {1}.").format(name, safe_line(str(findings[0]))),
                    _("Make another copy of it."),
                )
            foreign_object = connection.execute(_TRIGGERS_AND_VIEWS).fetchone()
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            schema = safe_line(str(version), 20)
            (threads,) = connection.execute("SELECT count(*) FROM thread").fetchone()
            (messages,) = connection.execute("SELECT count(*) FROM message").fetchone()
    except (sqlite3.Error, TypeError) as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        if isinstance(error, sqlite3.OperationalError) and is_disk_error(error):
            raise BadFile(
                _("The file {0} cannot be read: {1}.").format(name, safe_line(str(error))),
                _("Check the file."),
            ) from None
        raise BadFile(
            _("{0} is not a backup of a store: {1}.").format(name, safe_line(str(error))),
            _("`bizcare backup` makes one."),
        ) from None
    if foreign_object is not None:
        raise BadFile(
            _("{0} was changed by another program: {1}.").format(
                name, ForeignObject(*foreign_object).sentence
            ),
            _("Make another copy of it."),
        )
    database = SqliteDatabase(file)
    require_supported_version(database, schema)
    with table_data.open_snapshot(database) as reading:
        broken = history.first_broken_entry(Session(reading))
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return InspectedBackup(file, file.stat().st_size, digest, schema, threads, messages, broken)


def restore(
    database: Database, copy: InspectedBackup, now: datetime, on_progress: ProgressCallback
) -> RestoreResult:
    """Restore a store from an inspected backup, and keep the present store under another name.

    Replies that waited in the outbox when the backup was made may have been sent since. They become unknown,
    so they are never sent automatically. This change and the schema upgrade of an older backup are made in a
    temporary file, before the store is replaced: nothing is sent twice, wherever a restore is interrupted.

    Args:
        on_progress: called with the step, the work done and the total; an exception that it raises ends the
            restore.

    Raises:
        StoreProblem: the PostgreSQL database already contains a store, or a file cannot be written.
    """
    kept: Path | None = None
    if isinstance(database, SqliteDatabase):
        database.prepare()
    try:
        with scratch_folder(database.file.parent if database.file else Path(gettempdir())) as folder:
            draft = SqliteDatabase(folder / "store.db")
            _copy_file(copy.file, draft.file, on_progress)
            unsure = _prepare_restored(draft, copy, now)
            if isinstance(database, SqliteDatabase):
                with database.migration_lock():
                    kept = _replace_store(database, draft.file, on_progress)
            else:
                _copy_to_database(draft, database, on_progress)
    except OSError as error:
        raise StoreProblem(
            _("{0} cannot be restored here: {1}.").format(
                safe_line(str(copy.file)), error.strerror or str(error)
            ),
            _("Restoring needs free space for three times the size of the copy. Nothing was changed."),
        ) from error
    return RestoreResult(copy, kept, unsure)


def _copy_file(source: Path, target: Path, on_progress: ProgressCallback) -> None:
    total, done = source.stat().st_size, 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while part := reading.read(_BYTES_AT_ONCE):
            writing.write(part)
            done += len(part)
            on_progress(_("reading the copy"), done, total)


def _seal_cleaned(
    session: Session, changed: Mapping[str, Sequence[sanitizing.RowKey]], now: datetime
) -> None:
    """Seal the rows whose texts were cleaned, and record in the history that they were cleaned.

    A reply gets one more entry with the number of its thread, because the reply is looked up by thread.
    """
    account = session.exec(select(Account)).first()
    if account is None or account.id is None:
        return
    for name in changed.keys() & seals.SEALED_COLUMNS.keys():
        keys = [key[seals.SEALED_COLUMNS[name][0]] for key in changed[name]]
        new_seals = seals.seals_by_key(session, name, keys)
        seals.append_seals(session, account.id, to_unix_seconds(now), new_seals, "restore", cleaned=name)
        if name in ("reply", "reply_file"):
            for reply_id in keys:
                reply = session.get_one(Reply, reply_id)
                history.append_entry(
                    session,
                    account_id=account.id,
                    at=to_unix_seconds(now),
                    kind="restore",
                    thread_id=reply.thread_id,
                    payload={
                        "cleaned": name,
                        seals.SEALS_KEY: history_proof.seals_of_reply(session, reply_id),
                    },
                )


def _copy_to_database(draft: SqliteDatabase, database: Database, on_progress: ProgressCallback) -> None:
    store = Store(database)
    try:
        with table_data.open_snapshot(draft) as source:
            store_copy.copy_from_connection(source, store, on_progress)
    finally:
        store.close()


def _replace_store(database: SqliteDatabase, draft: Path, on_progress: ProgressCallback) -> Path | None:
    """Save the present store, even a damaged one, and replace it with the draft; return the saved path."""
    try:
        kept = database.back_up("before-restore", on_progress) if database.version() else None
    except StoreUnreadable:
        damaged = database.put_aside("damaged")
        database.take_over(draft, on_progress)
        return damaged
    try:
        database.take_over(draft, on_progress)
    except BaseException:
        if kept is not None:
            # The store is unchanged, and every failed attempt would leave one more file.
            kept.unlink(missing_ok=True)
        raise
    return kept


def _prepare_restored(draft: SqliteDatabase, copy: InspectedBackup, now: datetime) -> int:
    """Prepare the restored store for use; return the number of replies that became unknown.

    Clean its texts, delete all leases, presence and reply locks, mark the waiting replies as unknown, and
    record the restore in the history.
    """
    unsure = 0
    store = Store(draft)
    try:
        with store.transaction() as session:
            _seal_cleaned(session, sanitizing.sanitize_store(session.connection()), now)
            leases.clear_leases_and_presence(session)
            for account in session.exec(select(Account)).all():
                assert account.id is not None
                unsure += outbox_queue.mark_restored_unknown(session, account.id, now)
                history.append_entry(
                    session,
                    account_id=account.id,
                    at=to_unix_seconds(now),
                    kind="restore",
                    person_id=get_person(session).id,
                    payload={"sha256": copy.sha256, "unsure": unsure},
                )
    finally:
        store.close()
    return unsure
