"""Marks a thread as read, by `sqlite3` alone.

It is the one thing written by just reading on. Everything else that is written goes through SQLModel,
which takes half a second to load and thirty megabytes: whoever only reads goes without.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bizcare_tui.store.place import BUSY_SECONDS, unusable

_PERSON = "INSERT INTO person (login) VALUES (:login) ON CONFLICT DO NOTHING"
_MARK = """
    INSERT INTO read_mark (account_id, person_id, thread_id, message_id)
    SELECT e.account_id, p.id, e.thread_id, e.last_message_id
    FROM inbox_entry e JOIN person p ON p.login = :login
    WHERE e.account_id = :account AND e.thread_id = :thread AND e.last_message_id IS NOT NULL
    ON CONFLICT DO UPDATE SET message_id = max(message_id, excluded.message_id)
"""


def mark_read(file: Path, account_id: int, login: str, thread_id: int) -> None:
    """Note that the person of this login has read a thread as far as it goes.

    Raises:
        StoreProblem: the store refuses (busy, full, damaged, not writable).
    """
    values = {"login": login, "account": account_id, "thread": thread_id}
    try:
        address = f"file:{quote(str(file))}?mode=rw"
        with closing(
            sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA foreign_keys = on")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_PERSON, values)
            connection.execute(_MARK, values)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise unusable(file, error) from error
