"""Store which programs are open, which thread each shows, and who holds the reply lock of a thread."""

# Presence and reply locks use the real time of the store, whatever `BIZCARE_NOW` is set to. They expire by
# themselves when a program has stopped.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bizcare_tui.store.database import Connection, Database, DatabaseRow
from bizcare_tui.store.read_marks import ensure_person
from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS, real_time_over
from bizcare_tui.store.records import ReplyLockHolder
from bizcare_tui.store.unix_time import from_unix_seconds

PRESENCE_INTERVAL_SECONDS = 15.0
"""How often a running program refreshes its presence."""
PRESENCE_TIMEOUT_SECONDS = 3 * PRESENCE_INTERVAL_SECONDS


_UPSERT_PRESENCE = """
    INSERT INTO presence (account_id, session, person_id, thread_id, seen_at)
    SELECT :account, :session, id, :thread, :now FROM person WHERE login = :login
    ON CONFLICT (account_id, session) DO UPDATE
    SET thread_id = excluded.thread_id, seen_at = excluded.seen_at
"""
_EXTEND_LOCK = """
    UPDATE reply_lock SET expires_at = :until
    WHERE account_id = :account AND session = :session AND thread_id = :thread
"""
_UPSERT_LOCK = """
    INSERT INTO reply_lock
           (account_id, thread_id, person_id, session, since, expires_at, message, previous_person_id)
    SELECT :account, :thread, p.id, :session, :since, :until, :message,
           (SELECT id FROM person WHERE login = :other)
    FROM person p WHERE p.login = :login
    ON CONFLICT (account_id, thread_id) DO UPDATE
    SET person_id = excluded.person_id, session = excluded.session, since = excluded.since,
        expires_at = excluded.expires_at, message = excluded.message,
        previous_person_id = excluded.previous_person_id
"""
SELECT_REPLY_LOCK = """
    SELECT p.login, s.since, s.message FROM reply_lock s JOIN person p ON p.id = s.person_id
    WHERE s.account_id = :account AND s.thread_id = :thread AND s.expires_at > :now
      AND s.expires_at <= :latest AND p.login <> :login
"""
_UPSERT_VISIT = """
    INSERT INTO last_visit (account_id, person_id, history_id, message_id, at)
    SELECT :account, id, :history, :message, :at FROM person WHERE login = :login
    ON CONFLICT (account_id, person_id) DO UPDATE
    SET history_id = excluded.history_id, message_id = excluded.message_id, at = excluded.at
"""


def latest_lock_expiry(now: float) -> float:
    """Return the latest time at which a valid reply lock can expire; a later one comes from a wrong clock."""
    return now + PRESENCE_TIMEOUT_SECONDS + CLOCK_SLACK_SECONDS


def lock_holder_from_row(row: DatabaseRow) -> ReplyLockHolder:
    """Return the reply lock of a stored row with `login`, `since` and `message`."""
    return ReplyLockHolder(row["login"], from_unix_seconds(row["since"]), row["message"])


@dataclass(frozen=True, slots=True)
class PresenceStore:
    """The presence and the reply locks of one running program: `session`, used by the person `login`.

    Every method may raise StoreProblem when the store cannot be written.
    """

    place: Database
    account_id: int
    login: str
    session: str

    def report_presence(self, thread_id: int | None, *, writes: bool) -> None:
        """Store which thread this program shows; with `writes`, also extend its reply lock on that thread."""
        with self._write() as connection:
            now = real_time_over(self.place, connection)
            connection.execute(_UPSERT_PRESENCE, self._values(thread=thread_id, now=now))
            connection.execute(
                "DELETE FROM presence"
                " WHERE account_id = :account AND (seen_at <= :gone OR seen_at > :latest)",
                {
                    "account": self.account_id,
                    "gone": now - PRESENCE_TIMEOUT_SECONDS,
                    "latest": now + CLOCK_SLACK_SECONDS,
                },
            )
            if writes:
                connection.execute(
                    _EXTEND_LOCK, self._values(thread=thread_id, until=now + PRESENCE_TIMEOUT_SECONDS)
                )

    def leave(self) -> None:
        """Remove the presence of this program, and release all its reply locks."""
        with self._write() as connection:
            for table in ("presence", "reply_lock"):
                connection.execute(
                    f"DELETE FROM {table} WHERE account_id = :account AND session = :session",  # noqa: S608
                    {"account": self.account_id, "session": self.session},
                )

    def lock_reply(self, thread_id: int, message: str = "") -> ReplyLockHolder | None:
        """Lock a thread for a reply; return None on success, else the colleague's lock.

        Args:
            message: for the present holder; with a message, the lock is taken over from them.
        """
        with self._write() as connection:
            now = real_time_over(self.place, connection)
            values = self._values(thread=thread_id, now=now, latest=latest_lock_expiry(now))
            row = connection.execute(SELECT_REPLY_LOCK, values).fetchone()
            holder = lock_holder_from_row(row) if row else None
            if holder is not None and not message:
                return holder
            previous = holder.login if holder else None
            values = self._values(
                thread=thread_id,
                since=int(now),
                until=now + PRESENCE_TIMEOUT_SECONDS,
                message=message,
                other=previous,
            )
            connection.execute(_UPSERT_LOCK, values)
        return None

    def release_reply(self, thread_id: int) -> None:
        """Release the reply lock of a thread, if this program still holds it."""
        with self._write() as connection:
            connection.execute(
                "DELETE FROM reply_lock"
                " WHERE account_id = :account AND session = :session AND thread_id = :thread",
                {"account": self.account_id, "session": self.session, "thread": thread_id},
            )

    def record_visit(self, history_id: int, message_id: int, at: int) -> None:
        """Store the last visit of this person: the last history entry and message seen, and the time."""
        with self._write() as connection:
            connection.execute(_UPSERT_VISIT, self._values(history=history_id, message=message_id, at=at))

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self.place.write_transaction() as connection:
            ensure_person(connection, self.login)
            yield connection

    def _values(self, **more: object) -> dict[str, object]:
        return {"account": self.account_id, "session": self.session, "login": self.login, **more}
