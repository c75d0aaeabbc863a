"""Get or create the account of the store and the person who uses the program."""

from __future__ import annotations

from sqlmodel import Session, select

from bizcare_tui.store.login import login_name
from bizcare_tui.store.tables import Account, Person


def get_account(session: Session, api_url: str, now: int) -> Account:
    """Return the account of this store, and create it if there is none."""
    account = session.exec(select(Account)).first()
    if account is None:
        account = Account(api_url=api_url, created_at=now)
        session.add(account)
        session.flush()
    return account


def get_person(session: Session) -> Person:
    """Return the person who uses the program, by their operating system login; create them if missing."""
    return get_person_of_login(session, login_name())


def get_person_of_login(session: Session, login: str) -> Person:
    """Return the person with this login; create them if missing."""
    person = session.exec(select(Person).where(Person.login == login)).first()
    if person is None:
        person = Person(login=login)
        session.add(person)
        session.flush()
    return person
