"""What happened, in a chain that shows any later change.

Each entry's digest covers the one before it and the salted digest of its payload, not the payload
itself: that can be erased, and the chain still be verified. The chain shows what was changed within it;
that it was not made anew from some entry on is shown by anchors: its head, noted down elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, desc, select

from bizcare_tui.i18n import _
from bizcare_tui.store.tables import History

ERASURE = "erasure"
"""The kind of entry that says which payloads were erased, as `entries` of its own."""


@dataclass(frozen=True, slots=True)
class New:
    """Something to be added to the chain. `at` is in seconds since 1970."""

    account_id: int
    at: int
    kind: str
    payload: dict[str, Any]
    thread_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain as it was noted down: the last entry's number, its digest, and when."""

    entry: int
    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that does not fit, and in what."""

    entry: int
    what: str


def append(
    session: Session,
    *,
    account_id: int,
    at: int,
    kind: str,
    payload: dict[str, Any],
    thread_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Add an entry at the end of the chain. `at` is in seconds since 1970."""
    append_all(session, [New(account_id, at, kind, payload, thread_id, person_id)])


def append_all(session: Session, new: Sequence[New]) -> None:
    """Add entries at the end of the chain, in this order."""
    if not new:
        return
    session.flush()
    last, previous = head(session)
    rows: list[dict[str, Any]] = []
    # Counted by hand: a number left out is an entry taken out.
    for number, each in enumerate(new, last + 1):
        text, salt = json.dumps(each.payload, ensure_ascii=False, sort_keys=True), secrets.token_hex(16)
        said = (each.account_id, each.at, each.person_id, each.thread_id, each.kind, _sha256(salt, text))
        digest = _chained(previous, *said)
        rows.append({
            "id": number, "account_id": each.account_id, "at": each.at, "person_id": each.person_id,
            "thread_id": each.thread_id, "kind": each.kind, "payload": text, "salt": salt,
            "payload_digest": said[-1], "previous": previous, "digest": digest,
        })  # fmt: skip
        previous = digest
    session.connection().execute(insert(History), rows)


def chained_digest(entry: History) -> str:
    """The digest that an entry must carry, over what it says and the entry before it."""
    return _chained(
        entry.previous,
        entry.account_id,
        entry.at,
        entry.person_id,
        entry.thread_id,
        entry.kind,
        entry.payload_digest,
    )


def head(session: Session) -> tuple[int, str]:
    """The number and digest of the last entry; 0 and nothing for an empty history."""
    last = session.exec(select(History.id, History.digest).order_by(desc(History.id)).limit(1)).first()
    return (last[0] or 0, last[1]) if last else (0, "")


def broken_entries(session: Session) -> Iterator[Broken]:
    """The entries that do not fit the chain, in its order; a chain that is whole has none."""
    erased = _erased(session)
    previous, expected = "", 1
    for entry in _entries(session):
        number = entry.id or 0
        if number != expected:
            yield Broken(number, _("entries {0} to {1} are missing").format(expected, number - 1))
        elif entry.previous != previous:
            yield Broken(number, _("it does not follow the entry before it"))
        if entry.digest != chained_digest(entry):
            yield Broken(number, _("its digest is not the one of what it says"))
        if entry.payload is None:
            if number not in erased:
                yield Broken(number, _("its payload is gone, and no entry says that it was erased"))
        elif _sha256(entry.salt, entry.payload) != entry.payload_digest:
            yield Broken(number, _("its payload is not the one that was written"))
        previous, expected = entry.digest, number + 1


def against(session: Session, anchors: Iterable[Anchor]) -> Iterator[tuple[Anchor, Broken]]:
    """The anchors that the history no longer fits."""
    last, _digest = head(session)
    for anchor in anchors:
        if anchor.entry > last:
            yield (
                anchor,
                Broken(anchor.entry, _("the history ends at entry {0}: its tail was cut").format(last)),
            )
            continue
        digest = session.exec(select(History.digest).where(col(History.id) == anchor.entry)).first()
        if digest is None:
            yield anchor, Broken(anchor.entry, _("it is missing"))
        elif digest != anchor.digest:
            yield anchor, Broken(anchor.entry, _("it is another one than was anchored"))


def first_broken_entry(session: Session) -> int | None:
    """The number of the first entry that does not fit the chain, None when all do."""
    broken = next(broken_entries(session), None)
    return broken.entry if broken else None


def _entries(session: Session) -> Iterator[History]:
    result = session.exec(select(History).order_by(col(History.id)).execution_options(yield_per=1_000))
    yield from result


def _erased(session: Session) -> set[int]:
    """The entries of which a later one says that their payloads were erased."""
    erased: set[int] = set()
    for payload in session.exec(select(History.payload).where(col(History.kind) == ERASURE)):
        with suppress(ValueError, KeyError, TypeError):
            erased |= {int(number) for number in json.loads(payload or "{}")["entries"]}
    return erased


def _chained(*parts: object) -> str:
    return _sha256(*map(str, parts))


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
