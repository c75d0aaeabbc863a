"""Mark a thread as read. Opening a thread is the only reading action that writes to the database."""

from __future__ import annotations

from bizcare_tui.store import hot_statements
from bizcare_tui.store.database import Executor


def mark_read(executor: Executor, account_id: int, login: str, thread_id: int, now: int) -> None:
    """Record that a person has read all messages of a thread, and the internal notes that mention them.

    It runs in the caller's transaction.
    """
    values = {"account": account_id, "login": login, "thread": thread_id, "now": now}
    executor.execute(hot_statements.INSERT_PERSON, values)
    executor.execute(hot_statements.MARK_READ, values)
    executor.execute(hot_statements.SEE_MENTIONS, values)
