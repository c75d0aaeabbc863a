"""Claim notices and events for delivery, so that only one of several running programs delivers each."""

# A claim ends when its time has passed, or when its holder is a process of this machine that no longer runs.
# What a crashed program had claimed is delivered by another program, or after the next start.

from __future__ import annotations

from sqlmodel import Session

from bizcare_tui.store.leases import current_process_name, is_alive
from bizcare_tui.store.real_time import is_running, real_time
from bizcare_tui.store.tables import DeadlineNotification, QueuedEvent

CLAIM_SECONDS = 120.0
"""Longer than any delivery takes."""


def is_claimed(session: Session, row: DeadlineNotification | QueuedEvent) -> bool:
    """Return whether a running program is delivering this row now."""
    return is_running(row.claimed_until, CLAIM_SECONDS, real_time(session)) and is_alive(row.holder)


def claim(session: Session, row: DeadlineNotification | QueuedEvent) -> None:
    """Claim the row for this program."""
    row.claimed_until = real_time(session) + CLAIM_SECONDS
    row.holder = current_process_name()
    session.add(row)


def release(session: Session, row: DeadlineNotification | QueuedEvent) -> None:
    """End the claim after a failed attempt to deliver, and count the attempt."""
    row.claimed_until, row.holder = 0.0, ""
    row.attempts += 1
    session.add(row)
