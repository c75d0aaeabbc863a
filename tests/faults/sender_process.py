"""A sender as a process of its own, which dies or falls asleep at a commit when asked to."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from multiprocessing.connection import Connection

from sqlmodel import Session

from bizcare_tui.errors import MarketplaceError, StoreBusy
from bizcare_tui.marketplace.client import CallLimits, SellerApi
from bizcare_tui.marketplace.outbox_sender import send_due_replies
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url

PATIENCE = CallLimits(connect=5, read=3)
HELD_BACK = "The check would block it."


class Ended(IntEnum):
    """How a sender ended, as its exit code; any other code but a kill is an error."""

    DONE = 0
    BUSY = 10
    TAKEN_OVER = 11
    TROUBLE = 12


@dataclass(frozen=True, slots=True)
class Order:
    """What a sender is to do.

    `address` is that of the store. `dies_at` and `sleeps_at` count commits, 0 for never; it dies before or
    after the commit, and sleeps after it. `rounds` is how often it works off what is due. `refused` are the
    threads that its check lets no reply to.
    """

    address: str
    url: str
    key: str
    dies_at: int = 0
    before: bool = False
    sleeps_at: int = 0
    rounds: int = 1
    refused: frozenset[int] = frozenset()


class MortalStore(Store):
    """A store whose program dies or sleeps at its n-th commit."""

    def __init__(self, order: Order, bed: Connection | None) -> None:
        super().__init__(database_of_url(order.address))
        self._order = order
        self._bed = bed
        self.commits = 0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that its program may not survive."""
        with super().transaction() as session:
            yield session
            session.flush()
            self._die_if(before=True)
        self.commits += 1
        self._die_if(before=False, committed=1)
        if self._bed is not None and self.commits == self._order.sleeps_at:
            _sleep(self._bed)

    def _die_if(self, *, before: bool, committed: int = 0) -> None:
        at = self.commits + 1 - committed
        if at == self._order.dies_at and before is self._order.before:
            os.kill(os.getpid(), signal.SIGKILL)


def _sleep(bed: Connection) -> None:
    """Stand still until woken. Every clock but the monotonic one goes on, as on a laptop that sleeps."""
    bed.send("asleep")
    slept: float = bed.recv()
    now, of_clock = time.time, time.clock_gettime
    standing = (time.CLOCK_MONOTONIC, time.CLOCK_MONOTONIC_RAW)
    time.time = lambda: now() + slept
    time.clock_gettime = lambda clock: of_clock(clock) + (0 if clock in standing else slept)


def send(order: Order, bed: Connection | None = None) -> None:
    """Work off the outbox as ordered; the process ends with an `Ended`."""
    store = MortalStore(order, bed)
    ended = Ended.DONE
    for _round in range(order.rounds):
        ended = _work_off(store, order)
        if ended is Ended.TAKEN_OVER:
            break
    sys.exit(ended)


def _work_off(store: MortalStore, order: Order) -> Ended:
    began = store.commits
    with SellerApi(order.url, order.key, patience=PATIENCE, wait=lambda _seconds: None) as api:
        try:
            send_due_replies(
                store, api, api_url=order.url, now=lambda: datetime.now(UTC),
                judge=lambda thread_id, _text, _override: HELD_BACK if thread_id in order.refused else "",
            )  # fmt: skip
        except StoreBusy as error:
            if "taken over" in error.sentence:
                return Ended.TAKEN_OVER
            if store.commits > began:
                raise
            return Ended.BUSY
        except MarketplaceError:
            return Ended.TROUBLE
    return Ended.DONE
