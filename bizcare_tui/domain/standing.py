"""Where a thread stands: whose turn it is, what is owed next, and its place in the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizcare_tui.domain.clock import FirstAnswer, follow_up_due
from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.threads import Decided, Outcome, Qualification, State, Turn

# Beyond every deadline in seconds since 1970, so that what owes nothing comes after what does.
_NOTHING_OWED = 1 << 40
# What owes something has a rank below this, and nothing else has.
RANK_OF_NO_DEBT = _NOTHING_OWED // 2
_NO_FIX_AFTER = (Outcome.REJECTED, Outcome.REFUNDED, Outcome.NO_ANSWER_NEEDED)


class Owed(StrEnum):
    """What falls due next in a thread."""

    FIRST_ANSWER = "first_answer"
    FOLLOW_UP = "follow_up"
    REFUND = "refund"
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a thread. `due` is the deadline of what is owed; both None when nothing is.

    `rank` orders an inbox, lowest first: by what falls due next, then by the last message, newest first.
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


def stand(
    turns: Sequence[Turn],
    clock: FirstAnswer,
    *,
    opened_at: datetime,
    qualification: Qualification,
    baseline: datetime | None,
    decided: Decided | None = None,
    fix: FixClock | None = None,
) -> Standing:
    """The standing of a thread, by its messages in the order they were written and the first answer's clock.

    `opened_at` stands in for the request's instant where no message is known. What was asked
    before the baseline is owed only if its deadline was still running then. What was `decided`
    closes the thread until the customer writes again; a refund that was agreed to and is overdue is
    owed, so that somebody asks PrestaShop for it. A `fix` is owed until it is published, whatever was
    answered, unless the request was refused or refunded.
    """
    follow_up = follow_up_due(turns, baseline=baseline)
    state = _state(turns, decided)
    outcome = decided.outcome if decided is not None and state is State.CLOSED else None
    owed, due = _next_owed(clock, follow_up, qualification, baseline)
    if state is State.CLOSED:
        owed, due = None, None
    if owed is None and decided is not None and decided.is_overdue and decided.expected_by is not None:
        owed, due = Owed.REFUND, decided.expected_by
    if fix is not None and fix.at is None and outcome not in _NO_FIX_AFTER and (due is None or fix.due < due):
        owed, due = Owed.FIX, fix.due
    updated_at = max((turn.at for turn in turns), default=opened_at)
    return Standing(
        state=state,
        outcome=outcome,
        clock=clock,
        follow_up=follow_up,
        fix=fix,
        owed=owed,
        due=due,
        received_at=min((turn.at for turn in turns), default=opened_at),
        updated_at=updated_at,
        rank=int(due.timestamp()) if due else _NOTHING_OWED - int(updated_at.timestamp()),
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


def _next_owed(
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
