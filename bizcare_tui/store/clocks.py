"""The clocks beside the first answer's: the first status of each, kept, and the present one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy import select as sa_select
from sqlmodel import Session

from bizcare_tui.domain.clock import FollowUp, Status
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.store import history
from bizcare_tui.store.instants import maybe_seconds, seconds
from bizcare_tui.store.tables import ClockStatus

FOLLOW_UP, FIX = "follow_up", "fix"
_TABLE = ClockStatus.__table__  # type: ignore[attr-defined]
_KEY = ("account_id", "thread_id", "clock", "start")
_UPDATE = (
    update(_TABLE)
    .where(*(_TABLE.c[name] == bindparam(f"key_{name}") for name in _KEY))
    .values(status=bindparam("new_status"), at=bindparam("new_at"))
)
# A deadline that passed is missed, whether or not an answer will come.
_SETTLED = {Status.MET: Status.MET, Status.MISSED: Status.MISSED, Status.LATE: Status.MISSED}


@dataclass(frozen=True, slots=True)
class _Clock:
    """Which clock: whose, of which kind, set going when."""

    thread_id: int
    name: str
    start: int


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
    known = _known(session, account_id, list(clocks))
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    running: set[_Clock] = set()
    for thread_id, each in clocks.items():
        for clock in each:
            key = _Clock(thread_id, FIX if isinstance(clock, FixClock) else FOLLOW_UP, seconds(clock.start))
            running.add(key)
            before, settled = known.get(key), _SETTLED.get(clock.status(now))
            stands = {"status": settled.value if settled else None, "at": maybe_seconds(clock.at)}
            if before is None and settled is not None:
                new.append(
                    _row(account_id, key, due=seconds(clock.due), first_status=settled.value, **stands)
                )
            elif before is not None and (before.status, before.at) != (stands["status"], stands["at"]):
                changed.append(_row(account_id, key, due=before.due, **stands))
    for key, row in known.items():
        if key not in running and row.status is not None:
            changed.append(_row(account_id, key, due=row.due, status=None, at=row.at))
    if new:
        session.connection().execute(insert(_TABLE), new)
    if changed:
        session.connection().execute(_UPDATE, list(map(_change, changed)))
    history.append_all(session, [_entry(row, now, cause) for row in (*new, *changed)])


def _known(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[_Clock, Any]:
    columns = _TABLE.c
    query = sa_select(
        columns.thread_id, columns.clock, columns.start, columns.due, columns.at, columns.status
    ).where(columns.account_id == account_id, columns.thread_id.in_(thread_ids))
    return {_Clock(row.thread_id, row.clock, row.start): row for row in session.connection().execute(query)}


def _row(account_id: int, key: _Clock, **columns: Any) -> dict[str, Any]:
    return {
        "account_id": account_id, "thread_id": key.thread_id, "clock": key.name, "start": key.start, **columns
    }  # fmt: skip


def _change(row: Mapping[str, Any]) -> dict[str, Any]:
    key = {f"key_{name}": row[name] for name in _KEY}
    return {"new_status": row["status"], "new_at": row["at"], **key}


def _entry(row: Mapping[str, Any], now: datetime, cause: str) -> history.New:
    said = {name: row[name] for name in ("status", "start", "due")}
    payload = {**said, "answered": row["at"], "cause": cause}
    return history.New(row["account_id"], seconds(now), row["clock"], payload, row["thread_id"])
