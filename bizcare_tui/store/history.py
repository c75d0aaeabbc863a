"""What happened, in a chain that shows any later change.

Each entry's digest covers the one before it and the salted digest of its payload, not the payload
itself: that can be erased, and the chain still be verified.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from sqlmodel import Session, desc, select

from bizcare_tui.store.tables import History


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
    last = session.exec(select(History.digest).order_by(desc(History.id)).limit(1)).first()
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_hex(16)
    entry = History(
        account_id=account_id,
        at=at,
        person_id=person_id,
        thread_id=thread_id,
        kind=kind,
        payload=text,
        salt=salt,
        payload_digest=_sha256(salt, text),
        previous=last or "",
        digest="",
    )
    entry.digest = chained_digest(entry)
    session.add(entry)
    session.flush()


def chained_digest(entry: History) -> str:
    """The digest that an entry must carry, over what it says and the entry before it."""
    return _sha256(
        entry.previous,
        str(entry.account_id),
        str(entry.at),
        str(entry.person_id),
        str(entry.thread_id),
        entry.kind,
        entry.payload_digest,
    )


def first_broken_entry(session: Session) -> int | None:
    """The id of the first entry that does not fit the chain, None when all do."""
    previous = ""
    for entry in session.exec(select(History).order_by(History.id)):  # type: ignore[arg-type]
        payload_fits = entry.payload is None or _sha256(entry.salt, entry.payload) == entry.payload_digest
        if entry.previous != previous or entry.digest != chained_digest(entry) or not payload_fits:
            return entry.id
        previous = entry.digest
    return None


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
