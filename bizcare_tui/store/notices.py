"""The notices that a person was given, so that each comes once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, delete

from bizcare_tui.domain.alerts import Key
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Notice

# Seconds after a deadline at which nothing of it is told any more.
KEPT = 7 * 86400


def note_told(session: Session, account_id: int, keys: Iterable[Key], at: int) -> None:
    """Note that the person at the desk was told of these, and forget what is long past."""
    person = the_person(session)
    assert person.id is not None
    session.exec(delete(Notice).where(col(Notice.account_id) == account_id, col(Notice.due_at) < at - KEPT))
    for thread_id, due_at, lead in keys:
        key = (account_id, person.id, thread_id, due_at, lead)
        if session.get(Notice, key) is None:
            session.add(
                Notice(
                    account_id=account_id, person_id=person.id, thread_id=thread_id, due_at=due_at,
                    lead=lead, at=at,
                )
            )  # fmt: skip
