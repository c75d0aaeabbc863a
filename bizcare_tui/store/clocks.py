"""Store the first and the present status of the follow-up and fix clocks."""

# The clock of the first answer is stored elsewhere: see `store.first_answer_status`.

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
from bizcare_tui.store.tables import ClockStatus
from bizcare_tui.store.unix_time import to_optional_unix_seconds, to_unix_seconds

FOLLOW_UP, FIX = "follow_up", "fix"
_TABLE = ClockStatus.__table__  # type: ignore[attr-defined]
_KEY = ("account_id", "thread_id", "clock", "start")
_UPDATE = (
    update(_TABLE)
    .where(*(_TABLE.c[name] == bindparam(f"key_{name}") for name in _KEY))
    .values(status=bindparam("new_status"), at=bindparam("new_at"))
)
# A deadline that has passed counts as missed, even while an answer may still come.
_FINAL_STATUS = {Status.MET: Status.MET, Status.MISSED: Status.MISSED, Status.LATE: Status.MISSED}


@dataclass(frozen=True, slots=True)
class _ClockKey:
    """The identity of a clock: its thread, its kind, and its start in seconds since 1970."""

    thread_id: int
    name: str
    start: int


def record_clock_statuses(
    session: Session,
    account_id: int,
    clocks: Mapping[int, Sequence[FollowUp | FixClock]],
    *,
    now: datetime,
    cause: str,
) -> None:
    """Store the final statuses (met or missed) of the clocks of these threads.

    A first status is stored once. It, every later change, and the end of a clock go into the history.

    Args:
        clocks: the clocks that run now, by thread number.
        cause: why they are recorded, for the history.
    """
    known = _stored_statuses(session, account_id, list(clocks))
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    running: set[_ClockKey] = set()
    for thread_id, each in clocks.items():
        for clock in each:
            key = _ClockKey(
                thread_id, FIX if isinstance(clock, FixClock) else FOLLOW_UP, to_unix_seconds(clock.start)
            )
            running.add(key)
            before, final = known.get(key), _FINAL_STATUS.get(clock.status(now))
            current = {"status": final.value if final else None, "at": to_optional_unix_seconds(clock.at)}
            if before is None and final is not None:
                new.append(
                    _row(account_id, key, due=to_unix_seconds(clock.due), first_status=final.value, **current)
                )
            elif before is not None and (before.status, before.at) != (current["status"], current["at"]):
                changed.append(_row(account_id, key, due=before.due, **current))
    for key, row in known.items():
        if key not in running and row.status is not None:
            changed.append(_row(account_id, key, due=row.due, status=None, at=row.at))
    if new:
        session.connection().execute(insert(_TABLE), new)
    if changed:
        session.connection().execute(_UPDATE, list(map(_update_values, changed)))
    history.append_entries(session, [_history_entry(row, now, cause) for row in (*new, *changed)])


def _stored_statuses(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[_ClockKey, Any]:
    columns = _TABLE.c
    query = sa_select(
        columns.thread_id, columns.clock, columns.start, columns.due, columns.at, columns.status
    ).where(columns.account_id == account_id, columns.thread_id.in_(thread_ids))
    return {
        _ClockKey(row.thread_id, row.clock, row.start): row for row in session.connection().execute(query)
    }


def _row(account_id: int, key: _ClockKey, **columns: Any) -> dict[str, Any]:
    return {
        "account_id": account_id, "thread_id": key.thread_id, "clock": key.name, "start": key.start, **columns
    }  # fmt: skip


def _update_values(row: Mapping[str, Any]) -> dict[str, Any]:
    key = {f"key_{name}": row[name] for name in _KEY}
    return {"new_status": row["status"], "new_at": row["at"], **key}


def _history_entry(row: Mapping[str, Any], now: datetime, cause: str) -> history.NewHistoryEntry:
    columns = {name: row[name] for name in ("status", "start", "due")}
    payload = {**columns, "answered": row["at"], "cause": cause}
    return history.NewHistoryEntry(
        row["account_id"], to_unix_seconds(now), row["clock"], payload, row["thread_id"]
    )
