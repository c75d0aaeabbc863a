"""Settings and decisions for the whole account: they survive any sync, and are recorded in the history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _
from bizcare_tui.store import history, seals, stale_threads
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import Account, History, Person, ReadUntil, Signature
from bizcare_tui.store.unix_time import to_unix_seconds

SECOND_PERSON_KIND = "second_person"
"""The kind of history entry for the setting that a second person must review every decision."""


def set_baseline(session: Session, account: Account, baseline: datetime, now: datetime) -> None:
    """Set the baseline: requests before it are not scored. All threads are marked stale."""
    assert account.id is not None
    account.baseline_at = to_unix_seconds(baseline)
    account.baseline_answered = True
    session.add(account)
    stale_threads.mark_all_stale(session, account.id)
    history.append_entry(
        session,
        account_id=account.id,
        at=to_unix_seconds(now),
        kind="baseline",
        person_id=get_person(session).id,
        payload={"baseline": to_unix_seconds(baseline)},
    )


def set_second_person(session: Session, account: Account, now: datetime, *, on: bool, cause: str) -> bool:
    """Require that a second person reviews every decision, or ask to end that requirement.

    Ending it takes two persons: it ends once another person has asked for it too. A person who is alone in
    the store can end it at once.

    Returns:
        Whether the requirement is on now.
    """
    assert account.id is not None
    person = get_person(session)
    last = last_second_person_change(session)
    is_alone = session.exec(select(func.count()).select_from(Person)).one() < 2
    is_asked_by_another = last is not None and last[0] == "ask_off" and last[1] != person.id
    what = "on" if on else "off" if is_alone or is_asked_by_another else "ask_off"
    account.second_person = what != "off"
    session.add(account)
    history.append_entry(
        session,
        account_id=account.id,
        at=to_unix_seconds(now),
        kind=SECOND_PERSON_KIND,
        person_id=person.id,
        payload={"what": what, "cause": cause},
    )
    return account.second_person


def last_second_person_change(session: Session) -> tuple[str, int | None] | None:
    """Return the last recorded change of the setting and the id of its person, None if there is none."""
    query = select(History.payload, History.person_id).where(col(History.kind) == SECOND_PERSON_KIND)
    row = session.exec(query.order_by(col(History.id).desc()).limit(1)).first()
    return (str(json.loads(row[0] or "{}").get("what")), row[1]) if row else None


def requires_second_person(session: Session) -> bool:
    """Return whether decisions need a second person, by the stored setting or by the history."""
    last = last_second_person_change(session)
    account = session.exec(select(Account)).first()
    return (account is not None and account.second_person) or (last is not None and last[0] != "off")


def accept_signatures(session: Session, account_id: int, signatures: Sequence[str], now: datetime) -> None:
    """Store these message endings as the seller's signatures. All threads are marked stale."""
    person = get_person(session)
    assert person.id is not None
    known = set(session.exec(select(Signature.text).where(Signature.account_id == account_id)))
    accepted = [
        Signature(account_id=account_id, text=text, person_id=person.id, at=to_unix_seconds(now))
        for text in dict.fromkeys(signatures)
        if text not in known
    ]
    session.add_all(accepted)
    if accepted:
        history.append_entry(
            session,
            account_id=account_id,
            at=to_unix_seconds(now),
            kind="signature",
            person_id=person.id,
            payload={seals.SEALS_KEY: seals.seal_records(*accepted)},
        )
    stale_threads.mark_all_stale(session, account_id)


def mark_all_read_until(session: Session, account_id: int, until: datetime) -> None:
    """Mark everything up to this instant as read by this person."""
    person = get_person(session)
    if person.id is None:
        raise BizcareError(_("The person could not be recorded."))
    mark = session.get(ReadUntil, (account_id, person.id)) or ReadUntil(
        account_id=account_id, person_id=person.id, at=0
    )
    mark.at = max(mark.at, to_unix_seconds(until))
    session.add(mark)
