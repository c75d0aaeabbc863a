"""Store who holds the reply lock of a thread."""

# A reply lock expires by itself when the program of its holder has stopped.

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_person_of_login
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS, latest_lock_expiry
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.tables import Person, ReplyLock
from bizcare_tui.store.thread_records import ReplyLockHolder
from bizcare_tui.store.unix_time import from_unix_seconds


@dataclass(frozen=True, slots=True)
class ReplyLocks:
    """The reply locks of one running program: `session`, used by the person `login`.

    Every method may raise StoreProblem when the store cannot be written.
    """

    store: Store
    account_id: int
    login: str
    session: str

    def lock_reply(self, thread_id: int, message: str = "") -> ReplyLockHolder | None:
        """Lock a thread for a reply; return None on success, else the colleague's lock.

        Args:
            message: for the present holder; with a message, the lock is taken over from them.
        """
        with self.store.transaction() as session:
            now, person = real_time(session), get_person_of_login(session, self.login)
            assert person.id is not None
            held = self._lock_of_colleague(session, thread_id, now)
            if held is not None and not message:
                lock, holder = held
                return ReplyLockHolder(holder.login, from_unix_seconds(lock.since), lock.message)
            session.merge(
                ReplyLock(
                    account_id=self.account_id,
                    thread_id=thread_id,
                    person_id=person.id,
                    session=self.session,
                    since=int(now),
                    expires_at=now + PRESENCE_TIMEOUT_SECONDS,
                    message=message,
                    previous_person_id=held[1].id if held else None,
                )
            )
        return None

    def release_reply(self, thread_id: int) -> None:
        """Release the reply lock of a thread, if this program still holds it."""
        with self.store.transaction() as session:
            lock = session.get(ReplyLock, (self.account_id, thread_id))
            if lock is not None and lock.session == self.session:
                session.delete(lock)

    def _lock_of_colleague(
        self, session: Session, thread_id: int, now: float
    ) -> tuple[ReplyLock, Person] | None:
        """Return the valid reply lock of a thread that another person holds, with that person."""
        statement = (
            select(ReplyLock, Person)
            .join(Person, col(Person.id) == col(ReplyLock.person_id))
            .where(
                col(ReplyLock.account_id) == self.account_id,
                col(ReplyLock.thread_id) == thread_id,
                col(ReplyLock.expires_at) > now,
                col(ReplyLock.expires_at) <= latest_lock_expiry(now),
                col(Person.login) != self.login,
            )
        )
        return session.exec(statement).first()
