"""What persons say of the whole account: it survives any sync, and is written to the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.store import history, standings
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Account, ReadUntil, Signature


def set_baseline(session: Session, account: Account, baseline: datetime, now: datetime) -> None:
    """Move the baseline: requests before it are not scored. Every thread is to be worked out again."""
    assert account.id is not None
    account.baseline_at = seconds(baseline)
    account.baseline_answered = True
    session.add(account)
    standings.make_all_stale(session, account.id)
    history.append(
        session,
        account_id=account.id,
        at=seconds(now),
        kind="baseline",
        person_id=the_person(session).id,
        payload={"baseline": seconds(baseline)},
    )


def accept_signatures(session: Session, account_id: int, signatures: Sequence[str], now: datetime) -> None:
    """Take these endings as the seller's signatures. Every thread is to be worked out again."""
    person = the_person(session)
    assert person.id is not None
    known = set(session.exec(select(Signature.text).where(Signature.account_id == account_id)))
    for text in signatures:
        if text not in known:
            session.add(Signature(account_id=account_id, text=text, person_id=person.id, at=seconds(now)))
    standings.make_all_stale(session, account_id)


def read_everything_until(session: Session, account_id: int, until: datetime) -> None:
    """Take everything up to this instant as read by this person."""
    person = the_person(session)
    if person.id is None:
        raise BizcareError(_("The person at the desk could not be noted."))
    mark = session.get(ReadUntil, (account_id, person.id)) or ReadUntil(
        account_id=account_id, person_id=person.id, at=0
    )
    mark.at = max(mark.at, seconds(until))
    session.add(mark)
