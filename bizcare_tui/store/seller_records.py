"""Record declared versions, licensed shops and evidence files. Rows are only added, never changed.

Every function runs in the caller's transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from bizcare_tui.errors import UnknownThread
from bizcare_tui.store import history, seals
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import DeclaredRange, EvidenceFile, ShopCorrection, Thread
from bizcare_tui.store.unix_time import to_unix_seconds


def record_declared_versions(
    session: Session,
    account_id: int,
    product_id: int,
    *,
    since: date,
    least: str,
    most: str,
    holes: Sequence[str],
    source: str,
    now: datetime,
) -> None:
    """Record the versions declared compatible from a day on; an earlier record of that day is kept."""
    person = get_person(session)
    assert person.id is not None
    record = DeclaredRange(
        account_id=account_id,
        product_id=product_id,
        since=since.isoformat(),
        least=least,
        most=most,
        holes=" ".join(holes),
        source=source,
        person_id=person.id,
        recorded_at=to_unix_seconds(now),
    )
    session.add(record)
    session.flush()
    details = {
        "product": product_id,
        "since": since.isoformat(),
        "min": least,
        "max": most,
        "except": list(holes),
        "source": source,
        seals.SEALS_KEY: seals.seal_records(record),
    }
    history.append_entry(
        session,
        account_id=account_id,
        at=to_unix_seconds(now),
        kind="compatibility",
        person_id=person.id,
        payload=details,
    )


def record_shop_correction(
    session: Session, account_id: int, thread_id: int, *, website: str, source: str, now: datetime
) -> None:
    """Record the licensed shop of a thread and of all other threads of its order.

    Raises:
        UnknownThread: The thread is not in the store.
    """
    thread = session.get(Thread, (account_id, thread_id))
    if thread is None:
        raise UnknownThread(thread_id)
    person = get_person(session)
    assert person.id is not None
    correction = ShopCorrection(
        account_id=account_id,
        thread_id=thread_id,
        order_id=thread.order_id,
        product_id=thread.product_id,
        website=website,
        source=source,
        person_id=person.id,
        at=to_unix_seconds(now),
    )
    session.add(correction)
    session.flush()
    history.append_entry(
        session,
        account_id=account_id,
        at=to_unix_seconds(now),
        kind="shop",
        thread_id=thread_id,
        person_id=person.id,
        payload={"website": website, "source": source, seals.SEALS_KEY: seals.seal_records(correction)},
    )


def store_evidence_file(
    session: Session, account_id: int, name: str, media_type: str, content: bytes, *, now: datetime
) -> str:
    """Store a file as evidence, and return the digest of its content, which identifies it."""
    digest = hashlib.sha256(content).hexdigest()
    if session.get(EvidenceFile, (account_id, digest)) is None:
        file = EvidenceFile(
            account_id=account_id, digest=digest, name=name, media_type=media_type, content=content
        )
        session.add(file)
        history.append_entry(
            session,
            account_id=account_id,
            at=to_unix_seconds(now),
            kind="evidence",
            person_id=get_person(session).id,
            payload={"file": digest, seals.SEALS_KEY: seals.seal_records(file)},
        )
    return digest
