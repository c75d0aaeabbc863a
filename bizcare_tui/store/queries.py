"""Puts queries to the store: from the tree of `domain.query` to conditions on the inbox, and their values.

The parts of the conditions are ours; what was typed is bound as a value, never written in. Conditions
are about `inbox_entry e`; `:account` and `:login` are for the caller to bind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bizcare_tui.domain.clock import day_begins
from bizcare_tui.domain.finding import sought
from bizcare_tui.domain.query import WORDED, AllOf, AnyOf, Not, Query, Term, Value, Words
from bizcare_tui.domain.standing import RANK_OF_NO_DEBT
from bizcare_tui.domain.words import tokens
from bizcare_tui.store.instants import seconds

_UNREAD = """(e.last_message_id IS NOT NULL AND #updated_at > coalesce((
    SELECT u.at FROM read_until u JOIN person p ON p.id = u.person_id
    WHERE u.account_id = :account AND p.login = :login), -1) AND e.last_message_id > coalesce((
    SELECT r.message_id FROM read_mark r JOIN person p ON p.id = r.person_id
    WHERE r.account_id = e.account_id AND r.thread_id = e.thread_id AND p.login = :login), 0))"""
_DRAFT = """e.thread_id IN (SELECT d.thread_id FROM draft d JOIN person p ON p.id = d.person_id
    WHERE d.account_id = :account AND p.login = :login)"""
_ACT = """e.thread_id IN (SELECT a.thread_id FROM act a WHERE a.account_id = :account
    AND a.undone_at IS NULL AND a.verb = '{0}')"""
_MENTION = """e.thread_id IN (SELECT n.thread_id FROM mention n JOIN act a ON a.id = n.act_id
    WHERE n.account_id = :account AND a.undone_at IS NULL AND n.login = {0})"""

UNREAD = _UNREAD.replace("#", "+e.")

_IS = {
    "answered": "e.first_at IS NOT NULL",
    "aftersale": "e.qualification = 'aftersale'",
    "closed": "e.state = 'closed'",
    "done": "e.state = 'closed'",
    "draft": _DRAFT,
    "due": f"(e.owed IS NOT NULL AND e.rank < {RANK_OF_NO_DEBT})",
    "fix": "(e.fix_due IS NOT NULL AND e.fix_at IS NULL)",
    "late": f"""(e.owed IS NOT NULL AND e.rank < {RANK_OF_NO_DEBT} AND #due_at <= :now)""",
    "mentioned": _MENTION.format(":login AND n.seen_at IS NULL"),
    "new": "e.state = 'new'",
    "notice": "e.qualification = 'notice'",
    "obligation": "e.obligation",
    "open": "e.state = 'open'",
    "presale": "e.qualification = 'presale'",
    "refunding": "e.state = 'refunding'",
    "snoozed": "(e.snoozed_until IS NOT NULL AND #snoozed_until > :now)",
    "unread": _UNREAD,
    "waiting": "e.state = 'waiting'",
}
_HAS = {
    "attachment": "e.attachments",
    "decision": "e.thread_id IN (SELECT d.thread_id FROM decision d WHERE d.account_id = :account)",
    "defect": "e.defect_id IS NOT NULL",
    "draft": _DRAFT,
    "link": _ACT.format("link"),
    "note": _ACT.format("note"),
    "reply": """e.thread_id IN (SELECT o.thread_id FROM reply o WHERE o.account_id = :account
        AND o.state NOT IN ('confirmed', 'discarded'))""",
    "tag": "e.tags <> ''",
}
_NAMED = {"is": _IS, "has": _HAS}
_NUMBERS = {"id": "e.thread_id", "defect": "e.defect_id", "messages": "e.messages"}
_EQUAL = {
    "state": "e.state", "outcome": "e.outcome", "care": "e.cover", "kind": "e.kind", "lang": "e.language",
}  # fmt: skip
# Values that stand for there being none.
_NONE = {("kind", "none"): "e.kind IS NULL", ("lang", "none"): "e.language = ''"}
# The fields of words, and where they are looked for.
_COLUMNS = {"product": "product", "shop": "shop", "from": "customer", "note": "notes", "topic": "topic"}
ACCOUNT = "e.account_id = :account"
# Letters of the beginnings of words that the words' table knows as it knows words.
PREFIXES = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is put to the store.

    `where` is all of it, for all that holds to be looked up; `walked` is the same, for the inbox to be
    gone through in its order until enough was found. `words` is the part that is only about words, a
    condition on `thread_words w`, and `rest` what else must hold; `words` is empty where there is no such
    part. `likeness` are the words themselves, for PostgreSQL to tell how well they fit.
    """

    where: str
    walked: str
    words: str
    rest: str
    values: dict[str, Any]
    likeness: str = ""


def asked(query: Query, now: datetime, *, postgresql: bool = False) -> Asked:
    """How a query is put at `now` to SQLite, or PostgreSQL."""
    put, walking = _Put(now, postgresql), _Put(now, postgresql, walking=True)
    parts = list(_conjuncts(query))
    wordy = [part for part in parts if _is_wordy(part)]
    others = [part for part in parts if not _is_wordy(part)]
    # What must not be there narrows words that must, and stands for nothing alone.
    denied = [part.part for part in others if isinstance(part, Not) and _is_wordy(part.part)] if wordy else []
    rest = [part for part in others if not (isinstance(part, Not) and part.part in denied)]
    words = put.words(wordy, denied) if wordy else ""
    other = " AND ".join([ACCOUNT, *(put.condition(part) for part in rest)])
    found = f" AND {put.found(words)}" if words else ""
    likeness = " | ".join(f"'{word}':*" for each in sought(query) for word in each.words)
    walked = " AND ".join([ACCOUNT, *(walking.condition(part) for part in parts)])
    values = put.values | walking.values
    return Asked(f"{other}{found}", walked, words, other, values, likeness)


def _conjuncts(query: Query) -> Iterator[Query]:
    if isinstance(query, AllOf):
        for part in query.parts:
            yield from _conjuncts(part)
    elif not _is_empty(query):
        yield query


def _is_empty(query: Query) -> bool:
    """Whether there is nothing in it to look for: "-", or dots alone."""
    return isinstance(query, Words) and not tokens(query.text)


def _is_wordy(query: Query) -> bool:
    """Whether a query is about words alone, of which some must be there."""
    match query:
        case Words():
            return not _is_empty(query)
        case Term(field, _sign, value):
            return field in WORDED and bool(tokens(str(value)))
        case AllOf(parts) | AnyOf(parts):
            return bool(parts) and all(map(_is_wordy, parts))
        case _:
            return False


def _is_quick(query: Query) -> bool:
    """Whether it takes little to see if a single thread has these words."""
    return all(len(word) <= PREFIXES or each.exact for each in sought(query) for word in each.words)


class _Put:
    """Writes conditions, and gathers their values."""

    def __init__(self, now: datetime, postgresql: bool, *, walking: bool = False) -> None:
        self._now = now
        self._postgresql = postgresql
        self._walking = walking
        # A column with a plus before it is not looked up in an index of its own.
        self._column = "+e." if walking else "e."
        self.values: dict[str, Any] = {"now": seconds(now)}

    def condition(self, query: Query) -> str:
        if _is_wordy(query):
            return self.found(self.words([query], []), query)
        match query:
            case Not(part):
                return f"NOT coalesce({self.condition(part)}, false)"
            case AllOf(parts):
                return "(" + " AND ".join([self.condition(part) for part in parts] or ["true"]) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(self.condition(part) for part in parts) + ")"
            case Term():
                return self._term(query)
            case Words():
                return "true"

    def found(self, words: str, query: Query | None = None) -> str:
        """The threads whose words hold."""
        if self._postgresql:
            return f"e.sid IN (SELECT w.sid FROM thread_words w WHERE {words})"
        if self._walking and query is not None and _is_quick(query):
            return f"EXISTS (SELECT 1 FROM thread_words w WHERE {words} AND w.rowid = e.sid)"
        return f"e.sid IN (SELECT w.rowid FROM thread_words w WHERE {words})"

    # --- words -------------------------------------------------------------------------------------

    def words(self, wanted: list[Query], denied: list[Query]) -> str:
        """The condition on `thread_words w` for words that must be there, and those that must not."""
        if self._postgresql:
            conditions = [*map(self._vectors, wanted), *(f"NOT {self._vectors(part)}" for part in denied)]
            return " AND ".join(conditions)
        match_ = " AND ".join(map(_match, wanted))
        for part in denied:
            match_ = f"({match_}) NOT {_match(part)}"
        return f"thread_words MATCH {self._bound(match_)}"

    def _vectors(self, query: Query) -> str:
        match query:
            case Words(text, exact):
                return self._vector("anywhere", tokens(text), exact)
            case Term(field, _sign, value):
                return self._vector(_COLUMNS[field], tokens(str(value)), exact=False)
            case AllOf(parts):
                return "(" + " AND ".join(map(self._vectors, parts)) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(map(self._vectors, parts)) + ")"
            case Not():
                raise AssertionError("what must not be there is no word")

    def _vector(self, column: str, words: list[str], exact: bool) -> str:
        quoted = [f"'{word}'" for word in words]
        if not exact:
            quoted[-1] += ":*"
        return f"w.{column} @@ to_tsquery('simple', {self._bound(' <-> '.join(quoted))})"

    # --- terms -------------------------------------------------------------------------------------

    def _term(self, term: Term) -> str:
        field, value = term.field, term.value
        if field in WORDED:
            return "true"  # signs alone, no word to look for
        if field in _NAMED:
            return _NAMED[field][str(value)].replace("#", self._column)
        if (field, value) in _NONE:
            return _NONE[field, str(value)]
        if field in _EQUAL:
            return f"{_EQUAL[field]} = {self._bound(value)}"
        if field in _NUMBERS:
            return f"{_NUMBERS[field]} {term.sign} {self._bound(value)}"
        return _BY_FIELD.get(field, _Put._on_a_scale)(self, term)

    def _order(self, term: Term) -> str:
        return f"""e.thread_id IN (SELECT t.id FROM thread t
            WHERE t.account_id = :account AND t.order_id {term.sign} {self._bound(term.value)})"""

    def _tag(self, term: Term) -> str:
        value = f" {term.value}"
        return f"(e.tags <> '' AND e.tags LIKE {self._bound(_like(value))} ESCAPE '!')"

    def _ground(self, term: Term) -> str:
        value = f" {term.value} "
        return f"""e.thread_id IN (SELECT d.thread_id FROM decision d WHERE d.account_id = :account
            AND ' ' || d.grounds || ' ' LIKE {self._bound(_like(value))} ESCAPE '!')"""

    def _assigned(self, term: Term) -> str:
        value = str(term.value)
        if value in ("none", "any"):
            return f"e.assignee IS {'NOT ' if value == 'any' else ''}NULL"
        return f"e.assignee = {':login' if value == 'me' else self._bound(value)}"

    def _mention(self, term: Term) -> str:
        value = str(term.value)
        return _MENTION.format(":login" if value == "me" else self._bound(value))

    def _on_a_scale(self, term: Term) -> str:
        if term.field == "version":
            # Its patterns are many, and the first frame does without them.
            from bizcare_tui.domain.versions import version_bounds

            return self._between(f"{self._column}version_order", term.sign, *version_bounds(str(term.value)))
        if isinstance(term.value, timedelta):
            edge = self._bound(seconds(self._now + term.value))
            sign = ">=" if term.sign == ">" else "<="
            owed = f"e.owed IS NOT NULL AND e.rank < {RANK_OF_NO_DEBT}"
            return f"({owed} AND {self._column}due_at {sign} {edge})"
        column = f"{self._column}{'due_at' if term.field == 'due' else 'received_at'}"
        return self._between(column, term.sign, *_edges(term.value))

    def _between(self, column: str, sign: str, first: int, last: int) -> str:
        match sign:
            case "<":
                return f"{column} < {self._bound(first)}"
            case ">":
                return f"{column} > {self._bound(last)}"
            case _:
                return f"{column} BETWEEN {self._bound(first)} AND {self._bound(last)}"

    def _bound(self, value: object) -> str:
        name = f"{'w' if self._walking else 'q'}{len(self.values)}"
        self.values[name] = value
        return f":{name}"


_BY_FIELD = {
    "order": _Put._order, "tag": _Put._tag, "ground": _Put._ground, "assigned": _Put._assigned,
    "mention": _Put._mention,
}  # fmt: skip


def _match(query: Query) -> str:
    """A query about words in the language of FTS5; the words in it are letters and digits alone."""
    match query:
        case Words(text, exact):
            return _phrase(tokens(text), exact)
        case Term(field, _sign, value):
            return f"({_COLUMNS[field]} : {_phrase(tokens(str(value)), exact=False)})"
        case AllOf(parts):
            return "(" + " AND ".join(map(_match, parts)) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(map(_match, parts)) + ")"
        case Not():
            raise AssertionError("what must not be there is no word")


def _phrase(words: Iterable[str], exact: bool) -> str:
    return f'"{" ".join(words)}"' + ("" if exact else " *")


def _like(text: str) -> str:
    """A pattern for what holds this text."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return f"%{text}%"


def _edges(value: Value) -> tuple[int, int]:
    """The first and last second of a span of days of the Marketplace's calendar."""
    assert isinstance(value, tuple)
    first, last = value
    after = day_begins(date.fromordinal(min(last.toordinal() + 1, date.max.toordinal() - 1)))
    return seconds(day_begins(first)), seconds(after) - 1
