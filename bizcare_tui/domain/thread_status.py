"""Derives the state of a thread: whose turn it is, what is due next, and its rank in the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bizcare_tui.domain.clock import FirstAnswer, follow_up_due
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.threads import Decided, Outcome, Qualification, State, Turn

# Ranks are in three bands, each wide enough for the seconds of every year that a date can have: obligations
# by deadline, our own goals by deadline from `GOALS_FROM` on, and threads without deadline, newest first.
OBLIGATIONS_BELOW = 1 << 38
GOALS_FROM = 1 << 39
RANK_OF_NO_DEBT = 3 << 38
_NOTHING_OWED = 1 << 40
# No fix is owed to a customer whose thread is closed with one of these outcomes.
FIX_ENDING_OUTCOMES = (Outcome.REJECTED, Outcome.REFUNDED, Outcome.NO_ANSWER_NEEDED)


class Owed(StrEnum):
    """What is due next in a thread."""

    FIRST_ANSWER = "first_answer"
    FOLLOW_UP = "follow_up"
    REFUND = "refund"
    FIX = "fix"


class Urgency(StrEnum):
    """What a deadline means now: an obligation is late or due, our own goal is missed or open."""

    LATE = "late"
    DUE = "due"
    MISSED = "missed"
    GOAL = "goal"


class RankGroup(IntEnum):
    """The groups of threads in the inbox, in their order: see `rank_of`."""

    OBLIGATIONS = 0
    GOALS = 1
    NOTHING_OWED = 2


def obliges(owed: Owed | None, *, first_answer: bool) -> bool:
    """Return whether what is due is an obligation; everything else that is due is our own goal.

    A fix and an agreed refund are always obligations, a follow-up never. A first answer is one when
    `first_answer` is true, which means that its clock is an obligation and scored.
    """
    return owed in (Owed.FIX, Owed.REFUND) or (owed is Owed.FIRST_ANSWER and first_answer)


def rank_of(owed: Owed | None, due: datetime | None, updated_at: datetime, *, is_obligation: bool) -> int:
    """Return the rank of a thread in the inbox, lowest first: obligations, our own goals, then the rest.

    Threads with a deadline are ordered by the first second at which they are late, the others by their last
    message, newest first.
    """
    if owed is None or due is None:
        return _NOTHING_OWED - _second(updated_at)
    late_at = first_late_second(owed, due)
    return late_at if is_obligation else GOALS_FROM + late_at


def first_late_second(owed: Owed, due: datetime) -> int:
    """Return the first second, since 1970, at which a deadline is over."""
    # A fix at its deadline is still in time; an answer at its deadline is late.
    return _second(due) + (owed is Owed.FIX)


def urgency_of(rank: int, now: datetime) -> Urgency | None:
    """Return what a thread's deadline means at `now`, from its rank; None when nothing is due.

    This is the only definition of *late* and *missed*: the store compares the same ranks in the same way.
    """
    second = _second(now)
    if rank < OBLIGATIONS_BELOW:
        return Urgency.LATE if rank <= second else Urgency.DUE
    if rank < RANK_OF_NO_DEBT:
        return Urgency.MISSED if rank - GOALS_FROM <= second else Urgency.GOAL
    return None


def group_of(rank: int) -> RankGroup:
    """Return the group of a thread in the inbox, from its rank."""
    if rank < OBLIGATIONS_BELOW:
        return RankGroup.OBLIGATIONS
    return RankGroup.GOALS if rank < RANK_OF_NO_DEBT else RankGroup.NOTHING_OWED


def urgency_at(owed: Owed, due: datetime, now: datetime, *, is_obligation: bool) -> Urgency | None:
    """Return what a deadline means at `now`: `urgency_of` for callers without a rank."""
    return urgency_of(rank_of(owed, due, due, is_obligation=is_obligation), now)


@dataclass(frozen=True, slots=True)
class ThreadStatus:
    """The derived state of a thread.

    `owed` is what is due next and `due` its deadline; both are None when nothing is due. `rank` orders the
    inbox, lowest first; see `rank_of`.
    """

    state: State
    outcome: Outcome | None
    clock: FirstAnswer
    follow_up: datetime | None
    fix: FixClock | None
    owed: Owed | None
    due: datetime | None
    received_at: datetime
    updated_at: datetime
    rank: int


def derive_status(
    turns: Sequence[Turn],
    clock: FirstAnswer,
    *,
    opened_at: datetime,
    qualification: Qualification,
    baseline: datetime | None,
    decided: Decided | None = None,
    fix: FixClock | None = None,
) -> ThreadStatus:
    """Return the state of a thread, derived from its messages in order and the clock of the first answer.

    `opened_at` is the time of the request when no message is known. A request from before the baseline is
    due only if its deadline had not passed at the baseline. A decision (`decided`) closes the thread until
    the customer writes again. An agreed refund that is overdue becomes due, so that somebody asks PrestaShop
    for it. A `fix` is due until it is published, whatever was answered, unless the thread is closed with one
    of `FIX_ENDING_OUTCOMES`. When several things are due, the result has the obligation with the earliest
    deadline, and our own goal only when there is no obligation.
    """
    follow_up = follow_up_due(turns, baseline=baseline)
    state = _state(turns, decided)
    outcome = decided.outcome if decided is not None and state is State.CLOSED else None
    owed, due = (None, None)
    if state is not State.CLOSED:
        owed, due = _next_answer(clock, follow_up, qualification, baseline)
    is_obligation = obliges(owed, first_answer=clock.obligation and clock.scored)
    obligations = [(due, owed)] if is_obligation and due is not None else []
    if decided is not None and decided.is_overdue and decided.expected_by is not None:
        obligations.append((decided.expected_by, Owed.REFUND))
    if fix is not None and fix.at is None and outcome not in FIX_ENDING_OUTCOMES:
        obligations.append((fix.due, Owed.FIX))
    if obligations:
        due, owed = min(obligations, key=lambda each: each[0])
    updated_at = max((turn.at for turn in turns), default=opened_at)
    return ThreadStatus(
        state=state,
        outcome=outcome,
        clock=clock,
        follow_up=follow_up,
        fix=fix,
        owed=owed,
        due=due,
        received_at=min((turn.at for turn in turns), default=opened_at),
        updated_at=updated_at,
        rank=rank_of(owed, due, updated_at, is_obligation=bool(obligations)),
    )


def _state(turns: Sequence[Turn], decided: Decided | None) -> State:
    if decided is not None:
        if decided.outcome is None:
            return State.REFUNDING
        if not any(turn.awaits_answer and turn.at > decided.at for turn in turns):
            return State.CLOSED
    answered = max((index for index, turn in enumerate(turns) if turn.is_answer), default=None)
    if answered is None:
        return State.NEW
    return State.OPEN if any(turn.awaits_answer for turn in turns[answered + 1 :]) else State.WAITING


def _next_answer(
    clock: FirstAnswer,
    follow_up: datetime | None,
    qualification: Qualification,
    baseline: datetime | None,
) -> tuple[Owed, datetime] | tuple[None, None]:
    if qualification is Qualification.NOTICE:
        return None, None
    if clock.at is None and (baseline is None or clock.due > baseline):
        return Owed.FIRST_ANSWER, clock.due
    if follow_up is not None:
        return Owed.FOLLOW_UP, follow_up
    return None, None


def _second(moment: datetime) -> int:
    """Return whole seconds since 1970, rounded down."""
    return int(moment.timestamp() // 1)
