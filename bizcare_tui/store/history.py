"""Append to the history of the store, a hash chain that reveals any later change, and verify it."""

# The digest of an entry covers the entry before it and the salted digest of its payload, but not the payload
# itself. So a payload can be erased and the chain still verified. The chain alone cannot show that all
# entries from some point on were rewritten. Anchors show that: copies of the head of the chain that are
# stored elsewhere.

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, desc, select

from bizcare_tui.i18n import _
from bizcare_tui.store.row_statements import insert_rows
from bizcare_tui.store.tables import History

# `json.dumps` makes an encoder at each call.
_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_COLUMNS: Any = History.__table__.columns  # type: ignore[attr-defined]
ERASURE = "erasure"
"""The kind of entry that lists erased payloads: the numbers of their entries are in its key `entries`."""
NEVER_ERASED_KINDS = frozenset({"first_answer", "decision", "refund", "undo", ERASURE, "restore", "upgrade"})
"""The kinds of entries that name nobody and prove what was done when: their payloads are never erased."""


@dataclass(frozen=True, slots=True)
class NewHistoryEntry:
    """A new history entry. `at` is in seconds since 1970."""

    account_id: int
    at: int
    kind: str
    payload: dict[str, Any]
    thread_id: int | None = None
    person_id: int | None = None


class ChainedEntry(Protocol):
    """The columns of a history row that its digest covers."""

    account_id: int
    at: int
    person_id: int | None
    thread_id: int | None
    kind: str
    payload_digest: str
    previous: str


class StoredHistoryEntry(ChainedEntry, Protocol):
    """A history row as it is read: its columns, by name."""

    id: int
    payload: str | None
    salt: str
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A saved head of the chain: the number of its last entry, the digest of that entry, and the time."""

    entry: int
    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """An entry that does not fit the chain, and what is wrong with it."""

    entry: int
    what: str


def append_entry(
    session: Session,
    *,
    account_id: int,
    at: int,
    kind: str,
    payload: dict[str, Any],
    thread_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Append an entry to the chain. `at` is in seconds since 1970."""
    append_entries(session, [NewHistoryEntry(account_id, at, kind, payload, thread_id, person_id)])


def append_entries(session: Session, new: Sequence[NewHistoryEntry]) -> None:
    """Append entries to the chain, in this order."""
    if not new:
        return
    session.flush()
    last, previous = head(session)
    rows: list[dict[str, Any]] = []
    # The numbers are assigned here, without gaps, so that a gap reveals a removed entry.
    for number, each in enumerate(new, last + 1):
        text, salt = _as_json(each.payload), secrets.token_hex(16)
        payload_digest = _sha256(salt, text)
        digest = _chain_digest(
            previous, each.account_id, each.at, each.person_id, each.thread_id, each.kind, payload_digest
        )
        rows.append({
            "id": number, "account_id": each.account_id, "at": each.at, "person_id": each.person_id,
            "thread_id": each.thread_id, "kind": each.kind, "payload": text, "salt": salt,
            "payload_digest": payload_digest, "previous": previous, "digest": digest,
        })  # fmt: skip
        previous = digest
    insert_rows(session, History, rows)


def expected_digest(entry: ChainedEntry) -> str:
    """Return the digest that an entry must have, computed from its columns and the entry before it."""
    return _chain_digest(
        entry.previous,
        entry.account_id,
        entry.at,
        entry.person_id,
        entry.thread_id,
        entry.kind,
        entry.payload_digest,
    )


def head(session: Session) -> tuple[int, str]:
    """Return the number and the digest of the last entry; 0 and an empty string for an empty history."""
    last = session.exec(select(History.id, History.digest).order_by(desc(History.id)).limit(1)).first()
    return (last[0] or 0, last[1]) if last else (0, "")


def broken_entries(
    session: Session, visit: Callable[[StoredHistoryEntry], None] = lambda _entry: None, *, since: int = 1
) -> Iterator[BrokenEntry]:
    """Yield the entries that do not fit the chain, in its order; none for an intact chain.

    Args:
        visit: called with every history row that is read.
        since: the number of the first entry to check; its link to the entry before it is not checked.
    """
    erased = _erased(session)
    previous, expected = "", since
    for entry in _entries(session, since):
        number = entry.id or 0
        visit(entry)
        if number == since > 1:
            previous = entry.previous
        if number != expected:
            yield BrokenEntry(number, _("entries {0} to {1} are missing").format(expected, number - 1))
        elif entry.previous != previous:
            yield BrokenEntry(number, _("it does not follow the previous entry"))
        if entry.digest != expected_digest(entry):
            yield BrokenEntry(number, _("its digest does not match its content"))
        if entry.payload is None:
            if number not in erased:
                yield BrokenEntry(
                    number, _("its data are missing, and no entry records that they were erased")
                )
        elif _sha256(entry.salt, entry.payload) != entry.payload_digest:
            yield BrokenEntry(number, _("its data were changed"))
        previous, expected = entry.digest, number + 1


def broken_anchors(session: Session, anchors: Iterable[Anchor]) -> Iterator[tuple[Anchor, BrokenEntry]]:
    """Yield the anchors that the history no longer matches, each with the entry that is wrong."""
    last, _digest = head(session)
    for anchor in anchors:
        if anchor.entry > last:
            yield (
                anchor,
                BrokenEntry(
                    anchor.entry, _("the history ends at entry {0}: later entries were removed").format(last)
                ),
            )
            continue
        digest = session.exec(select(History.digest).where(col(History.id) == anchor.entry)).first()
        if digest is None:
            yield anchor, BrokenEntry(anchor.entry, _("it is missing"))
        elif digest != anchor.digest:
            yield anchor, BrokenEntry(anchor.entry, _("it differs from the anchored entry"))


def first_broken_entry(session: Session) -> int | None:
    """Return the number of the first entry that does not fit the chain; None when all fit."""
    broken = next(broken_entries(session), None)
    return broken.entry if broken else None


def _entries(session: Session, since: int) -> Iterator[StoredHistoryEntry]:
    session.flush()
    query = sa_select(*_COLUMNS).where(_COLUMNS.id >= since).order_by(_COLUMNS.id)
    with session.connection().execute(query, execution_options={"yield_per": 1_000}) as result:
        yield from cast("Iterator[StoredHistoryEntry]", result)


def _erased(session: Session) -> set[int]:
    """Return the numbers of the entries whose payloads were erased, according to the erasure entries."""
    erased: set[int] = set()
    for payload in session.exec(select(History.payload).where(col(History.kind) == ERASURE)):
        with suppress(ValueError, KeyError, TypeError):
            erased |= {int(number) for number in json.loads(payload or "{}")["entries"]}
    return erased


def _chain_digest(*parts: object) -> str:
    return _sha256(*map(str, parts))


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
