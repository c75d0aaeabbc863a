"""Whose account it is, and who sits at the desk."""

from __future__ import annotations

from sqlmodel import Session, select

from bizcare_tui.store.login import login_name
from bizcare_tui.store.tables import Account, Person


def the_account(session: Session, api_url: str, now: int) -> Account:
    """The account of this store, made on first need."""
    account = session.exec(select(Account)).first()
    if account is None:
        account = Account(api_url=api_url, created_at=now)
        session.add(account)
        session.flush()
    return account


def the_person(session: Session) -> Person:
    """The person at the desk: the user of the operating system."""
    login = login_name()
    person = session.exec(select(Person).where(Person.login == login)).first()
    if person is None:
        person = Person(login=login)
        session.add(person)
        session.flush()
    return person
