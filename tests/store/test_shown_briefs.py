"""Which morning brief a person has seen."""

from __future__ import annotations

from logins import LogIn
from sqlmodel import select

from bizcare_tui.domain.alerts import Key
from bizcare_tui.store import deadline_notifications
from bizcare_tui.store.engine import Store
from bizcare_tui.store.login import login_name
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.shown_briefs import is_brief_shown, record_shown_brief
from bizcare_tui.store.small_writes import SmallWrites
from bizcare_tui.store.tables import Account, DeadlineNotification

DAY = 86400
TODAY: Key = (0, 20 * DAY, 1)
TOMORROW: Key = (0, 21 * DAY, 1)


def account_id(store: Store) -> int:
    with store.transaction() as session:
        found = session.exec(select(Account.id)).one()
    assert found is not None
    return found


def is_shown(store: Store, key: Key) -> bool:
    return is_brief_shown(StoreReader(store.database, login_name()), key)


def record(store: Store, key: Key) -> None:
    record_shown_brief(SmallWrites(store.database), account_id(store), login_name(), key, key[1])


def test_each_person_sees_the_brief_of_a_day_once(store: Store, log_in: LogIn) -> None:
    assert not is_shown(store, TODAY)
    record(store, TODAY)
    record(store, TODAY)
    assert (is_shown(store, TODAY), is_shown(store, TOMORROW)) == (True, False)
    log_in("bea")
    assert not is_shown(store, TODAY)


def test_earlier_briefs_are_forgotten_and_notices_are_not(store: Store) -> None:
    notice: Key = (0, TODAY[1], 0)
    with store.transaction() as session:
        deadline_notifications.record_delivery(session, account_id(store), "mail", [notice], TODAY[1])
    record(store, TODAY)
    record(store, TOMORROW)
    with store.transaction() as session:
        rows = session.exec(select(DeadlineNotification)).all()
        assert sorted((row.channel, row.due_at) for row in rows) == [
            ("brief", TOMORROW[1]), ("mail", TODAY[1]),
        ]  # fmt: skip
    assert not is_shown(store, TODAY)
