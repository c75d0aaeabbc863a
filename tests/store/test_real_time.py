"""The clock that all programs of a store share, and periods that a wrong clock has stored."""

from __future__ import annotations

import time

import pytest

from bizcare_tui.store.engine import Store
from bizcare_tui.store.real_time import (
    CLOCK_SLACK_SECONDS,
    is_running,
    real_time,
    real_time_over,
    remaining_seconds,
)


def test_both_kinds_of_connection_read_the_same_clock(store: Store) -> None:
    with store.transaction() as session:
        first = real_time(session)
        second = real_time_over(store.database, store.database.connect())
        assert first <= second <= real_time(session) < first + 60


def test_it_goes_on_within_a_transaction(store: Store) -> None:
    with store.transaction() as session:
        first = real_time(session)
        time.sleep(0.01)
        assert real_time(session) >= first + 0.01


def test_programs_on_several_machines_use_the_clock_of_the_server(
    store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 12.0)
    with store.transaction() as session:
        reads = {real_time(session) == 12.0, real_time_over(store.database, store.database.connect()) == 12.0}
    assert reads == {database == "sqlite"}


def test_the_variable_for_the_time_of_the_domain_does_not_change_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", "2001-01-01T00:00:00+00:00")
    with store.transaction() as session:
        assert abs(real_time(session) - time.time()) < 60


@pytest.mark.parametrize(
    ("until", "is_still_running"),
    [
        (100.0, False),
        (100.1, True),
        (130.0, True),
        (130.0 + CLOCK_SLACK_SECONDS, True),
        (130.1 + CLOCK_SLACK_SECONDS, False),
        (float("inf"), False),
        (float("nan"), False),
    ],
)
def test_a_period_runs_until_its_end_and_never_longer_than_its_length(
    until: float, is_still_running: bool
) -> None:
    assert is_running(until, length=30, now=100.0) is is_still_running
    assert (remaining_seconds(until, 30, now=100.0) > 0) is is_still_running
