"""One program at a time: leases, their end, and the fence."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from wrong_clock import set_clock

from bizcare_tui.errors import StoreBusy
from bizcare_tui.store import leases
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import Lease


@pytest.fixture
def store(place: Database) -> Store:
    opened = Store(place)
    with opened.transaction() as session:
        get_account(session, "https://example.org/", 0)
    return opened


def take(store: Store) -> leases.HeldLease:
    with store.transaction() as session:
        return leases.acquire(session, 1, "sync")


def test_a_held_lease_is_refused_to_others(store: Store) -> None:
    take(store)
    with pytest.raises(StoreBusy, match="doing this now"):
        take(store)


def test_a_lease_given_back_is_free(store: Store) -> None:
    held = take(store)
    with store.transaction() as session:
        leases.release(session, held)
    assert take(store).fence == held.fence + 1


def test_a_lease_that_ran_out_is_free_and_its_holder_fenced_off(store: Store) -> None:
    held = take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.expires_at = 0
    taken = take(store)
    assert taken.fence > held.fence
    with pytest.raises(StoreBusy, match="taken over"), store.transaction() as session:
        leases.renew(session, held)
    with store.transaction() as session:
        leases.renew(session, taken)


def test_the_lease_of_a_dead_program_is_free_at_once(store: Store) -> None:
    script = f"""
import os, signal
from pathlib import Path
from bizcare_tui.store import leases
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import open_database
store = Store(open_database(Path({store.database.shown!r})))
with store.transaction() as session:
    leases.acquire(session, 1, "sync")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode < 0
    assert take(store).fence == 2


def test_the_number_of_a_dead_program_may_be_anothers_by_now(store: Store) -> None:
    held = take(store)
    host, pid, _began = held.holder.split(" ")
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.holder = f"{host} {pid} 1"
    assert take(store).fence == held.fence + 1


def test_a_holder_on_another_machine_is_believed(store: Store) -> None:
    take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.holder = "elsewhere 1 1"
    with pytest.raises(StoreBusy):
        take(store)


@pytest.mark.parametrize("ahead", [7200, 86_400, 3 * 365 * 86_400])
def test_a_lease_of_a_clock_that_was_ahead_is_free_once_it_is_right(
    store: Store, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    set_clock(monkeypatch, ahead)
    held = take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.holder = "elsewhere 1 1"
    set_clock(monkeypatch, 0)
    assert take(store).fence == held.fence + 1


def test_a_clock_that_is_set_back_a_little_leaves_a_lease_to_its_holder(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store)
    set_clock(monkeypatch, -2)
    with pytest.raises(StoreBusy):
        take(store)


def test_a_shared_database_counts_by_its_own_clock(
    store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database != "postgresql":
        pytest.skip("a file has no clock of its own")
    right = time.time()
    monkeypatch.setattr(time, "time", lambda: right + 7200)
    take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        assert lease.expires_at < right + 3600


@pytest.mark.parametrize("holder", ["", "nobody", "a b c", "\x1b[2Jhost 1 1", "here 99999999999999999999 1"])
def test_a_holder_that_cannot_be_read_is_believed_until_its_lease_runs_out(store: Store, holder: str) -> None:
    held = take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.holder = holder
    with pytest.raises(StoreBusy, match=r"process \S+\)"):
        take(store)
    with store.transaction() as session:
        lease = session.get(Lease, (1, "sync"))
        assert lease is not None
        lease.expires_at = 0
    assert take(store).fence == held.fence + 1
