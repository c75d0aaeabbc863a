"""The outbox: the states of a reply, the transitions between them, and when to look for it in its thread.

There is no idempotency key: an interrupted call may or may not have posted the reply. So a reply is
stored as being sent before the call, it is never sent again automatically after an unclear result, and it
counts as sent only when it has been seen in the thread.
"""

from __future__ import annotations

from enum import StrEnum

from bizcare_tui.i18n import _


class ReplyState(StrEnum):
    """The state of a reply in the outbox."""

    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    DISCARDED = "discarded"


def reply_state_label(state: ReplyState) -> str:
    """Return the label of a reply's state, at most twelve cells wide; in capitals if a person has to act."""
    return {
        ReplyState.QUEUED: _("to send"),
        ReplyState.HELD: _("HELD"),
        ReplyState.SENDING: _("being sent"),
        ReplyState.UNCONFIRMED: _("unconfirmed"),
        ReplyState.UNKNOWN: _("UNKNOWN"),
        ReplyState.CONFIRMED: _("confirmed"),
        ReplyState.FAILED: _("FAILED"),
        ReplyState.DISCARDED: _("discarded"),
    }[state]


class Transition(StrEnum):
    """What can happen to a reply: the members from UNDO on are done by a person, the others by the sender."""

    HOLD = "hold"
    BEGIN = "begin"
    ACCEPTED = "accepted"
    PUT_OFF = "put_off"
    REFUSED = "refused"
    LOST = "lost"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    UNDO = "undo"
    SEND = "send"
    MARK_SENT = "mark_sent"
    EDIT = "edit"
    DISCARD = "discard"


TRANSITIONS: dict[tuple[ReplyState, Transition], ReplyState] = {
    (ReplyState.QUEUED, Transition.HOLD): ReplyState.HELD,
    (ReplyState.QUEUED, Transition.BEGIN): ReplyState.SENDING,
    (ReplyState.QUEUED, Transition.SEEN): ReplyState.CONFIRMED,  # an earlier call had posted it
    (ReplyState.QUEUED, Transition.UNDO): ReplyState.DISCARDED,
    (ReplyState.QUEUED, Transition.EDIT): ReplyState.DISCARDED,
    (ReplyState.QUEUED, Transition.DISCARD): ReplyState.DISCARDED,
    (ReplyState.QUEUED, Transition.LOST): ReplyState.UNKNOWN,  # a person stopped a waiting retry
    (ReplyState.HELD, Transition.SEND): ReplyState.QUEUED,
    (ReplyState.HELD, Transition.EDIT): ReplyState.DISCARDED,
    (ReplyState.HELD, Transition.DISCARD): ReplyState.DISCARDED,
    (ReplyState.HELD, Transition.LOST): ReplyState.UNKNOWN,
    (ReplyState.SENDING, Transition.ACCEPTED): ReplyState.UNCONFIRMED,
    (ReplyState.SENDING, Transition.PUT_OFF): ReplyState.QUEUED,
    (ReplyState.SENDING, Transition.REFUSED): ReplyState.FAILED,
    (ReplyState.SENDING, Transition.LOST): ReplyState.UNKNOWN,
    (ReplyState.UNCONFIRMED, Transition.SEEN): ReplyState.CONFIRMED,
    (ReplyState.UNCONFIRMED, Transition.NOT_SEEN): ReplyState.UNKNOWN,
    (ReplyState.UNKNOWN, Transition.SEEN): ReplyState.CONFIRMED,
    (ReplyState.UNKNOWN, Transition.MARK_SENT): ReplyState.CONFIRMED,
    (ReplyState.UNKNOWN, Transition.SEND): ReplyState.QUEUED,
    (ReplyState.FAILED, Transition.SEND): ReplyState.QUEUED,
    (ReplyState.FAILED, Transition.EDIT): ReplyState.DISCARDED,
    (ReplyState.FAILED, Transition.DISCARD): ReplyState.DISCARDED,
    (ReplyState.FAILED, Transition.LOST): ReplyState.UNKNOWN,
}
FINAL = frozenset({ReplyState.CONFIRMED, ReplyState.DISCARDED})
# A person must look at these: nothing else is sure to move them to another state.
NEEDS_A_PERSON = frozenset({ReplyState.FAILED, ReplyState.HELD, ReplyState.UNKNOWN})
USER_TRANSITIONS = frozenset(
    {Transition.UNDO, Transition.SEND, Transition.MARK_SENT, Transition.EDIT, Transition.DISCARD}
)

# When to look for an accepted reply in its thread, as shares of the time that it may take to appear there.
LOOKS = (0.0, 0.1, 1.0)

# The sender waits for a reply that can still be undone when its undo delay ends within so many seconds.
SOON = 60.0


def next_state(state: ReplyState, way: Transition) -> ReplyState | None:
    """Return the state that a transition leads to, or None when it is not possible from this state."""
    return TRANSITIONS.get((state, way))


def user_transitions(state: ReplyState, *, may_have_arrived: bool = False) -> tuple[Transition, ...]:
    """Return what a person can do with a reply in this state.

    A reply that an earlier call may have posted cannot be edited: the new text would be a second answer.
    """
    possible = (way for way in Transition if way in USER_TRANSITIONS and (state, way) in TRANSITIONS)
    return tuple(way for way in possible if not (may_have_arrived and way is Transition.EDIT))


def needs_reason(state: ReplyState, way: Transition) -> bool:
    """Return whether a person must give a reason for this action.

    True for sending again, or marking as sent, a reply that may have arrived; for sending a held reply; and
    for discarding a reply.
    """
    states_by_action = {
        Transition.SEND: (ReplyState.UNKNOWN, ReplyState.HELD),
        Transition.MARK_SENT: (ReplyState.UNKNOWN,),
    }
    return state in states_by_action.get(way, ()) or way is Transition.DISCARD


def next_look(looks: int, confirm_seconds: float) -> float | None:
    """Return the seconds after acceptance at which to look for a reply next; None after the last look."""
    return LOOKS[looks] * confirm_seconds if looks < len(LOOKS) else None


def retry_pause(attempts: int, *, first: float = 5, longest: float = 300) -> float:
    """Return the seconds until a reply that was certainly not posted is retried, doubling up to `longest`."""
    return float(min(longest, first * 2 ** min(max(attempts, 1) - 1, 20)))
