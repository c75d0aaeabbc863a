"""A thread while its derived state is computed: its turns, its clocks, and what closed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bizcare_tui.domain.clock import FirstAnswer, FollowUp, first_answer, follow_ups
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.domain.purchases import Purchase
from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.threads import Author, Decided, Outcome, Qualification, Turn
from bizcare_tui.domain.triage import Triage
from bizcare_tui.store import (
    notification_mails,
)
from bizcare_tui.store.derived_message import DerivedMessage
from bizcare_tui.store.purchases import PurchaseKey
from bizcare_tui.store.tables import Thread
from bizcare_tui.store.unix_time import (
    from_unix_seconds,
)


@dataclass(slots=True)
class ThreadDerivation:
    """A thread while its derived state is computed: its messages, acts, turns and first-answer clock.

    `triage` is the state from the acts of the persons at the desk. `line` is the PrestaShop line of the
    request if it is about a defect. `purchase` is what it is about, None if the orders do not show it, and
    `is_cover_ended` is true if a refund of it ended its Business Care. `closed_at` is when it was closed, and
    `fix_ended_at` when a refund or closing ended what is owed of a fix.
    `foreign_id` is the last message that is not a reply from our outbox. If only the status is
    recomputed, `thread` and `messages` are rows with just the columns needed for that.
    """

    thread: Thread
    messages: Sequence[DerivedMessage]
    triage: Triage
    turns: list[Turn]
    clock: FirstAnswer
    line: str | None = None
    purchase: Purchase | None = None
    is_cover_ended: bool = False
    closed_at: datetime | None = None
    fix_ended_at: datetime | None = None
    foreign_id: int | None = None


def start_derivation(
    thread: Any,
    messages: Sequence[Any],
    triage: Triage,
    sales: Mapping[PurchaseKey, Purchase],
    baseline: datetime | None,
) -> ThreadDerivation:
    """Return the thread being computed, from its messages in order of time with known authors."""
    turns = [Turn(from_unix_seconds(m.at), Author(m.author), m.automatic) for m in messages]
    settled = _settled_by_closing(messages, turns, triage)
    bought = _purchase_of(thread, sales)
    clock = first_answer(
        turns[settled:],
        received_at=opened_at(thread),
        qualification=qualification(thread),
        purchased_at=bought.at if bought else None,
        baseline=baseline,
    )
    ended = bought is not None and bought.ends_cover(thread.days_left, from_unix_seconds(thread.read_at))
    return ThreadDerivation(thread, messages, triage, turns, clock, purchase=bought, is_cover_ended=ended)


def _settled_by_closing(messages: Sequence[Any], turns: Sequence[Turn], triage: Triage) -> int:
    """Return how many of the first messages need no answer, because a person closed the thread after them.

    It is 0 unless the customer wrote again later.
    """
    if triage.closed is None or triage.closed.outcome is not Outcome.NO_ANSWER_NEEDED:
        return 0
    count = 0
    for number, message in enumerate(messages, 1):
        if (message.id or 0) <= triage.closed.known:
            count = number
    is_reopened = any(turn.awaits_answer for turn in turns[count:])
    return count if is_reopened and not any(turn.is_answer for turn in turns[:count]) else 0


def own_fix_clock(each: ThreadDerivation) -> FixClock | None:
    """Return the fix clock of a technical request that is not linked to a defect."""
    is_due = (
        each.triage.kind is RequestType.TECHNICAL and qualification(each.thread) is not Qualification.NOTICE
    )
    return fix_clock(each.clock.start) if is_due else None


def end_fix_by_refund(
    each: ThreadDerivation, fix: FixClock | None, decided: Decided | None
) -> FixClock | None:
    """Return the fix clock; None if all licences were refunded before the patch was published.

    Such a purchase owes no fix any more, whatever is written later. Also set `fix_ended_at`.
    """
    refunded_at = _refunded_at(each, decided)
    if fix is None or refunded_at is None or (fix.at is not None and fix.at <= refunded_at):
        return fix
    each.fix_ended_at = refunded_at
    return None


def _refunded_at(each: ThreadDerivation, decided: Decided | None) -> datetime | None:
    """Return when the refund of all licences was seen; None if some were not refunded.

    Where the orders do not show the purchase, a refund that was decided and seen counts as one of all
    licences. A refund that was in the orders from the start counts from the request on.
    """
    decided_at = decided.at if decided is not None and decided.outcome is Outcome.REFUNDED else None
    if each.purchase is None:
        return decided_at
    if not each.purchase.is_refunded:
        return None
    return each.purchase.refund_seen_at or decided_at or each.clock.start


def find_informed_at(each: ThreadDerivation, fix: FixClock | None) -> datetime | None:
    """Return when a person answered the customer after the patch was published."""
    if fix is None or fix.at is None:
        return None
    published = fix.at
    return next((turn.at for turn in each.turns if turn.is_answer and turn.at >= published), None)


def is_reopened(each: ThreadDerivation, closed: Decided) -> bool:
    return any(turn.awaits_answer and turn.at > closed.at for turn in each.turns)


def closed_otherwise(each: ThreadDerivation, fix: FixClock | None) -> Decided | None:
    """Return what closes a thread apart from a decision: a person closed it, or it was fixed."""
    last = max((turn.at for turn in each.turns), default=opened_at(each.thread))
    act = each.triage.closed
    if act is not None:
        later = [m for m in each.messages if (m.id or 0) > act.known]
        if not any(Author(m.author) in (Author.CUSTOMER, Author.UNKNOWN) for m in later):
            return Decided(last, act.outcome)
        return None
    informed_at = find_informed_at(each, fix)
    return Decided(informed_at, Outcome.FIXED) if informed_at is not None else None


def other_clocks(
    baseline: datetime | None, each: ThreadDerivation, fix: FixClock | None
) -> list[FollowUp | FixClock]:
    """Return the clocks of a thread other than the first-answer clock."""
    if qualification(each.thread) is Qualification.NOTICE:
        return []
    is_scored = fix is not None and (baseline is None or fix.start >= baseline)
    return [
        *_without_ended_by_closing(follow_ups(each.turns, baseline=baseline), each.closed_at),
        *([fix] if fix is not None and is_scored and not _is_ended_in_time(each, fix) else []),
    ]


def _is_ended_in_time(each: ThreadDerivation, fix: FixClock) -> bool:
    """Return whether no fix was owed any more when it fell due or was published."""
    return each.fix_ended_at is not None and each.fix_ended_at <= min(fix.due, fix.at or fix.due)


def _without_ended_by_closing(clocks: Sequence[FollowUp], closed_at: datetime | None) -> list[FollowUp]:
    """Return the follow-up clocks without those that ended in time because the thread was closed."""
    return [clock for clock in clocks if clock.at is not None or closed_at is None or clock.due <= closed_at]


def _purchase_of(thread: Any, sales: Mapping[PurchaseKey, Purchase]) -> Purchase | None:
    """Return the purchase of the product that a thread is about."""
    return sales.get((thread.order_id or 0, thread.product_id or 0))


def qualification(thread: Any) -> Qualification:
    """Return the qualification of a thread by its tag; unknown if the thread is known only from mails."""
    if notification_mails.is_known_only_from_mail(thread):
        return Qualification.UNKNOWN
    return Qualification.of(
        thread.tag, has_order=thread.order_id is not None, has_product=thread.product_id is not None
    )


def opened_at(thread: Thread) -> datetime:
    """Return when a thread was opened."""
    return from_unix_seconds(thread.added_at if thread.added_at is not None else thread.read_at)
