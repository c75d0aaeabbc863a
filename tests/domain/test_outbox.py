"""The table of the outbox, and how a reply is recognised in its thread."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.outbox import (
    FINAL,
    LOOKS,
    TRANSITIONS,
    USER_TRANSITIONS,
    ReplyState,
    Transition,
    needs_reason,
    next_look,
    next_state,
    retry_pause,
    user_transitions,
)


def test_every_state_but_the_last_two_has_a_way_out_and_they_have_none() -> None:
    assert {state for state, _way in TRANSITIONS} == set(ReplyState) - FINAL


def test_every_state_can_be_reached() -> None:
    assert {ReplyState.QUEUED, *TRANSITIONS.values()} == set(ReplyState)


def test_nothing_but_a_call_that_surely_failed_leads_from_sending_back_to_the_queue() -> None:
    ways = {
        way
        for (state, way), to in TRANSITIONS.items()
        if to is ReplyState.QUEUED and way not in USER_TRANSITIONS
    }
    assert ways == {Transition.PUT_OFF}


@pytest.mark.parametrize("state", [ReplyState.UNCONFIRMED, ReplyState.UNKNOWN, ReplyState.SENDING])
def test_what_may_have_arrived_is_never_discarded_or_sent_again_by_itself(state: ReplyState) -> None:
    assert next_state(state, Transition.DISCARD) is None
    assert next_state(state, Transition.BEGIN) is None


def test_what_a_person_judges_needs_a_reason() -> None:
    assert needs_reason(ReplyState.UNKNOWN, Transition.SEND)
    assert needs_reason(ReplyState.UNKNOWN, Transition.MARK_SENT)
    assert needs_reason(ReplyState.HELD, Transition.SEND)
    assert not needs_reason(ReplyState.FAILED, Transition.SEND)
    assert not needs_reason(ReplyState.QUEUED, Transition.UNDO)
    assert user_transitions(ReplyState.UNKNOWN) == (Transition.SEND, Transition.MARK_SENT)


def test_there_are_three_looks_over_the_time_given() -> None:
    assert len(LOOKS) == 3
    assert [next_look(looks, 600) for looks in range(4)] == [0, 60, 600, None]


def test_pauses_grow_and_stay_bearable() -> None:
    pauses = [retry_pause(attempts) for attempts in range(1, 40)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5, 300)
