"""Record which deadline notifications were delivered to a person, and on which channel."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, delete

from bizcare_tui.domain.alerts import Key
from bizcare_tui.store import delivery_claims
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import DeadlineNotification

RETENTION_SECONDS = 7 * 86400
"""Seconds for which notifications are kept after their deadline."""


def claim_notification(session: Session, account_id: int, channel: str, keys: Iterable[Key]) -> bool:
    """Claim a notification for delivery by this program.

    Returns:
        False if another program is delivering it now, or if all its keys were delivered before.
    """
    rows = _rows(session, account_id, channel, keys)
    open_rows = [row for row in rows if row.at is None]
    if not open_rows or any(delivery_claims.is_claimed(session, row) for row in open_rows):
        return False
    for row in open_rows:
        delivery_claims.claim(session, row)
    return True


def record_delivery(session: Session, account_id: int, channel: str, keys: Iterable[Key], at: int) -> None:
    """Record the delivery of a notification, and delete records older than `RETENTION_SECONDS`.

    Args:
        at: The time of the delivery in seconds since 1970.
    """
    session.exec(
        delete(DeadlineNotification).where(
            col(DeadlineNotification.account_id) == account_id,
            col(DeadlineNotification.due_at) < at - RETENTION_SECONDS,
        )
    )
    for row in _rows(session, account_id, channel, keys):
        row.at, row.claimed_until, row.holder = at, 0.0, ""
        session.add(row)


def record_failed_delivery(session: Session, account_id: int, channel: str, keys: Iterable[Key]) -> None:
    """Record that a delivery failed, and release the claim so that it is tried again."""
    for row in _rows(session, account_id, channel, keys):
        if row.at is None:
            delivery_claims.release(session, row)


def _rows(session: Session, account_id: int, channel: str, keys: Iterable[Key]) -> list[DeadlineNotification]:
    person = get_person(session)
    assert person.id is not None
    found = []
    for thread_id, due_at, lead in keys:
        row = session.get(DeadlineNotification, (account_id, person.id, channel, thread_id, due_at, lead))
        found.append(
            row
            or DeadlineNotification(
                account_id=account_id, person_id=person.id, channel=channel, thread_id=thread_id,
                due_at=due_at, lead=lead,
            )
        )  # fmt: skip
    return found
