"""Copies of a store as one SQLite file: made while it is used, looked through, brought back."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from sqlmodel import Session, select

from bizcare_tui.errors import BadFile, StoreBusy, StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store import history, leases, moving, outbox, rows
from bizcare_tui.store.engine import Store
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.place import Place, check_version
from bizcare_tui.store.rows import Progress
from bizcare_tui.store.sqlite import SqlitePlace
from bizcare_tui.store.tables import Account


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a store that was opened and looked through: its size in bytes, and what is in it.

    `broken` is the first entry of the history that does not fit its chain, None where all do.
    """

    file: Path
    size: int
    sha256: str
    schema: str
    threads: int
    messages: int
    broken: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was brought back: from what, where the one before is kept, and replies that are unsure."""

    copy: Copy
    kept: Path | None
    unsure: int


def back_up(place: Place, file: Path, seller_names: tuple[str, ...], on_progress: Progress) -> None:
    """Copy a store into an empty file; others may go on using the store.

    Raises:
        StoreProblem: the store cannot be read, or the file not written.
    """
    if isinstance(place, SqlitePlace):
        place.copy_to(file)
        return
    target = Store(SqlitePlace(file))
    try:
        with rows.reading(place) as source:
            moving.copy(source, target, seller_names, on_progress)
    finally:
        target.close()
        file.with_name(file.name + ".lock").unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = delete")


def examine(file: Path) -> Copy:
    """Open a copy and look through all of it; nothing in it is changed.

    Raises:
        BadFile: it is not a store, is damaged, or cannot be read.
        StoreProblem: it was written by a newer program.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if found != ["ok"]:
                raise BadFile(_("{0} is damaged: {1}.").format(file, found[0]), _("Take another copy of it."))
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            (threads,) = connection.execute("SELECT count(*) FROM thread").fetchone()
            (messages,) = connection.execute("SELECT count(*) FROM message").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise BadFile(
            _("{0} is not a copy of a store: {1}.").format(file, error), _("`bizcare backup` makes one.")
        ) from None
    place = SqlitePlace(file)
    check_version(place, schema)
    with rows.reading(place) as reading:
        broken = history.first_broken_entry(Session(reading))
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Copy(file, file.stat().st_size, digest, schema, threads, messages, broken)


def restore(place: Place, copy: Copy, seller_names: tuple[str, ...], now: datetime) -> Restored:
    """Bring a store back from a copy that was looked through; the one that is there is kept.

    What waited in the outbox then may have been sent since: it becomes unknown, and is never sent by itself.
    That, and bringing an older copy up to date, is done before anything is put where the store is: whatever
    cuts this off, nothing is sent twice.

    Raises:
        StoreProblem: a database with a store is not written over; or the system refuses.
    """
    kept: Path | None = None
    if isinstance(place, SqlitePlace):
        place.prepare()
    with TemporaryDirectory(prefix=".restoring-", dir=place.file.parent if place.file else None) as folder:
        draft = SqlitePlace(Path(folder) / "store.db")
        shutil.copyfile(copy.file, draft.file)
        unsure = _settle(draft, copy, now)
        if isinstance(place, SqlitePlace):
            with place.migrating():
                kept = _keep(place)
                place.take_over(draft.file)
        else:
            _move(draft, place, seller_names)
    return Restored(copy, kept, unsure)


def _move(draft: SqlitePlace, place: Place, seller_names: tuple[str, ...]) -> None:
    store = Store(place)
    try:
        with rows.reading(draft) as source:
            moving.copy(source, store, seller_names, lambda _table, _done, _total: None)
    finally:
        store.close()


def _keep(place: SqlitePlace) -> Path | None:
    """Keep the store that is there, whole or damaged; None where there is none."""
    try:
        return place.back_up("before-restore") if place.version() else None
    except StoreBusy:
        raise
    except StoreProblem:
        return place.put_aside("damaged")


def _settle(draft: SqlitePlace, copy: Copy, now: datetime) -> int:
    """Have the programs that were at work begin anew; returns how many replies are unsure."""
    unsure = 0
    store = Store(draft)
    try:
        with store.transaction() as session:
            leases.forget_all(session)
            for account in session.exec(select(Account)).all():
                assert account.id is not None
                unsure += outbox.unsure_after_restore(session, account.id, now)
                history.append(
                    session,
                    account_id=account.id,
                    at=seconds(now),
                    kind="restore",
                    person_id=the_person(session).id,
                    payload={"sha256": copy.sha256, "unsure": unsure},
                )
    finally:
        store.close()
    return unsure
