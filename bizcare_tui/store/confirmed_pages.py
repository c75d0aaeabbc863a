"""Record which page addresses of the partner account a person has confirmed to work."""

from __future__ import annotations

from sqlmodel import Session

from bizcare_tui.store.people import get_person_of_login
from bizcare_tui.store.tables import PageConfirmation


def confirm_page(session: Session, account_id: int, login: str, address: str, at: int) -> None:
    """Record that the page with this address opened for a person; the first confirmation is kept.

    It runs in the caller's transaction.

    Args:
        address: The address with its placeholders, not filled in.
        at: Seconds since 1970.
    """
    person = get_person_of_login(session, login)
    assert person.id is not None
    if session.get(PageConfirmation, (account_id, address)) is None:
        session.add(
            PageConfirmation(account_id=account_id, address=address, person_id=person.id, confirmed_at=at)
        )
