"""Store decisions with all the data they were based on, and watch for agreed refunds until they are seen."""

# All functions in this module run inside the caller's transaction.

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.purchases import is_refund_seen
from bizcare_tui.domain.threads import Decided, Outcome
from bizcare_tui.errors import NotPossible
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.store import history, seals
from bizcare_tui.store.people import get_person
from bizcare_tui.store.purchases import read_purchase
from bizcare_tui.store.stale_threads import mark_stale
from bizcare_tui.store.tables import Decision, History, Person, RefundWatch, Reply, Thread
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds, to_unix_seconds

REJECTION, REFUND, WITHDRAWAL = "rejection", "refund", "withdrawal"


def record_decision(
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
    """Store a decision of the current person. It replaces the thread's last decision of the same kind.

    Args:
        grounds: the reasons of the decision, each a single word.
        content: everything the decision was based on, as JSON values.
        policy: the version of the policy that was applied.
        seconds_login: who prepared the decision, when it needed a second person. That person is then stored
            as the one who decided, and the current person as the one who seconded it.
    """
    current_id = get_person(session).id
    assert current_id is not None
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
        person_id=prepared_by or current_id,
        second_person_id=current_id if prepared_by else None,
        at=to_unix_seconds(now),
        policy=policy,
        content=text,
        salt=salt,
        digest=content_digest(salt, text),
        reply_id=reply_id,
        replaces=before.id if before else None,
    )
    session.add(decision)
    session.flush()
    history.append_entry(
        session,
        account_id=account_id,
        at=decision.at,
        kind="decision",
        thread_id=thread_id,
        person_id=current_id,
        payload={
            "decision": decision.id,
            "what": kind,
            "grounds": decision.grounds,
            "digest": row_digest(decision),
        },
    )
    mark_stale(session, account_id, [thread_id])
    return decision


def content_digest(salt: str, content: str) -> str:
    """Return the digest of a decision's content, salted so that erased content cannot be guessed from it."""
    return hashlib.sha256(f"{salt}\x1f{content}".encode()).hexdigest()


def row_digest(decision: Decision) -> str:
    """Return the digest of a decision's whole row, as it is stored in the history."""
    columns = (
        decision.id, decision.account_id, decision.thread_id, decision.kind, decision.grounds,
        decision.product_id, decision.person_id, decision.second_person_id, decision.at, decision.policy,
        decision.digest, decision.reply_id, decision.replaces,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, columns)).encode()).hexdigest()


def find_altered_decisions(
    session: Session, was_erased: Callable[[int, int], bool]
) -> Iterator[tuple[int, str]]:
    """Yield the number of each decision that differs from its digest in the history, with what is wrong.

    Args:
        was_erased: returns whether a thread (first argument) was erased at or after a time in seconds since
            1970 (second argument); in that case the content of a decision may be missing.
    """
    recorded: dict[int, str] = {}
    for payload in session.exec(select(History.payload).where(col(History.kind) == "decision")):
        try:
            entry = json.loads(payload or "{}")
            recorded[int(entry["decision"])] = str(entry["digest"])
        except (ValueError, KeyError, TypeError):
            # The payload was changed; the check of the hash chain reports that.
            continue
    for decision in session.exec(select(Decision).order_by(col(Decision.id))):
        number = decision.id or 0
        digest = recorded.pop(number, None)
        if digest is None:
            yield number, _("it is not in the history")
        elif digest != row_digest(decision):
            yield number, _("its row was changed")
        elif (
            decision.content is not None
            and content_digest(decision.salt, decision.content) != decision.digest
        ):
            yield number, _("its content was changed")
        elif decision.content is None and not was_erased(decision.thread_id, decision.at):
            yield number, _("its content is missing, and no entry records that it was erased")
    for number in sorted(recorded):
        yield number, _("it is missing")


def last_decision(session: Session, account_id: int, thread_id: int, kind: str = "") -> Decision | None:
    """Return the last decision of a thread, optionally of one kind; None when there is none."""
    query = select(Decision).where(
        col(Decision.account_id) == account_id, col(Decision.thread_id) == thread_id
    )
    if kind:
        query = query.where(col(Decision.kind) == kind)
    return session.exec(query.order_by(col(Decision.id).desc()).limit(1)).first()


def withdraw_decision(
    session: Session, account_id: int, decision_id: int, reason: str, now: datetime
) -> Decision:
    """Withdraw a decision by storing a new decision that replaces it. Replies that were sent stay sent.

    Raises:
        NotPossible: the decision is not the last one of its thread, does not exist, or is a withdrawal
            itself.
    """
    decision = session.get(Decision, decision_id)
    last = last_decision(session, account_id, decision.thread_id) if decision else None
    if decision is None or decision.account_id != account_id or last is None or last.id != decision_id:
        raise NotPossible(
            _("Decision {0} is not the last one of its thread.").format(decision_id),
            list_hint("decisions"),
        )
    if decision.kind == WITHDRAWAL:
        raise NotPossible(_("This has already been undone."))
    watched = session.get(RefundWatch, decision_id)
    if watched is not None:
        session.delete(watched)
        removed = seals.removal_seals("refund_watch", [str(decision_id)])
        seals.append_seals(session, account_id, to_unix_seconds(now), removed, "refund_watch")
    return record_decision(
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


def watch_for_refund(
    session: Session,
    decision: Decision,
    order_id: int,
    *,
    refunded_before: int,
    quantity: int | None,
    days: int,
    now: datetime,
) -> None:
    """Watch an order for an agreed refund. A refund that is already in the orders is marked as seen at once.

    Args:
        refunded_before: how many licences of the purchase were already refunded.
        quantity: how many licences are to be refunded; None for the whole purchase.
        days: within how many days the refund is expected.
    """
    assert decision.id is not None
    watched = RefundWatch(
        decision_id=decision.id,
        account_id=decision.account_id,
        thread_id=decision.thread_id,
        order_id=order_id,
        product_id=decision.product_id,
        refunded_before=refunded_before,
        quantity=quantity,
        agreed_at=to_unix_seconds(now),
        expected_by=to_unix_seconds(now + timedelta(days=days)),
    )
    session.add(watched)
    seals.append_seals(
        session, decision.account_id, to_unix_seconds(now), seals.seal_records(watched), "refund_watch"
    )
    update_refund_watches(session, decision.account_id, now)


def update_refund_watches(session: Session, account_id: int, now: datetime) -> int:
    """Mark the watched refunds that are now in the orders or overdue; return how many changed."""
    unseen = session.exec(
        select(RefundWatch).where(
            col(RefundWatch.account_id) == account_id, col(RefundWatch.seen_at).is_(None)
        )
    ).all()
    changed = 0
    for refund in unseen:
        bought = read_purchase(session, account_id, refund.order_id, refund.product_id)
        refunded = (bought.refunded or 0) if bought else 0
        if is_refund_seen(
            before=refund.refunded_before,
            agreed=refund.quantity,
            quantity=bought.quantity if bought else None,
            refunded=refunded,
        ):
            refund.seen_at = to_unix_seconds(now)
            event = {"what": "seen", "refunded": refunded}
        elif refund.alarmed_at is None and to_unix_seconds(now) > refund.expected_by:
            refund.alarmed_at = to_unix_seconds(now)
            event = {"what": "overdue", "expected_by": refund.expected_by}
        else:
            continue
        changed += 1
        session.add(refund)
        history.append_entry(
            session,
            account_id=account_id,
            at=to_unix_seconds(now),
            kind="refund",
            thread_id=refund.thread_id,
            payload={"decision": refund.decision_id, "order": refund.order_id, **event},
        )
        mark_stale(session, account_id, [refund.thread_id])
    return changed


def effective_decisions(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Decided]:
    """Return the decision in effect for each thread; threads without one are left out."""
    if not session.exec(select(Decision.id).where(Decision.account_id == account_id).limit(1)).first():
        return {}
    query = select(Decision).where(
        col(Decision.account_id) == account_id, col(Decision.thread_id).in_(thread_ids)
    )
    found: dict[int, Decided] = {}
    for decision in session.exec(query.order_by(col(Decision.id))):
        found.pop(decision.thread_id, None)
        if (effect := _effect(session, decision)) is not None:
            found[decision.thread_id] = effect
    return found


def _effect(session: Session, decision: Decision) -> Decided | None:
    """Return the effect of a decision on its thread.

    None for a rejection whose letter is not confirmed yet, for a refund that is not watched, and for a
    withdrawal.
    """
    if decision.kind == REJECTION:
        reply = session.get(Reply, decision.reply_id) if decision.reply_id else None
        confirmed = reply is not None and reply.state == ReplyState.CONFIRMED
        at = from_optional_unix_seconds(reply.confirmed_at) if reply is not None and confirmed else None
        return Decided(at, Outcome.REJECTED) if at is not None else None
    if decision.kind == REFUND:
        refund = session.get(RefundWatch, decision.id)
        if refund is None:
            return None
        if refund.seen_at is not None:
            return Decided(from_unix_seconds(refund.seen_at), Outcome.REFUNDED)
        return Decided(
            from_unix_seconds(refund.agreed_at),
            expected_by=from_unix_seconds(refund.expected_by),
            is_overdue=refund.alarmed_at is not None,
        )
    return None
