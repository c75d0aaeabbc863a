"""Releases of PrestaShop as they are stored: known dates stay, and each attempt counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from fixed_time import NOW
from sqlmodel import select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.releases import record_attempt, store_releases
from bizcare_tui.store.tables import Account, PrestashopRelease
from bizcare_tui.store.unix_time import to_unix_seconds

SECONDS = to_unix_seconds(NOW)


def read(store: Store, found: Mapping[str, date | None], day: int = 0) -> None:
    with store.transaction() as session:
        store_releases(session, 1, found, NOW + timedelta(days=day))


def releases(store: Store) -> dict[str, tuple[str | None, int]]:
    """Return the release date of each line, and the number of days after which it was seen first."""
    with store.transaction() as session:
        return {
            each.line: (each.released_on, (each.seen_at - SECONDS) // 86_400)
            for each in session.exec(select(PrestashopRelease))
        }


def test_a_line_keeps_the_day_on_which_it_was_seen_first(store: Store) -> None:
    read(store, {"8.1": date(2023, 6, 26)})
    read(store, {"8.1": date(2023, 6, 26), "9.0": None}, day=3)
    assert releases(store) == {"8.1": ("2023-06-26", 0), "9.0": (None, 3)}


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (None, date(2025, 6, 12), "2025-06-12"),
        (date(2025, 6, 12), None, "2025-06-12"),
        (date(2025, 6, 12), date(2025, 6, 10), "2025-06-10"),
    ],
)
def test_a_release_date_is_added_or_corrected_but_never_lost(
    store: Store, before: date | None, after: date | None, kept: str
) -> None:
    read(store, {"9.0": before})
    read(store, {"9.0": after}, day=1)
    assert releases(store) == {"9.0": (kept, 0)}


def test_a_line_that_is_no_longer_in_the_list_stays(store: Store) -> None:
    read(store, {"1.7": date(2016, 11, 7)})
    read(store, {}, day=1)
    assert [*releases(store)] == ["1.7"]


def test_reading_the_list_and_trying_to_are_recorded_separately(store: Store) -> None:
    def times() -> tuple[int | None, int | None]:
        with store.transaction() as session:
            account = session.get_one(Account, 1)
            return account.releases_read_at, account.releases_tried_at

    assert times() == (None, None)
    with store.transaction() as session:
        record_attempt(session, 1, NOW)
    assert times() == (None, SECONDS)
    read(store, {}, day=1)
    assert times() == (SECONDS + 86_400, SECONDS)
