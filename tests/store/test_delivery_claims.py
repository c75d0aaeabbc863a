"""Claims on a delivery: one program at a time, and no longer than it lives."""

from __future__ import annotations

import os
import socket

import pytest
from sqlmodel import Session
from wrong_clock import set_clock

from bizcare_tui.store import delivery_claims
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import QueuedEvent


def new_event(session: Session) -> QueuedEvent:
    row = QueuedEvent(account_id=1, person_id=1, channel="mail", event="new_thread", thread_id=7, at=0)
    session.add(row)
    session.flush()
    return row


def test_a_claim_lasts_until_it_is_released_and_the_attempt_counts(store: Store) -> None:
    with store.transaction() as session:
        row = new_event(session)
        assert not delivery_claims.is_claimed(session, row)
        delivery_claims.claim(session, row)
        assert delivery_claims.is_claimed(session, row)
        delivery_claims.release(session, row)
        assert not delivery_claims.is_claimed(session, row)
        assert (row.attempts, row.holder) == (1, "")


def test_a_claim_ends_by_itself_after_two_minutes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction() as session:
        row = new_event(session)
        delivery_claims.claim(session, row)
        set_clock(monkeypatch, delivery_claims.CLAIM_SECONDS - 10)
        assert delivery_claims.is_claimed(session, row)
        set_clock(monkeypatch, delivery_claims.CLAIM_SECONDS + 1)
        assert not delivery_claims.is_claimed(session, row)


def test_a_claim_of_a_clock_that_was_ahead_does_not_last_until_then(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as session:
        row = new_event(session)
        set_clock(monkeypatch, 86_400)
        delivery_claims.claim(session, row)
        set_clock(monkeypatch, 0)
        assert not delivery_claims.is_claimed(session, row)


@pytest.mark.parametrize(
    ("holder", "claimed"),
    [
        ("elsewhere 1 1", True),
        ("{host} {pid} 1", False),
        ("{host} 999999999 1", False),
        ("\x1b[2J", True),
    ],
)
def test_the_claim_of_a_process_that_has_ended_is_free_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, holder: str, claimed: bool
) -> None:
    name = holder.format(host=socket.gethostname(), pid=os.getpid())
    monkeypatch.setattr(delivery_claims, "current_process_name", lambda: name)
    with store.transaction() as session:
        row = new_event(session)
        delivery_claims.claim(session, row)
        assert delivery_claims.is_claimed(session, row) is claimed
