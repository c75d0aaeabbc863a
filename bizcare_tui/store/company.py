"""Who else is at the desk: the programs that are open, and who writes to which thread.

All of it runs on real time, whatever `BIZCARE_NOW` says, and runs out by itself when a program is gone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bizcare_tui.store.marking import know_person
from bizcare_tui.store.place import Connection, Line, Place

BEAT_SECONDS = 15.0
"""How often a program says that it is still there."""
GONE_AFTER = 3 * BEAT_SECONDS


@dataclass(frozen=True, slots=True)
class Seat:
    """Who has the right to write to a thread, since when in seconds since 1970.

    `word` is what they left for whoever they took it over from.
    """

    login: str
    since: int
    word: str


_BE_HERE = """
    INSERT INTO presence (account_id, session, person_id, thread_id, seen_at)
    SELECT :account, :session, id, :thread, :now FROM person WHERE login = :login
    ON CONFLICT (account_id, session) DO UPDATE
    SET thread_id = excluded.thread_id, seen_at = excluded.seen_at
"""
_HOLD = """
    UPDATE seat SET expires_at = :until
    WHERE account_id = :account AND session = :session AND thread_id = :thread
"""
_SIT = """
    INSERT INTO seat (account_id, thread_id, person_id, session, since, expires_at, word, taken_from)
    SELECT :account, :thread, p.id, :session, :since, :until, :word,
           (SELECT id FROM person WHERE login = :other)
    FROM person p WHERE p.login = :login
    ON CONFLICT (account_id, thread_id) DO UPDATE
    SET person_id = excluded.person_id, session = excluded.session, since = excluded.since,
        expires_at = excluded.expires_at, word = excluded.word, taken_from = excluded.taken_from
"""
SEAT = """
    SELECT p.login, s.since, s.word FROM seat s JOIN person p ON p.id = s.person_id
    WHERE s.account_id = :account AND s.thread_id = :thread AND s.expires_at > :now AND p.login <> :login
"""
_VISIT = """
    INSERT INTO visit (account_id, person_id, history_id, message_id, at)
    SELECT :account, id, :history, :message, :at FROM person WHERE login = :login
    ON CONFLICT (account_id, person_id) DO UPDATE
    SET history_id = excluded.history_id, message_id = excluded.message_id, at = excluded.at
"""


def seat_of(row: Line) -> Seat:
    """A seat as it is stored."""
    return Seat(row["login"], row["since"], row["word"])


@dataclass(frozen=True, slots=True)
class Company:
    """The others at the desk, as the program `session` of the person of this login meets them.

    Everything may raise StoreProblem: the store refuses.
    """

    place: Place
    account_id: int
    login: str
    session: str

    def be_here(self, thread_id: int | None, *, writes: bool) -> None:
        """Say which thread this program shows, and hold on to the seat where it writes. Writes."""
        now = time.time()
        with self._write() as connection:
            connection.execute(_BE_HERE, self._values(thread=thread_id, now=now))
            connection.execute(
                "DELETE FROM presence WHERE account_id = :account AND seen_at <= :gone",
                {"account": self.account_id, "gone": now - GONE_AFTER},
            )
            if writes:
                connection.execute(_HOLD, self._values(thread=thread_id, until=now + GONE_AFTER))

    def leave(self) -> None:
        """Be gone, and give up every seat. Writes."""
        with self._write() as connection:
            for table in ("presence", "seat"):
                connection.execute(
                    f"DELETE FROM {table} WHERE account_id = :account AND session = :session",  # noqa: S608
                    {"account": self.account_id, "session": self.session},
                )

    def sit(self, thread_id: int, word: str = "") -> Seat | None:
        """Take the right to write to a thread; None when it is ours, else who has it. Writes.

        With a word for them it is taken over from whoever has it.
        """
        now = time.time()
        with self._write() as connection:
            row = connection.execute(SEAT, self._values(thread=thread_id, now=now)).fetchone()
            holder = seat_of(row) if row else None
            if holder is not None and not word:
                return holder
            other = holder.login if holder else None
            values = self._values(
                thread=thread_id, since=int(now), until=now + GONE_AFTER, word=word, other=other
            )
            connection.execute(_SIT, values)
        return None

    def rise(self, thread_id: int) -> None:
        """Give up the right to write to a thread, if it is still ours. Writes."""
        with self._write() as connection:
            connection.execute(
                "DELETE FROM seat WHERE account_id = :account AND session = :session AND thread_id = :thread",
                {"account": self.account_id, "session": self.session, "thread": thread_id},
            )

    def seen_all(self, history_id: int, message_id: int, at: int) -> None:
        """Note how far this person knows what happened: up to these numbers, at an instant. Writes."""
        with self._write() as connection:
            connection.execute(_VISIT, self._values(history=history_id, message=message_id, at=at))

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self.place.small_write() as connection:
            know_person(connection, self.login)
            yield connection

    def _values(self, **more: object) -> dict[str, object]:
        return {"account": self.account_id, "session": self.session, "login": self.login, **more}
