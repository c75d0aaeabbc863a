"""One program at a time: leases, their end, and the fence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bizcare_tui.errors import StoreBusy
from bizcare_tui.store import leases
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import the_account
from bizcare_tui.store.place import Place
from bizcare_tui.store.tables import Lease


@pytest.fixture
def store(place: Place) -> Store:
    opened = Store(place)
    with opened.transaction() as session:
        the_account(session, "https://example.org/", 0)
    return opened


def take(store: Store) -> leases.Held:
    with store.transaction() as session:
        return leases.take(session, 1, "sync")


def test_a_held_lease_is_refused_to_others(store: Store) -> None:
    take(store)
    with pytest.raises(StoreBusy, match="at this work now"):
        take(store)


def test_a_lease_given_back_is_free(store: Store) -> None:
    held = take(store)
    with store.transaction() as session:
        leases.give_back(session, held)
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
from bizcare_tui.store.place import the_place
store = Store(the_place(Path({store.place.shown!r})))
with store.transaction() as session:
    leases.take(session, 1, "sync")
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
