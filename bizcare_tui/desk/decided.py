"""The decisions as they are listed, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _
from bizcare_tui.store.instants import instant
from bizcare_tui.store.place import Line

REJECTION, REFUND, WITHDRAWAL = "rejection", "refund", "withdrawal"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as it is listed. `outcome` says in a word what became of it, `who` made and seconded it."""

    id: int
    thread_id: int
    kind: str
    grounds: tuple[str, ...]
    product: str
    topic: str
    customer: str
    at: datetime
    who: str
    outcome: str
    reply_id: int | None
    is_last: bool


def decision_row(row: Line) -> DecisionRow:
    """A decision out of its stored line."""
    who = safe_line(row["login"])
    if row["seconder"]:
        who = _("{0}, seconded by {1}").format(who, safe_line(row["seconder"]))
    return DecisionRow(
        id=row["id"],
        thread_id=row["thread_id"],
        kind=row["kind"],
        grounds=tuple(row["grounds"].split()),
        product=row["product"] or "",
        topic=row["topic"] or "",
        customer=row["customer"] or "",
        at=instant(row["at"]),
        who=who,
        outcome=_outcome(row),
        reply_id=row["reply_id"],
        is_last=row["last_id"] == row["id"],
    )


def _outcome(row: Line) -> str:
    """What became of a decision, in a word; of a rejection whose letter is on its way, the reply's state."""
    if row["kind"] == WITHDRAWAL:
        return "withdrawal"
    if row["last_id"] != row["id"]:
        return "replaced"
    if row["kind"] == REFUND:
        if row["seen_at"] is not None:
            return "refunded"
        return "overdue" if row["alarmed_at"] is not None else "refunding"
    return "rejected" if row["reply_state"] == "confirmed" else str(row["reply_state"] or "")


def decision_value(row: DecisionRow) -> dict[str, Any]:
    """A decision as a line of `decisions --json`."""
    return {
        "id": row.id,
        "thread": row.thread_id,
        "kind": row.kind,
        "grounds": list(row.grounds),
        "product": row.product,
        "at": iso(row.at),
        "who": row.who,
        "outcome": row.outcome,
        "reply": row.reply_id,
    }
