"""Record which page addresses of the partner account a person has confirmed to work."""

from __future__ import annotations

from bizcare_tui.store.database import Database
from bizcare_tui.store.read_marks import ensure_person


def confirm_page(place: Database, account_id: int, login: str, address: str, at: int) -> None:
    """Record that the page with this address opened for a person.

    Args:
        address: The address with its placeholders, not filled in.
        at: Seconds since 1970.

    Raises:
        StoreProblem: The database cannot be written (busy, full, damaged, read-only).
    """
    with place.write_transaction() as connection:
        ensure_person(connection, login)
        connection.execute(
            """INSERT INTO page_confirmation (account_id, address, person_id, confirmed_at)
               SELECT :account, :address, id, :at FROM person WHERE login = :login
               ON CONFLICT (account_id, address) DO NOTHING""",
            {"account": account_id, "address": address, "login": login, "at": at},
        )
