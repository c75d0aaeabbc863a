"""The pause that the Marketplace requested: shared by all programs, and never longer than an hour."""

from __future__ import annotations

import pytest
from wrong_clock import set_clock

from bizcare_tui.store.engine import Store
from bizcare_tui.store.marketplace_pause import LONGEST_PAUSE_SECONDS, remaining_pause, set_pause


def pause(store: Store, seconds: float) -> float:
    with store.transaction() as session:
        set_pause(session, 1, seconds)
    return remaining(store)


def remaining(store: Store, account_id: int = 1) -> float:
    with store.transaction() as session:
        return remaining_pause(session, account_id)


def test_without_a_pause_the_marketplace_may_be_called(store: Store) -> None:
    assert remaining(store) == 0
    assert remaining(store, account_id=2) == 0


@pytest.mark.parametrize(
    ("requested", "observed"),
    [(60, 60), (3600, 3600), (1e9, LONGEST_PAUSE_SECONDS), (float("inf"), LONGEST_PAUSE_SECONDS)],
)
def test_a_pause_lasts_as_long_as_requested_but_no_longer_than_an_hour(
    store: Store, requested: float, observed: float
) -> None:
    assert observed - 5 < pause(store, requested) <= observed


@pytest.mark.parametrize("requested", [0, -1, -1e9])
def test_a_pause_of_no_length_ends_an_earlier_one(store: Store, requested: float) -> None:
    pause(store, 600)
    assert pause(store, requested) == 0


def test_a_pause_ends_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    pause(store, 600)
    set_clock(monkeypatch, 599)
    assert 0 < remaining(store) <= 1
    set_clock(monkeypatch, 601)
    assert remaining(store) == 0


def test_a_pause_set_while_the_clock_was_ahead_is_over_when_it_is_right(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, 86_400)
    pause(store, 600)
    set_clock(monkeypatch, 0)
    assert remaining(store) == 0
