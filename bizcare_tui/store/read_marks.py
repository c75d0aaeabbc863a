"""Mark a thread as read. Opening a thread is the only reading action that writes to the database."""

from __future__ import annotations

from sqlmodel import Session, col, update

from bizcare_tui.store.people import get_person_of_login
from bizcare_tui.store.tables import InboxEntry, NoteMention, ReadMark


def mark_read(session: Session, account_id: int, login: str, thread_id: int, now: int) -> None:
    """Record that a person has read all messages of a thread, and the internal notes that mention them.

    It runs in the caller's transaction.
    """
    person = get_person_of_login(session, login)
    assert person.id is not None
    entry = session.get(InboxEntry, (account_id, thread_id))
    if entry is not None and entry.last_message_id is not None:
        mark = session.get(ReadMark, (account_id, person.id, thread_id))
        if mark is None:
            mark = ReadMark(account_id=account_id, person_id=person.id, thread_id=thread_id, message_id=0)
        mark.message_id = max(mark.message_id, entry.last_message_id)
        session.add(mark)
    session.exec(
        update(NoteMention)
        .where(
            col(NoteMention.account_id) == account_id,
            col(NoteMention.login) == login,
            col(NoteMention.thread_id) == thread_id,
            col(NoteMention.seen_at).is_(None),
        )
        .values(seen_at=now)
    )
