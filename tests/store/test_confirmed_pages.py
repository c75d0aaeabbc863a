"""Recording which pages of the partner account were seen to work."""

from __future__ import annotations

from sqlmodel import select

from bizcare_tui.store.confirmed_pages import confirm_page
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import PageConfirmation, Person

ADDRESS = "https://example.org/threads/{thread}"


def test_the_first_person_who_confirmed_a_page_stays(store: Store) -> None:
    with store.transaction() as session:
        confirm_page(session, 1, "bea", ADDRESS, 100)
        confirm_page(session, 1, "ana", ADDRESS, 200)
        confirm_page(session, 1, "ana", f"{ADDRESS}?reply", 300)
    with store.transaction() as session:
        pages = {each.address: each for each in session.exec(select(PageConfirmation))}
        assert (pages[ADDRESS].person_id, pages[ADDRESS].confirmed_at) == (2, 100)
        assert (pages[f"{ADDRESS}?reply"].person_id, pages[f"{ADDRESS}?reply"].confirmed_at) == (1, 300)


def test_a_person_who_is_new_to_the_store_can_confirm_a_page(store: Store) -> None:
    with store.transaction() as session:
        confirm_page(session, 1, "cleo", ADDRESS, 100)
    with store.transaction() as session:
        person = session.exec(select(Person).where(Person.login == "cleo")).one()
        assert session.exec(select(PageConfirmation.person_id)).one() == person.id
