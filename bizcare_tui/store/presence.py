"""Store which programs are open, which thread each shows, and when each person was here last."""

# Presence expires by itself when a program has stopped.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bizcare_tui.store import hot_statements
from bizcare_tui.store.database import Executor
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS, real_time_over
from bizcare_tui.store.small_writes import SmallWrites


@dataclass(frozen=True, slots=True)
class PresenceStore:
    """The presence of one running program: `session`, used by the person `login`.

    Every method may raise StoreProblem when the store cannot be written.
    """

    writes: SmallWrites
    account_id: int
    login: str
    session: str

    def report_presence(self, thread_id: int | None, *, writes: bool) -> None:
        """Store which thread this program shows; with `writes`, also extend its reply lock on that thread."""
        with self._transaction() as executor:
            now = real_time_over(self.writes.database, executor)
            values = self._values(
                thread=thread_id,
                now=now,
                earliest=now - PRESENCE_TIMEOUT_SECONDS,
                latest=now + CLOCK_SLACK_SECONDS,
                until=now + PRESENCE_TIMEOUT_SECONDS,
            )
            executor.execute(hot_statements.REPORT_PRESENCE, values)
            executor.execute(hot_statements.FORGET_SILENT_PROGRAMS, values)
            if writes:
                executor.execute(hot_statements.EXTEND_REPLY_LOCK, values)

    def leave(self) -> None:
        """Remove the presence of this program, and release all its reply locks."""
        with self.writes.transaction() as executor:
            executor.execute(hot_statements.DELETE_PRESENCE, self._values())
            executor.execute(hot_statements.RELEASE_REPLY_LOCKS, self._values())

    def record_visit(self, history_id: int, message_id: int, at: int) -> None:
        """Store the last visit of this person: the last history entry and message seen, and the time."""
        with self._transaction() as executor:
            values = self._values(history=history_id, message=message_id, at=at)
            executor.execute(hot_statements.RECORD_VISIT, values)

    @contextmanager
    def _transaction(self) -> Iterator[Executor]:
        """Return a transaction in which the person exists."""
        with self.writes.transaction() as executor:
            executor.execute(hot_statements.INSERT_PERSON, self._values())
            yield executor

    def _values(self, **more: object) -> dict[str, object]:
        return {"account": self.account_id, "session": self.session, "login": self.login, **more}
