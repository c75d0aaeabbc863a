"""Decisions, frozen with all they were made on, and the refunds that are watched for until they are seen.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.threads import Decided, Outcome
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import _
from bizcare_tui.store import history
from bizcare_tui.store.instants import instant, maybe_instant, seconds
from bizcare_tui.store.people import the_person
from bizcare_tui.store.tables import Decision, History, Person, RefundWatch, Reply, Sale, Thread

REJECTION, REFUND, WITHDRAWAL = "rejection", "refund", "withdrawal"


def record(
    session: Session,
    account_id: int,
    thread_id: int,
    kind: str,
    *,
    grounds: Sequence[str],
    content: Mapping[str, Any],
    policy: str,
    now: datetime,
    reply_id: int | None = None,
    seconds_login: str = "",
) -> Decision:
    """Freeze a decision of the person at the desk, in place of the thread's last one of this kind.

    `seconds_login` is who prepared it, where it took a second person: then that one is the decider, and
    the person at the desk seconds it.
    """
    at_desk = the_person(session).id
    assert at_desk is not None
    prepared_by = session.exec(select(Person.id).where(Person.login == seconds_login)).first()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_hex(16)
    before = last_decision(session, account_id, thread_id, kind)
    thread = session.get(Thread, (account_id, thread_id))
    decision = Decision(
        account_id=account_id,
        thread_id=thread_id,
        kind=kind,
        grounds=" ".join(grounds),
        product_id=thread.product_id if thread else None,
        person_id=prepared_by or at_desk,
        seconded_by=at_desk if prepared_by else None,
        at=seconds(now),
        policy=policy,
        content=text,
        salt=salt,
        digest=content_digest(salt, text),
        reply_id=reply_id,
        replaces=before.id if before else None,
    )
    session.add(decision)
    session.flush()
    history.append(
        session,
        account_id=account_id,
        at=decision.at,
        kind="decision",
        thread_id=thread_id,
        person_id=at_desk,
        payload={
            "decision": decision.id,
            "what": kind,
            "grounds": decision.grounds,
            "digest": sealed(decision),
        },
    )
    _work_out_again(session, account_id, thread_id)
    return decision


def content_digest(salt: str, content: str) -> str:
    """The digest of a decision's content, salted so that an erased content cannot be guessed from it."""
    return hashlib.sha256(f"{salt}\x1f{content}".encode()).hexdigest()


def sealed(decision: Decision) -> str:
    """The digest of a decision's whole row, as the history holds it."""
    columns = (
        decision.id, decision.account_id, decision.thread_id, decision.kind, decision.grounds,
        decision.product_id, decision.person_id, decision.seconded_by, decision.at, decision.policy,
        decision.digest, decision.reply_id, decision.replaces,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, columns)).encode()).hexdigest()


def altered(session: Session) -> Iterator[tuple[int, str]]:
    """The decisions that are no longer as the history holds them, each with what is wrong."""
    held: dict[int, str] = {}
    for payload in session.exec(select(History.payload).where(col(History.kind) == "decision")):
        try:
            said = json.loads(payload or "{}")
            held[int(said["decision"])] = str(said["digest"])
        except (ValueError, KeyError, TypeError):
            # A payload that was changed: the chain tells of it.
            continue
    for decision in session.exec(select(Decision).order_by(col(Decision.id))):
        number = decision.id or 0
        digest = held.pop(number, None)
        if digest is None:
            yield number, _("the history knows nothing of it")
        elif digest != sealed(decision):
            yield number, _("its row is not the one that was written")
        elif (
            decision.content is not None
            and content_digest(decision.salt, decision.content) != decision.digest
        ):
            yield number, _("its content is not the one that was written")
    for number in sorted(held):
        yield number, _("it is missing")


def last_decision(session: Session, account_id: int, thread_id: int, kind: str = "") -> Decision | None:
    """The last decision of a thread, of one kind if one is named."""
    query = select(Decision).where(
        col(Decision.account_id) == account_id, col(Decision.thread_id) == thread_id
    )
    if kind:
        query = query.where(col(Decision.kind) == kind)
    return session.exec(query.order_by(col(Decision.id).desc()).limit(1)).first()


def withdraw(session: Session, account_id: int, decision_id: int, reason: str, now: datetime) -> Decision:
    """Take a decision back, by a new row that replaces it; what was sent stays sent.

    Raises:
        NotPossible: there is none of this number, or it is no longer the thread's last.
    """
    decision = session.get(Decision, decision_id)
    last = last_decision(session, account_id, decision.thread_id) if decision else None
    if decision is None or decision.account_id != account_id or last is None or last.id != decision_id:
        raise NotPossible(
            _("Decision {0} is not the last one of its thread.").format(decision_id),
            _("`bizcare decisions` lists them."),
        )
    if decision.kind == WITHDRAWAL:
        raise NotPossible(_("It was taken back already."))
    watched = session.get(RefundWatch, decision_id)
    if watched is not None:
        session.delete(watched)
    return record(
        session,
        account_id,
        decision.thread_id,
        WITHDRAWAL,
        grounds=decision.grounds.split(),
        content={"withdraws": decision_id, "reason": reason},
        policy=decision.policy,
        now=now,
    )


# --- refunds ----------------------------------------------------------------------------------------


def refunded_now(session: Session, account_id: int, order_id: int, product_id: int | None) -> int:
    """How many of a product of an order are refunded, as last told."""
    sale = _sale(session, account_id, order_id, product_id)
    return (sale.quantity_refunded or 0) if sale else 0


def watch(
    session: Session, decision: Decision, order_id: int, *, refunded_before: int, days: int, now: datetime
) -> None:
    """Watch the orders for a refund that was agreed to, expected within so many days."""
    assert decision.id is not None
    session.add(
        RefundWatch(
            decision_id=decision.id,
            account_id=decision.account_id,
            thread_id=decision.thread_id,
            order_id=order_id,
            product_id=decision.product_id,
            refunded_before=refunded_before,
            agreed_at=seconds(now),
            expected_by=seconds(now + timedelta(days=days)),
        )
    )


def look_for_refunds(session: Session, account_id: int, now: datetime) -> int:
    """See which refunds show in the orders by now, and which are overdue; returns how many changed."""
    unseen = session.exec(
        select(RefundWatch).where(
            col(RefundWatch.account_id) == account_id, col(RefundWatch.seen_at).is_(None)
        )
    ).all()
    changed = 0
    for refund in unseen:
        refunded = refunded_now(session, account_id, refund.order_id, refund.product_id)
        if refunded > refund.refunded_before:
            refund.seen_at = seconds(now)
            said = {"what": "seen", "refunded": refunded}
        elif refund.alarmed_at is None and seconds(now) > refund.expected_by:
            refund.alarmed_at = seconds(now)
            said = {"what": "overdue", "expected_by": refund.expected_by}
        else:
            continue
        changed += 1
        session.add(refund)
        history.append(
            session,
            account_id=account_id,
            at=seconds(now),
            kind="refund",
            thread_id=refund.thread_id,
            payload={"decision": refund.decision_id, "order": refund.order_id, **said},
        )
        _work_out_again(session, account_id, refund.thread_id)
    return changed


def decided(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Decided]:
    """What was decided of these threads, as far as it holds; threads without a decision are left out."""
    if not session.exec(select(Decision.id).where(Decision.account_id == account_id).limit(1)).first():
        return {}
    query = select(Decision).where(
        col(Decision.account_id) == account_id, col(Decision.thread_id).in_(thread_ids)
    )
    found: dict[int, Decided] = {}
    for decision in session.exec(query.order_by(col(Decision.id))):
        found.pop(decision.thread_id, None)
        if (holds := _holding(session, decision)) is not None:
            found[decision.thread_id] = holds
    return found


def _holding(session: Session, decision: Decision) -> Decided | None:
    """What a decision makes of its thread; a letter that has not arrived, or was taken back, nothing."""
    if decision.kind == REJECTION:
        reply = session.get(Reply, decision.reply_id) if decision.reply_id else None
        confirmed = reply is not None and reply.state == ReplyState.CONFIRMED
        at = maybe_instant(reply.confirmed_at) if reply is not None and confirmed else None
        return Decided(at, Outcome.REJECTED) if at is not None else None
    if decision.kind == REFUND:
        refund = session.get(RefundWatch, decision.id)
        if refund is None:
            return None
        if refund.seen_at is not None:
            return Decided(instant(refund.seen_at), Outcome.REFUNDED)
        return Decided(
            instant(refund.agreed_at),
            expected_by=instant(refund.expected_by),
            is_overdue=refund.alarmed_at is not None,
        )
    return None


def _sale(session: Session, account_id: int, order_id: int, product_id: int | None) -> Sale | None:
    query = select(Sale).where(col(Sale.account_id) == account_id, col(Sale.order_id) == order_id)
    if product_id is not None:
        named = session.exec(query.where(col(Sale.product_id) == product_id)).first()
        if named is not None:
            return named
    return session.exec(query.order_by(col(Sale.product_id)).limit(1)).first()


def _work_out_again(session: Session, account_id: int, thread_id: int) -> None:
    session.exec(
        update(Thread)
        .where(col(Thread.account_id) == account_id, col(Thread.id) == thread_id)
        .values(stale=True)
    )
