"""The clocks beside the first answer's: the first status of each, kept, and the present one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bizcare_tui.domain.clock import FollowUp, Status
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.store import history
from bizcare_tui.store.instants import maybe_seconds, seconds
from bizcare_tui.store.tables import ClockStatus

FOLLOW_UP, FIX = "follow_up", "fix"
_Key = tuple[int, str, int]


def settle(
    session: Session,
    account_id: int,
    clocks: Mapping[int, Sequence[FollowUp | FixClock]],
    *,
    now: datetime,
    cause: str,
) -> None:
    """Write down how the clocks of these threads stand, by thread, as far as they are settled.

    A first status is written once; a change, and a clock that runs no more, goes into the history.
    """
    known: dict[_Key, ClockStatus] = {
        (row.thread_id, row.clock, row.start): row
        for row in session.exec(
            select(ClockStatus).where(
                col(ClockStatus.account_id) == account_id, col(ClockStatus.thread_id).in_(list(clocks))
            )
        )
    }
    running: set[_Key] = set()
    for thread_id, each in clocks.items():
        for clock in each:
            key = (thread_id, FIX if isinstance(clock, FixClock) else FOLLOW_UP, seconds(clock.start))
            running.add(key)
            row = known.get(key) or _not_settled(account_id, key, clock)
            _settle_one(session, row, clock, now=now, cause=cause)
    for key in known.keys() - running:
        row = known[key]
        if row.status is not None:
            row.status = None
            _record(session, row, now, cause)


def _not_settled(account_id: int, key: _Key, clock: FollowUp | FixClock) -> ClockStatus:
    thread_id, name, start = key
    return ClockStatus(
        account_id=account_id, thread_id=thread_id, clock=name, start=start, due=seconds(clock.due),
        first_status="", status=None,
    )  # fmt: skip


def _settle_one(
    session: Session,
    row: ClockStatus,
    clock: FollowUp | FixClock,
    *,
    now: datetime,
    cause: str,
) -> None:
    settled = _SETTLED.get(clock.status(now))
    if settled is not None:
        row.first_status = row.first_status or settled.value
    elif not row.first_status:
        return
    status = settled.value if settled else None
    if row.status != status or row.at != maybe_seconds(clock.at):
        row.status, row.at = status, maybe_seconds(clock.at)
        _record(session, row, now, cause)


# A deadline that passed is missed, whether or not an answer will come.
_SETTLED = {Status.MET: Status.MET, Status.MISSED: Status.MISSED, Status.LATE: Status.MISSED}


def _record(session: Session, row: ClockStatus, now: datetime, cause: str) -> None:
    session.add(row)
    history.append(
        session,
        account_id=row.account_id,
        at=seconds(now),
        kind=row.clock,
        thread_id=row.thread_id,
        payload={
            "status": row.status,
            "start": row.start,
            "due": row.due,
            "answered": row.at,
            "cause": cause,
        },
    )
