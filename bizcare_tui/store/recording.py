"""What the seller records besides, only ever added to: declared versions, licensed shops, evidence.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from sqlmodel import Session

from bizcare_tui.errors import UnknownThread
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import DeclaredRange, EvidenceFile, ShopCorrection, Thread


def declare(
    session: Session,
    account_id: int,
    product_id: int,
    *,
    since: date,
    least: str,
    most: str,
    source: str,
    now: datetime,
) -> None:
    """Record the versions declared compatible from a day on; an earlier record of that day stays below it."""
    person = the_person(session)
    assert person.id is not None
    session.add(
        DeclaredRange(
            account_id=account_id,
            product_id=product_id,
            since=since.isoformat(),
            least=least,
            most=most,
            source=source,
            person_id=person.id,
            recorded_at=seconds(now),
        )
    )
    said = {"product": product_id, "since": since.isoformat(), "min": least, "max": most, "source": source}
    history.append(
        session,
        account_id=account_id,
        at=seconds(now),
        kind="compatibility",
        person_id=person.id,
        payload=said,
    )


def correct_shop(
    session: Session, account_id: int, thread_id: int, *, website: str, source: str, now: datetime
) -> None:
    """Record the licensed shop of a thread, and of all others of its order.

    Raises:
        UnknownThread: the thread is not in the store.
    """
    thread = session.get(Thread, (account_id, thread_id))
    if thread is None:
        raise UnknownThread(
            _("Thread {id} is not in the store.").format(id=thread_id), _("Run `bizcare sync`.")
        )
    person = the_person(session)
    assert person.id is not None
    session.add(
        ShopCorrection(
            account_id=account_id,
            thread_id=thread_id,
            order_id=thread.order_id,
            product_id=thread.product_id,
            website=website,
            source=source,
            person_id=person.id,
            at=seconds(now),
        )
    )
    history.append(
        session,
        account_id=account_id,
        at=seconds(now),
        kind="shop",
        thread_id=thread_id,
        person_id=person.id,
        payload={"website": website, "source": source},
    )


def keep_file(session: Session, account_id: int, name: str, media_type: str, content: bytes) -> str:
    """Keep a file as evidence; returns the digest of its content, by which it is found."""
    digest = hashlib.sha256(content).hexdigest()
    if session.get(EvidenceFile, (account_id, digest)) is None:
        session.add(
            EvidenceFile(
                account_id=account_id, digest=digest, name=name, media_type=media_type, content=content
            )
        )
    return digest
