"""Rejections and refunds under way: the answers so far, shared by everyone at the desk.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bizcare_tui.store.instants import instant, seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Person, Wizard


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """The answers of a wizard as they are stored; `revision` is 0 for one that was never saved."""

    values: Mapping[str, Any]
    base_message_id: int
    revision: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


def load(session: Session, account_id: int, thread_id: int, kind: str) -> StoredAnswers | None:
    """The answers so far; None where the wizard was not begun."""
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is None:
        return None
    person = session.get(Person, wizard.person_id)
    return StoredAnswers(
        json.loads(wizard.answers),
        wizard.base_message_id,
        wizard.revision,
        person.login if person else "",
        instant(wizard.saved_at),
    )


def save(
    session: Session,
    account_id: int,
    thread_id: int,
    kind: str,
    answers: StoredAnswers,
    *,
    now: datetime,
) -> StoredAnswers | None:
    """Save answers over their own earlier revision; returns them as stored, None where another is by now."""
    person = the_person(session)
    assert person.id is not None
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is None:
        wizard = Wizard(
            account_id=account_id, thread_id=thread_id, kind=kind, answers="{}", person_id=person.id,
            begun_at=seconds(now), saved_at=seconds(now), revision=0,
        )  # fmt: skip
    elif wizard.revision != answers.revision:
        return None
    wizard.answers = json.dumps(answers.values, ensure_ascii=False)
    wizard.base_message_id = answers.base_message_id
    wizard.person_id = person.id
    wizard.saved_at = seconds(now)
    wizard.revision += 1
    session.add(wizard)
    return StoredAnswers(
        answers.values, answers.base_message_id, wizard.revision, person.login, instant(wizard.saved_at)
    )


def drop(session: Session, account_id: int, thread_id: int, kind: str) -> None:
    """Forget the answers: it was decided, or given up."""
    wizard = session.get(Wizard, (account_id, thread_id, kind))
    if wizard is not None:
        session.delete(wizard)
