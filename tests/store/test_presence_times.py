"""How long presence and reply locks last."""

from __future__ import annotations

from bizcare_tui.store.presence_times import (
    PRESENCE_INTERVAL_SECONDS,
    PRESENCE_TIMEOUT_SECONDS,
    latest_lock_expiry,
)
from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS, is_running


def test_two_missed_refreshes_end_no_presence() -> None:
    assert 2 * PRESENCE_INTERVAL_SECONDS < PRESENCE_TIMEOUT_SECONDS


def test_a_lock_made_now_or_while_the_clock_was_a_little_ahead_is_valid() -> None:
    now = 1000.0
    for made_at in (now, now + CLOCK_SLACK_SECONDS):
        assert made_at + PRESENCE_TIMEOUT_SECONDS <= latest_lock_expiry(now)
    assert now + CLOCK_SLACK_SECONDS + 1 + PRESENCE_TIMEOUT_SECONDS > latest_lock_expiry(now)


def test_the_latest_expiry_is_that_of_a_period_that_still_runs() -> None:
    latest = latest_lock_expiry(1000.0)
    assert is_running(latest, PRESENCE_TIMEOUT_SECONDS, 1000.0)
    assert not is_running(latest + 0.1, PRESENCE_TIMEOUT_SECONDS, 1000.0)
