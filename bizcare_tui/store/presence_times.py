"""How long presence and reply locks last. They use the real time of the store, whatever `BIZCARE_NOW` is."""

from __future__ import annotations

from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS

PRESENCE_INTERVAL_SECONDS = 15.0
"""How often a running program refreshes its presence."""
PRESENCE_TIMEOUT_SECONDS = 3 * PRESENCE_INTERVAL_SECONDS


def latest_lock_expiry(now: float) -> float:
    """Return the latest time at which a valid reply lock can expire; a later one comes from a wrong clock."""
    return now + PRESENCE_TIMEOUT_SECONDS + CLOCK_SLACK_SECONDS
