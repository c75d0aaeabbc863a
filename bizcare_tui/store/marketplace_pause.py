"""Store the pause that the Marketplace requested, so that every program using the store observes it."""

from __future__ import annotations

from sqlmodel import Session

from bizcare_tui.store.real_time import real_time, remaining_seconds
from bizcare_tui.store.tables import Account

LONGEST_PAUSE_SECONDS = 3600.0
"""The longest pause that is observed: an absurd value must not stop the sync for a day."""


def set_pause(session: Session, account_id: int, pause_seconds: float) -> None:
    """Forbid calls to the Marketplace for `pause_seconds`, limited to 0 … `LONGEST_PAUSE_SECONDS`."""
    account = session.get(Account, account_id)
    assert account is not None
    account.pause_seconds = min(max(pause_seconds, 0.0), LONGEST_PAUSE_SECONDS)
    account.paused_until = real_time(session) + account.pause_seconds
    session.add(account)


def remaining_pause(session: Session, account_id: int) -> float:
    """Return the seconds until the Marketplace may be called again, 0 if it may be called now."""
    account = session.get(Account, account_id)
    if account is None:
        return 0.0
    return remaining_seconds(account.paused_until, account.pause_seconds, real_time(session))
