"""Set the status of the first-answer clock, and record its changes in the history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bizcare_tui.domain.clock import Status
from bizcare_tui.domain.threads import State
from bizcare_tui.store import (
    history,
)
from bizcare_tui.store.tables import History
from bizcare_tui.store.unix_time import (
    to_unix_seconds,
)


def settle_first_answer(
    session: Session, entry: dict[str, Any], before: Any, now: datetime, cause: str
) -> None:
    """Set the first and the current settled status of the first-answer clock, and record a change.

    Each clock has its own first status: a new clock starts when a purchase turns the request into an
    obligation, or when the customer writes again after a request that needed no answer.
    """
    first, settled = (before.first_status, before.settled_status) if before else (None, None)
    if before is not None and _is_new_clock(entry, before):
        first, settled = _first_recorded_status(session, entry), None
    status: str | None = None
    if entry["scored"]:
        if entry["first_at"] is not None:
            status = Status.MET if entry["first_at"] < entry["first_due"] else Status.MISSED
        elif entry["state"] == State.CLOSED or to_unix_seconds(now) >= entry["first_due"]:
            status = Status.MISSED
    entry["settled_status"] = status
    entry["first_status"] = first or status
    if status != settled and (status is not None or settled is not None):
        _record(session, entry, now, cause)


def _is_new_clock(entry: Mapping[str, Any], before: Any) -> bool:
    """Return whether the clock is a new one: its obligation changed, or the thread was reopened."""
    if entry["obligation"] != bool(before.obligation):
        return True
    was_closed_unanswered = before.state == State.CLOSED and before.first_at is None
    return bool(was_closed_unanswered and entry["first_start"] > before.first_start)


def _first_recorded_status(session: Session, entry: Mapping[str, Any]) -> str | None:
    """Return the first status that the history has for exactly this clock."""
    query = (
        select(History.payload)
        .where(
            col(History.account_id) == entry["account_id"],
            col(History.thread_id) == entry["thread_id"],
            col(History.kind) == "first_answer",
        )
        .order_by(col(History.id))
    )
    for payload in map(json.loads, filter(None, session.exec(query))):
        clock = (payload.get("start"), payload.get("obligation"))
        if clock == (entry["first_start"], entry["obligation"]) and payload["status"]:
            return str(payload["status"])
    return None


def _record(session: Session, entry: Mapping[str, Any], now: datetime, cause: str) -> None:
    history.append_entry(
        session,
        account_id=entry["account_id"],
        at=to_unix_seconds(now),
        kind="first_answer",
        thread_id=entry["thread_id"],
        payload={
            "status": entry["settled_status"],
            "start": entry["first_start"],
            "due": entry["first_due"],
            "answered": entry["first_at"],
            "obligation": entry["obligation"],
            "cause": cause,
        },
    )
