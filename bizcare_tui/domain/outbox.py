"""The outbox: the states of a reply, every way out of each, and when its arrival is looked for.

There is no idempotency key: a call that broke off may or may not have posted the reply. So a reply is
noted as being sent before the call, never sent again by itself after an unsure end, and taken as sent
only once it has been seen in the thread.
"""

from __future__ import annotations

from enum import StrEnum


class ReplyState(StrEnum):
    """What became of a reply."""

    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    DISCARDED = "discarded"


class Way(StrEnum):
    """What happens to a reply: the first ones by the sender, the last ones by a person."""

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


WAYS: dict[tuple[ReplyState, Way], ReplyState] = {
    (ReplyState.QUEUED, Way.HOLD): ReplyState.HELD,
    (ReplyState.QUEUED, Way.BEGIN): ReplyState.SENDING,
    (ReplyState.QUEUED, Way.SEEN): ReplyState.CONFIRMED,  # it had arrived after all
    (ReplyState.QUEUED, Way.UNDO): ReplyState.DISCARDED,
    (ReplyState.QUEUED, Way.EDIT): ReplyState.DISCARDED,
    (ReplyState.QUEUED, Way.DISCARD): ReplyState.DISCARDED,
    (ReplyState.HELD, Way.SEND): ReplyState.QUEUED,
    (ReplyState.HELD, Way.EDIT): ReplyState.DISCARDED,
    (ReplyState.HELD, Way.DISCARD): ReplyState.DISCARDED,
    (ReplyState.SENDING, Way.ACCEPTED): ReplyState.UNCONFIRMED,
    (ReplyState.SENDING, Way.PUT_OFF): ReplyState.QUEUED,
    (ReplyState.SENDING, Way.REFUSED): ReplyState.FAILED,
    (ReplyState.SENDING, Way.LOST): ReplyState.UNKNOWN,
    (ReplyState.UNCONFIRMED, Way.SEEN): ReplyState.CONFIRMED,
    (ReplyState.UNCONFIRMED, Way.NOT_SEEN): ReplyState.UNKNOWN,
    (ReplyState.UNKNOWN, Way.SEEN): ReplyState.CONFIRMED,
    (ReplyState.UNKNOWN, Way.MARK_SENT): ReplyState.CONFIRMED,
    (ReplyState.UNKNOWN, Way.SEND): ReplyState.QUEUED,
    (ReplyState.FAILED, Way.SEND): ReplyState.QUEUED,
    (ReplyState.FAILED, Way.EDIT): ReplyState.DISCARDED,
    (ReplyState.FAILED, Way.DISCARD): ReplyState.DISCARDED,
}
FINAL = frozenset({ReplyState.CONFIRMED, ReplyState.DISCARDED})
BY_A_PERSON = frozenset({Way.UNDO, Way.SEND, Way.MARK_SENT, Way.EDIT, Way.DISCARD})

# An accepted reply is looked for at once, and again after these shares of the time it is given to appear.
LOOKS = (0.0, 0.1, 1.0)

# A sender waits for a reply that can still be undone, if that is over in so many seconds.
SOON = 60.0


def after(state: ReplyState, way: Way) -> ReplyState | None:
    """The state that a way leads to, None where it does not begin at this state."""
    return WAYS.get((state, way))


def ways_of_a_person(state: ReplyState) -> tuple[Way, ...]:
    """What a person can do with a reply in this state."""
    return tuple(way for way in Way if way in BY_A_PERSON and (state, way) in WAYS)


def needs_reason(state: ReplyState, way: Way) -> bool:
    """Whether this is a person's judgement, to be given with its reason.

    Sending again what may have arrived, or saying that it did, is; so is sending what was held, and
    taking back what was written.
    """
    judged = {Way.SEND: (ReplyState.UNKNOWN, ReplyState.HELD), Way.MARK_SENT: (ReplyState.UNKNOWN,)}
    return state in judged.get(way, ()) or way is Way.DISCARD


def next_look(looks: int, confirm_seconds: float) -> float | None:
    """The seconds after its acceptance at which a reply is looked for next; None after the last look."""
    return LOOKS[looks] * confirm_seconds if looks < len(LOOKS) else None


def retry_pause(attempts: int) -> float:
    """The seconds until a reply that was surely not taken is tried again: doubling, five minutes at most."""
    return float(min(300, 5 * 2 ** min(max(attempts, 1) - 1, 10)))
