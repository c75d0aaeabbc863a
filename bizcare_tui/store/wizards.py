"""Rejection and refund wizards in progress: the answers so far, shared by everyone at the desk.

Every function runs in the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bizcare_tui.store import history
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import History, Person, Wizard
from bizcare_tui.store.thread_records import StoredAnswers
from bizcare_tui.store.unix_time import from_unix_seconds, to_unix_seconds

HANDOVER = "handover"
"""The kind of history entry that records which answers were handed over to a second person."""


def load_answers(session: Session, account_id: int, thread_id: int, kind: str) -> StoredAnswers | None:
    """Return the answers so far, None if there is no such wizard."""
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is None:
        return None
    person = session.get(Person, wizard.person_id)
    return StoredAnswers(
        json.loads(wizard.answers),
        wizard.base_message_id,
        wizard.revision,
        person.login if person else "",
        from_unix_seconds(wizard.saved_at),
    )


def save_answers(
    session: Session,
    account_id: int,
    thread_id: int,
    kind: str,
    answers: StoredAnswers,
    *,
    now: datetime,
) -> StoredAnswers | None:
    """Save the answers if the stored revision is still theirs.

    Returns:
        The answers as stored, None if somebody else has saved another revision.
    """
    person = get_person(session)
    assert person.id is not None
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is None:
        wizard = Wizard(
            account_id=account_id, thread_id=thread_id, kind=kind, answers="{}", person_id=person.id,
            begun_at=to_unix_seconds(now), saved_at=to_unix_seconds(now), revision=0,
        )  # fmt: skip
    elif wizard.revision != answers.revision:
        return None
    wizard.answers = json.dumps(answers.values, ensure_ascii=False)
    wizard.base_message_id = answers.base_message_id
    wizard.person_id = person.id
    wizard.saved_at = to_unix_seconds(now)
    wizard.revision += 1
    session.add(wizard)
    return StoredAnswers(
        answers.values,
        answers.base_message_id,
        wizard.revision,
        person.login,
        from_unix_seconds(wizard.saved_at),
    )


@dataclass(frozen=True, slots=True)
class Handover:
    """Answers handed over to a second person: by whom, all who answered, and the digest of the answers."""

    by: str
    authors: tuple[str, ...]
    digest: str


def hand_over(
    session: Session,
    account_id: int,
    thread_id: int,
    kind: str,
    *,
    authors: Sequence[str],
    digest: str,
    at: int,
) -> None:
    """Record in the history that the current person hands the answers over to a second person."""
    history.append_entry(
        session,
        account_id=account_id,
        at=at,
        kind=HANDOVER,
        thread_id=thread_id,
        person_id=get_person(session).id,
        payload={"wizard": kind, "authors": list(authors), "digest": digest},
    )


def last_handover(session: Session, account_id: int, thread_id: int, kind: str) -> Handover | None:
    """Return the last handover of a wizard in a thread, None if there was none."""
    query = (
        select(History.payload, Person.login)
        .join(Person, col(Person.id) == col(History.person_id))
        .where(
            col(History.account_id) == account_id,
            col(History.thread_id) == thread_id,
            col(History.kind) == HANDOVER,
        )
        .order_by(col(History.id).desc())
    )
    for payload, login in session.exec(query):
        details = json.loads(payload or "{}")
        if details.get("wizard") == kind:
            return Handover(login, tuple(map(str, details["authors"])), str(details["digest"]))
    return None


def delete_answers(session: Session, account_id: int, thread_id: int, kind: str) -> None:
    """Delete the answers, because the decision was made or the wizard was cancelled."""
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is not None:
        session.delete(wizard)
