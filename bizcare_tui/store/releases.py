"""Store PrestaShop releases and when their list was read. All functions run in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from bizcare_tui.store.tables import Account, PrestashopRelease
from bizcare_tui.store.unix_time import to_unix_seconds


def store_releases(
    session: Session, account_id: int, found: Mapping[str, date | None], now: datetime
) -> None:
    """Store the releases of the list; the first-seen time and a known release date of a line are kept."""
    for line, release_date in found.items():
        release = session.get(PrestashopRelease, (account_id, line))
        if release is None:
            release = PrestashopRelease(account_id=account_id, line=line, seen_at=to_unix_seconds(now))
        if release_date is not None:
            release.released_on = release_date.isoformat()
        session.add(release)
    account = session.get(Account, account_id)
    assert account is not None
    account.releases_read_at = to_unix_seconds(now)
    session.add(account)


def record_attempt(session: Session, account_id: int, now: datetime) -> None:
    """Record an attempt to read the list, so that a failure is not repeated at every sync."""
    account = session.get(Account, account_id)
    assert account is not None
    account.releases_tried_at = to_unix_seconds(now)
    session.add(account)
