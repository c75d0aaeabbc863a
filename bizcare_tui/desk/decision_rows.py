"""Decisions as list rows, with the outcome of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.evidence.evaluation_data import GroundVerdict
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _
from bizcare_tui.store.thread_records import DecisionRecord

REJECTION, REFUND, WITHDRAWAL = "rejection", "refund", "withdrawal"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as a list row.

    `outcome` is one word, like "rejected"; `who` names the person who decided and the one who seconded it.
    `is_last` is true for the newest decision of its thread.
    """

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


def decision_row(row: DecisionRecord) -> DecisionRow:
    """Return a decision from its database row."""
    return DecisionRow(
        id=row.id,
        thread_id=row.thread_id,
        kind=row.kind,
        grounds=tuple(row.grounds.split()),
        product=row.product or "",
        topic=row.topic or "",
        customer=row.customer or "",
        at=row.at,
        who=decided_by_in_words(row, safe_line),
        outcome=_outcome(row),
        reply_id=row.reply_id,
        is_last=row.last_id == row.id,
    )


def decided_by_in_words(row: DecisionRecord, shown: Callable[[str], str]) -> str:
    """Return who prepared, changed and seconded a decision. `shown` makes a login safe to display."""
    who = shown(row.login)
    if not row.seconder:
        return who
    authors = json.loads(row.content or "{}").get("authors", [])
    changed_by = ", ".join(shown(str(login)) for login in dict.fromkeys(authors[1:]))
    if changed_by:
        return _("{0}, changed by {1}, seconded by {2}").format(who, changed_by, shown(row.seconder))
    return _("{0}, seconded by {1}").format(who, shown(row.seconder))


def kind_in_words(kind: str) -> str:
    """Return the name of a kind of decision in the user's language."""
    return {REJECTION: _("rejection"), REFUND: _("refund"), WITHDRAWAL: _("undone decision")}.get(kind, kind)


def verdict_in_words(verdict: str) -> str:
    """Return the name of a verdict on a ground in the user's language."""
    words = {
        GroundVerdict.SUPPORTED: _("proven"),
        GroundVerdict.CONTRADICTED: _("contradicted by the data"),
        GroundVerdict.UNKNOWN: _("not proven by the data"),
    }
    return words[GroundVerdict(verdict)]


def outcome_in_words(outcome: str) -> str:
    """Return the name of a decision's outcome in the user's language."""
    words = {
        "withdrawal": _("undone"),
        "replaced": _("replaced"),
        "refunded": _("refunded"),
        "refunding": _("waiting for the refund"),
        "overdue": _("refund overdue"),
        "rejected": _("rejected"),
        "discarded": _("discarded"),
    }
    return words.get(outcome, _("letter not confirmed yet") if outcome else "")


def _outcome(row: DecisionRecord) -> str:
    """Return the outcome of a decision in one word.

    For a rejection whose letter is not confirmed yet, that is the state of the reply.
    """
    if row.kind == WITHDRAWAL:
        return "withdrawal"
    if row.last_id != row.id:
        return "replaced"
    if row.kind == REFUND:
        if row.seen_at is not None:
            return "refunded"
        return "overdue" if row.alarmed_at is not None else "refunding"
    return "rejected" if row.reply_state is ReplyState.CONFIRMED else str(row.reply_state or "")
