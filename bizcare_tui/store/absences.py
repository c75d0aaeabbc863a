"""Store the planned absences of people. A removed absence is kept as a row, but no longer counts."""

# All functions in this module run inside the caller's transaction.

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, select

from bizcare_tui.errors import WrongUsage
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.store import history, seals
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import AbsenceTable, Person
from bizcare_tui.store.unix_time import to_unix_seconds


def add_absence(session: Session, account_id: int, login: str, days: tuple[date, date], now: datetime) -> int:
    """Record an absence and return its number.

    Args:
        login: a person who is already in the store.
        days: the first and the last day of the absence, both included.
    """
    adder = get_person(session)
    person = session.exec(select(Person).where(Person.login == login)).one()
    assert adder.id is not None
    assert person.id is not None
    record = AbsenceTable(
        account_id=account_id,
        person_id=person.id,
        first_day=days[0].isoformat(),
        last_day=days[1].isoformat(),
        added_by=adder.id,
        added_at=to_unix_seconds(now),
    )
    session.add(record)
    session.flush()
    _append_history(session, record, login, adder.id, now, what="added")
    return record.id or 0


def remove_absence(session: Session, account_id: int, absence_id: int, now: datetime) -> None:
    """Remove an absence.

    Raises:
        WrongUsage: the account has no absence with this number, or it was already removed.
    """
    record = session.get(AbsenceTable, absence_id)
    if record is None or record.account_id != account_id or record.removed_at is not None:
        raise WrongUsage(_("There is no absence {0}.").format(absence_id), list_hint("absences", "absence"))
    remover = get_person(session)
    person = session.get(Person, record.person_id)
    record.removed_by, record.removed_at = remover.id, to_unix_seconds(now)
    session.add(record)
    _append_history(session, record, person.login if person else "", remover.id, now, what="removed")


def _append_history(
    session: Session, record: AbsenceTable, login: str, person_id: int | None, now: datetime, *, what: str
) -> None:
    history.append_entry(
        session,
        account_id=record.account_id,
        at=to_unix_seconds(now),
        kind="absence",
        person_id=person_id,
        payload={
            "absence": record.id,
            "what": what,
            "person": login,
            "from": record.first_day,
            "to": record.last_day,
            seals.SEALS_KEY: seals.seal_records(record),
        },
    )
