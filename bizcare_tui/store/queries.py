"""Puts queries to the store: from the tree of `domain.query` to a condition on the inbox, and its values.

The parts of the conditions are ours; what was typed is bound as a value, never written in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bizcare_tui.domain.clock import day_begins
from bizcare_tui.domain.query import AllOf, AnyOf, Not, Query, Term, Value, Words
from bizcare_tui.store.instants import seconds

UNREAD = """(e.last_message_id IS NOT NULL AND e.last_message_id > coalesce((
    SELECT r.message_id FROM read_mark r JOIN person p ON p.id = r.person_id
    WHERE r.account_id = e.account_id AND r.thread_id = e.thread_id AND p.login = :login), 0)
  AND NOT EXISTS (SELECT 1 FROM read_until u JOIN person p ON p.id = u.person_id
    WHERE u.account_id = e.account_id AND p.login = :login AND u.at >= e.updated_at))"""
_DRAFT = """EXISTS (SELECT 1 FROM draft d JOIN person p ON p.id = d.person_id
    WHERE d.account_id = e.account_id AND d.thread_id = e.thread_id AND p.login = :login)"""
_ACT = """EXISTS (SELECT 1 FROM act a WHERE a.account_id = e.account_id AND a.thread_id = e.thread_id
    AND a.undone_at IS NULL AND a.verb = '{0}')"""

_IS = {
    "answered": "e.first_at IS NOT NULL",
    "aftersale": "e.qualification = 'aftersale'",
    "closed": "e.state = 'closed'",
    "done": "e.state = 'closed'",
    "draft": _DRAFT,
    "due": "e.owed IS NOT NULL",
    "fix": "(e.fix_due IS NOT NULL AND e.fix_at IS NULL)",
    "late": "(e.owed IS NOT NULL AND e.due_at <= :now)",
    "new": "e.state = 'new'",
    "notice": "e.qualification = 'notice'",
    "obligation": "e.obligation",
    "open": "e.state = 'open'",
    "presale": "e.qualification = 'presale'",
    "refunding": "e.state = 'refunding'",
    "snoozed": "coalesce(e.snoozed_until > :now, 0)",
    "unread": UNREAD,
    "waiting": "e.state = 'waiting'",
}
_HAS = {
    "decision": """EXISTS (SELECT 1 FROM decision d
        WHERE d.account_id = e.account_id AND d.thread_id = e.thread_id)""",
    "defect": "e.defect_id IS NOT NULL",
    "draft": _DRAFT,
    "link": _ACT.format("link"),
    "note": _ACT.format("note"),
    "reply": """EXISTS (SELECT 1 FROM reply o WHERE o.account_id = e.account_id
        AND o.thread_id = e.thread_id AND o.state NOT IN ('confirmed', 'discarded'))""",
    "tag": "e.tags <> ''",
}
_NAMED = {"is": _IS, "has": _HAS}
# "?" stands for what is looked for.
_HOLDS = {
    "product": "instr(folded(e.product), ?) > 0",
    "shop": "instr(folded(e.shop), ?) > 0",
    "from": "instr(folded(e.customer), ?) > 0",
    "topic": "instr(folded(e.topic), ?) > 0",
    "tag": "instr(e.tags, ?) > 0",
    "note": """EXISTS (SELECT 1 FROM act a WHERE a.account_id = e.account_id AND a.thread_id = e.thread_id
        AND a.undone_at IS NULL AND a.verb = 'note' AND instr(folded(a.content), ?) > 0)""",
    "ground": """EXISTS (SELECT 1 FROM decision d WHERE d.account_id = e.account_id
        AND d.thread_id = e.thread_id AND instr(d.grounds, ?) > 0)""",
}
_NUMBERS = {
    "id": "e.thread_id",
    "order": "(SELECT t.order_id FROM thread t WHERE t.account_id = e.account_id AND t.id = e.thread_id)",
    "defect": "e.defect_id",
    "messages": "e.messages",
}
_EQUAL = {"state": "e.state", "outcome": "e.outcome", "care": "e.cover", "kind": "e.kind"}
_ACCOUNT = "e.account_id = :account"


def condition(query: Query, now: datetime) -> tuple[str, dict[str, Any]]:
    """The condition on `inbox_entry e` for what a query asks at `now`, and the values bound in it.

    `:account` and `:login` are for the caller to bind.
    """
    values: dict[str, Any] = {"now": seconds(now)}
    return f"{_ACCOUNT} AND {_of(query, values, now)}", values


def _of(query: Query, values: dict[str, Any], now: datetime) -> str:
    match query:
        case Words(text):
            return f"instr(e.words, {_bound(text, values)}) > 0" if text else "1"
        case Not(part):
            return f"NOT coalesce({_of(part, values, now)}, 0)"
        case AllOf(parts):
            return "(" + " AND ".join([_of(part, values, now) for part in parts] or ["1"]) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(_of(part, values, now) for part in parts) + ")"
        case Term():
            return _term(query, values, now)


def _term(term: Term, values: dict[str, Any], now: datetime) -> str:
    field, value = term.field, term.value
    if field in _NAMED:
        return _NAMED[field][str(value)]
    if field == "kind" and value == "none":
        return "e.kind IS NULL"
    if field in _EQUAL:
        return f"{_EQUAL[field]} = {_bound(value, values)}"
    if field in _HOLDS:
        return _HOLDS[field].replace("?", _bound(f" {value}" if field == "tag" else value, values))
    if field in _NUMBERS:
        return f"{_NUMBERS[field]} {term.sign} {_bound(value, values)}"
    return _on_a_scale(term, values, now)


def _on_a_scale(term: Term, values: dict[str, Any], now: datetime) -> str:
    if term.field == "version":
        # Its patterns are many, and the first frame does without them.
        from bizcare_tui.domain.versions import version_bounds

        return _between("e.version_order", term.sign, *version_bounds(str(term.value)), values)
    if isinstance(term.value, timedelta):
        edge = _bound(seconds(now + term.value), values)
        return f"(e.owed IS NOT NULL AND e.due_at {'>=' if term.sign == '>' else '<='} {edge})"
    column = "e.due_at" if term.field == "due" else "e.received_at"
    return _between(column, term.sign, *_edges(term.value), values)


def _edges(value: Value) -> tuple[int, int]:
    """The first and last second of a span of days of the Marketplace's calendar."""
    assert isinstance(value, tuple)
    first, last = value
    after = day_begins(date.fromordinal(min(last.toordinal() + 1, date.max.toordinal() - 1)))
    return seconds(day_begins(first)), seconds(after) - 1


def _between(column: str, sign: str, first: int, last: int, values: dict[str, Any]) -> str:
    match sign:
        case "<":
            return f"{column} < {_bound(first, values)}"
        case ">":
            return f"{column} > {_bound(last, values)}"
        case _:
            return f"{column} BETWEEN {_bound(first, values)} AND {_bound(last, values)}"


def _bound(value: object, values: dict[str, Any]) -> str:
    name = f"q{len(values)}"
    values[name] = value
    return f":{name}"
