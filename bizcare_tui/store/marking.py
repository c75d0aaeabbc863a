"""Marks a thread as read: the one thing written by just reading on."""

from __future__ import annotations

from bizcare_tui.store.place import Connection, Place

_PERSON = "INSERT INTO person (login) VALUES (:login) ON CONFLICT DO NOTHING"
_MARK = """
    INSERT INTO read_mark (account_id, person_id, thread_id, message_id)
    SELECT e.account_id, p.id, e.thread_id, e.last_message_id
    FROM inbox_entry e JOIN person p ON p.login = :login
    WHERE e.account_id = :account AND e.thread_id = :thread AND e.last_message_id IS NOT NULL
    ON CONFLICT (account_id, person_id, thread_id) DO UPDATE SET message_id = excluded.message_id
    WHERE excluded.message_id > read_mark.message_id
"""
_SEEN = """
    UPDATE mention SET seen_at = :now
    WHERE account_id = :account AND login = :login AND thread_id = :thread AND seen_at IS NULL
"""


def mark_read(place: Place, account_id: int, login: str, thread_id: int, now: int) -> None:
    """Note that the person of this login has read a thread as far as it goes, and the notes that name them.

    Raises:
        StoreProblem: the store refuses (busy, full, damaged, not writable).
    """
    with place.small_write() as connection:
        know_person(connection, login)
        values = {"login": login, "account": account_id, "thread": thread_id}
        connection.execute(_MARK, values)
        connection.execute(_SEEN, {**values, "now": now})


def know_person(connection: Connection, login: str) -> None:
    """Have the person of this login known to the store."""
    connection.execute(_PERSON, {"login": login})
