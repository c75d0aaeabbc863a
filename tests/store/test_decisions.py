"""Storing decisions, withdrawing them, and watching the orders for agreed refunds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fixed_time import NOW
from logins import logged_in_as
from small_store import add_rows, thread
from sqlmodel import Session, col, select

from bizcare_tui.domain.threads import Decided, Outcome
from bizcare_tui.errors import NotPossible
from bizcare_tui.store import decisions, history, history_proof
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Decision, RefundWatch, Reply, Sale, Thread
from bizcare_tui.store.unix_time import from_unix_seconds

AT = from_unix_seconds(int(NOW.timestamp()))


@pytest.fixture
def threads(store: Store) -> Store:
    add_rows(store, thread(7, product_id=3, order_id=9), thread(8))
    return store


def record(session: Session, kind: str = decisions.REJECTION, thread_id: int = 7, **values: Any) -> Decision:
    content = {"text": "Él dijo: '; DROP TABLE decision; --"}
    defaults: dict[str, Any] = {"grounds": ["modified_code"], "content": content, "policy": "2026-01"}
    return decisions.record_decision(session, 1, thread_id, kind, now=NOW, **{**defaults, **values})


def agree_refund(session: Session, quantity: int | None = None) -> int:
    decision = record(session, decisions.REFUND)
    decisions.watch_for_refund(session, decision, 9, refunded_before=0, quantity=quantity, days=7, now=NOW)
    return decision.id or 0


def order_line(refunded: int | None, quantity: int | None = 1) -> Sale:
    return Sale(
        account_id=1, order_id=9, product_id=3, product_name="Carousel", country="", raw="", digest="",
        read_at=0, quantity=quantity, quantity_refunded=refunded,
    )  # fmt: skip


def test_a_decision_replaces_the_last_one_of_its_kind(threads: Store) -> None:
    with threads.transaction() as session:
        first = record(session)
        refund = record(session, decisions.REFUND)
        second = record(session)
        assert (first.replaces, refund.replaces, second.replaces) == (None, None, first.id)
        assert (second.product_id, second.person_id, second.second_person_id) == (3, 1, None)
        assert decisions.last_decision(session, 1, 7) is second
        assert decisions.last_decision(session, 1, 7, decisions.REFUND) is refund
        assert decisions.last_decision(session, 1, 8) is None


def test_a_seconded_decision_is_of_the_person_who_prepared_it(threads: Store) -> None:
    with logged_in_as("bea"), threads.transaction() as session:
        decision = record(session, seconds_login="ana")
        assert (decision.person_id, decision.second_person_id) == (1, 2)


def test_a_decision_has_its_thread_computed_again(threads: Store) -> None:
    with threads.transaction() as session:
        for each in session.exec(select(Thread)):
            each.stale = False
    with threads.transaction() as session:
        record(session)
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == [7]


def test_only_the_last_decision_of_a_thread_can_be_withdrawn_and_once(threads: Store) -> None:
    with threads.transaction() as session:
        first, second = record(session), record(session)
        for number in (first.id or 0, 99):
            with pytest.raises(NotPossible, match=f"Decision {number} is not the last"):
                decisions.withdraw_decision(session, 1, number, "typo", NOW)
        withdrawal = decisions.withdraw_decision(session, 1, second.id or 0, "typo", NOW)
        assert (withdrawal.kind, withdrawal.grounds) == (decisions.WITHDRAWAL, "modified_code")
        with pytest.raises(NotPossible, match="already been undone"):
            decisions.withdraw_decision(session, 1, withdrawal.id or 0, "typo", NOW)


def test_a_withdrawn_refund_is_watched_no_more_and_the_history_agrees(threads: Store) -> None:
    with threads.transaction() as session:
        number = agree_refund(session)
        assert decisions.effective_decisions(session, 1, [7, 8]) == {
            7: Decided(AT, expected_by=AT + timedelta(days=7))
        }
        decisions.withdraw_decision(session, 1, number, "paid twice", NOW)
        assert session.exec(select(RefundWatch)).all() == []
        assert decisions.effective_decisions(session, 1, [7, 8]) == {}
    with threads.transaction() as session:
        proven = history_proof.ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert list(history_proof.row_differences(session, proven, lambda *_step: None)) == []


def test_a_rejection_is_in_effect_once_its_letter_is_confirmed(threads: Store) -> None:
    reply = Reply(
        account_id=1, person_id=1, thread_id=7, state="unconfirmed", text="", queued_at=0, not_before=0
    )
    add_rows(threads, reply)
    with threads.transaction() as session:
        letter = session.exec(select(Reply)).one()
        record(session, reply_id=letter.id)
        assert decisions.effective_decisions(session, 1, [7]) == {}
        letter.state, letter.confirmed_at = "confirmed", int(NOW.timestamp())
        assert decisions.effective_decisions(session, 1, [7]) == {7: Decided(AT, Outcome.REJECTED)}


@pytest.mark.parametrize(
    ("agreed", "quantity", "refunded", "seen"),
    [(None, 3, 2, False), (None, 3, 3, True), (2, 3, 1, False), (2, 3, 2, True), (None, None, None, False)],
)
def test_a_refund_is_seen_when_as_many_licences_are_refunded(
    threads: Store, agreed: int | None, quantity: int | None, refunded: int | None, seen: bool
) -> None:
    add_rows(threads, order_line(refunded, quantity))
    with threads.transaction() as session:
        agree_refund(session, agreed)
        outcome = decisions.effective_decisions(session, 1, [7])[7].outcome
    assert outcome is (Outcome.REFUNDED if seen else None)


def test_a_refund_that_is_overdue_is_reported_once_and_may_still_be_seen(threads: Store) -> None:
    with threads.transaction() as session:
        agree_refund(session)
        in_time, late = NOW + timedelta(days=7), NOW + timedelta(days=7, seconds=1)
        counts = [decisions.update_refund_watches(session, 1, each) for each in (in_time, late, late)]
        assert counts == [0, 1, 0]
        assert decisions.effective_decisions(session, 1, [7])[7].is_overdue
        session.add(order_line(1))
        session.flush()
        assert decisions.update_refund_watches(session, 1, late) == 1
        assert decisions.effective_decisions(session, 1, [7])[7].outcome is Outcome.REFUNDED


def altered(session: Session, *, erased: bool = False) -> list[tuple[int, str]]:
    session.flush()
    return list(decisions.find_altered_decisions(session, lambda _thread, _since: erased))


def test_every_change_of_a_stored_decision_is_named(threads: Store) -> None:
    with threads.transaction() as session:
        decision = record(session)
        assert altered(session) == []
        content = decision.content
        decision.content = '{"text": "other"}'
        assert altered(session) == [(1, "its content was changed")]
        decision.content = None
        ((number, what),) = altered(session)
        assert (number, "content is missing" in what) == (1, True)
        assert altered(session, erased=True) == []
        decision.content, decision.grounds = content, "shop"
        assert altered(session) == [(1, "its row was changed")]
        session.delete(decision)
        assert altered(session) == [(1, "it is missing")]


def test_a_decision_that_another_program_inserted_is_named_and_a_broken_entry_is_not_fatal(
    threads: Store,
) -> None:
    with threads.transaction() as session:
        for payload in ({}, {"decision": "x", "digest": 1}, {"decision": None}):
            history.append_entry(session, account_id=1, at=0, kind="decision", payload=payload)
        session.add(
            Decision(
                account_id=1, thread_id=7, kind="rejection", grounds="", person_id=1, at=0, policy="",
                content="{}", salt="", digest="",
            )
        )  # fmt: skip
        assert altered(session) == [(1, "it is not in the history")]


def test_equal_contents_have_different_digests(threads: Store) -> None:
    with threads.transaction() as session:
        assert record(session).digest != record(session, thread_id=8).digest
