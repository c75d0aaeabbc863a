"""Mark a thread as read. Opening a thread is the only reading action that writes to the database."""

from __future__ import annotations

from bizcare_tui.store.database import Connection, Database

_INSERT_PERSON = "INSERT INTO person (login) VALUES (:login) ON CONFLICT DO NOTHING"
_SET_READ_MARK = """
    INSERT INTO read_mark (account_id, person_id, thread_id, message_id)
    SELECT e.account_id, p.id, e.thread_id, e.last_message_id
    FROM inbox_entry e JOIN person p ON p.login = :login
    WHERE e.account_id = :account AND e.thread_id = :thread AND e.last_message_id IS NOT NULL
    ON CONFLICT (account_id, person_id, thread_id) DO UPDATE SET message_id = excluded.message_id
    WHERE excluded.message_id > read_mark.message_id
"""
_MARK_MENTIONS_SEEN = """
    UPDATE mention SET seen_at = :now
    WHERE account_id = :account AND login = :login AND thread_id = :thread AND seen_at IS NULL
"""


def mark_read(place: Database, account_id: int, login: str, thread_id: int, now: int) -> None:
    """Record that a person has read all messages of a thread, and the internal notes that mention them.

    Raises:
        StoreProblem: The database cannot be written (busy, full, damaged, read-only).
    """
    with place.write_transaction() as connection:
        ensure_person(connection, login)
        values = {"login": login, "account": account_id, "thread": thread_id}
        connection.execute(_SET_READ_MARK, values)
        connection.execute(_MARK_MENTIONS_SEEN, {**values, "now": now})


def ensure_person(connection: Connection, login: str) -> None:
    """Insert a `person` row for this login unless there is one."""
    connection.execute(_INSERT_PERSON, {"login": login})
