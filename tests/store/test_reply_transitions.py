"""Changing the state of a reply: only as the table of states allows, and recorded in the history."""

from __future__ import annotations

import json

import pytest
from fixed_time import NOW
from small_store import ANA, reply
from sqlmodel import Session, col, select

from bizcare_tui.domain.outbox import TRANSITIONS, ReplyState, Transition
from bizcare_tui.errors import NotPossible
from bizcare_tui.store.engine import Store
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.reply_transitions import (
    apply_transition,
    columns_to_look_from_now,
    columns_to_wait,
    postpone_reply,
)
from bizcare_tui.store.tables import History, Reply
from bizcare_tui.store.unix_time import to_unix_seconds


def queued(session: Session, state: str = "queued") -> Reply:
    added = reply(7, state)
    session.add(added)
    session.flush()
    return added


@pytest.mark.sqlite
@pytest.mark.parametrize("state", ReplyState)
def test_a_state_allows_only_what_the_table_of_states_has(store: Store, state: ReplyState) -> None:
    for way in Transition:
        with store.transaction() as session:
            changed = queued(session, state)
            if (to := TRANSITIONS.get((state, way))) is not None:
                apply_transition(session, changed, way, NOW)
                assert changed.state == to
                continue
            with pytest.raises(NotPossible, match=f"reply {changed.id} is now {state}"):
                apply_transition(session, changed, way, NOW, changes={"attempts": 9})
            assert (changed.state, changed.attempts) == (state, 0)


def test_a_transition_is_recorded_with_its_person_and_reason(store: Store) -> None:
    with store.transaction() as session:
        changed = queued(session)
        apply_transition(session, changed, Transition.BEGIN, NOW)
        apply_transition(session, changed, Transition.LOST, NOW, error="the line broke")
        apply_transition(
            session, changed, Transition.SEND, NOW, reason="it is not there", by_person=True, taken_from="bea"
        )
    with store.transaction() as session:
        entries = session.exec(select(History).order_by(col(History.id))).all()
        assert [(entry.kind, entry.thread_id, entry.at) for entry in entries] == [
            ("reply", 7, to_unix_seconds(NOW))
        ] * 3
        assert [entry.person_id for entry in entries] == [None, None, ANA]
        first, second, third = [json.loads(entry.payload or "") for entry in entries]
    assert first == {"reply": 1, "state": "sending", "what": "begin", "why": ""}
    assert second == {"reply": 1, "state": "unknown", "what": "lost", "why": "the line broke"}
    assert (third["why"], third["taken_from"]) == ("it is not there", "bea")


def test_an_error_is_that_of_the_last_transition_and_a_reason_is_kept(store: Store) -> None:
    with store.transaction() as session:
        changed = queued(session)
        apply_transition(session, changed, Transition.BEGIN, NOW, reason="a first one")
        apply_transition(session, changed, Transition.REFUSED, NOW, error="refused")
        assert (changed.error, changed.reason) == ("refused", "a first one")
        apply_transition(session, changed, Transition.SEND, NOW, changes={"attempts": 2})
        assert (changed.error, changed.reason, changed.attempts) == ("", "a first one", 2)


def test_waits_and_searches_begin_at_the_real_time_of_the_store(store: Store) -> None:
    with store.transaction() as session:
        before = real_time(session)
        wait, look = columns_to_wait(session, 30), columns_to_look_from_now(session)
        after = real_time(session)
    assert before + 30 <= wait["not_before"] <= after + 30
    assert wait["wait_seconds"] == 30
    assert before <= look["accepted_at"] == look["read_back_after"] <= after


def test_a_postponed_reply_stays_queued_and_is_no_event_of_the_history(store: Store) -> None:
    with store.transaction() as session:
        postponed = queued(session)
        postpone_reply(session, postponed, 60, "the thread cannot be read")
        assert (postponed.state, postponed.error) == ("queued", "the thread cannot be read")
        assert 55 < postponed.not_before - real_time(session) <= 60
        assert session.exec(select(History)).all() == []
