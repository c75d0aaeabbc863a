"""Compute the columns of an inbox row from a thread that is being derived."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bizcare_tui.domain.fixes import FixClock
from bizcare_tui.domain.language import detect, detect_own
from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.shops import read_shop
from bizcare_tui.domain.thread_status import FIX_ENDING_OUTCOMES, ThreadStatus, derive_status
from bizcare_tui.domain.threads import Author, Cover, Decided, Outcome, State
from bizcare_tui.domain.versions import version_place
from bizcare_tui.store import (
    acts,
)
from bizcare_tui.store.derived_thread import (
    ThreadDerivation,
    closed_otherwise,
    end_fix_by_refund,
    find_informed_at,
    is_reopened,
    opened_at,
    qualification,
)
from bizcare_tui.store.unix_time import (
    to_optional_unix_seconds,
    to_unix_seconds,
)

# Characters of the customer's text that are enough to detect its language.
_ENOUGH_FOR_LANGUAGE = 2_000


def status_columns(
    each: ThreadDerivation,
    fix: FixClock | None,
    decided: Decided | None,
    *,
    baseline: datetime | None,
) -> dict[str, Any]:
    """Return the columns of the inbox entry for the thread's state, clocks and acts."""
    closed = decided
    if closed is None or (closed.outcome is not None and is_reopened(each, closed)):
        closed = closed_otherwise(each, fix) or closed
    owed_fix = end_fix_by_refund(each, fix, decided)
    status = derive_status(
        each.turns,
        each.clock,
        opened_at=opened_at(each.thread),
        qualification=qualification(each.thread),
        baseline=baseline,
        decided=closed,
        fix=owed_fix,
    )
    if status.state is State.CLOSED and closed is not None:
        act = each.triage.closed
        each.closed_at = act.at if act is not None and closed is not decided else closed.at
        if owed_fix is not None and status.outcome in FIX_ENDING_OUTCOMES:
            each.fix_ended_at = each.closed_at
        each.clock = each.clock.closed_at(each.closed_at)
        status = replace(status, clock=each.clock, follow_up=None)
    return _columns_of(each, status, is_cover_ended=each.is_cover_ended or _is_refunded(closed))


def _is_refunded(decided: Decided | None) -> bool:
    return decided is not None and decided.outcome is Outcome.REFUNDED


def reported_columns(each: ThreadDerivation, before: Any) -> dict[str, Any]:
    """Return the columns of the inbox entry that come from the API data and the messages."""
    thread, messages = each.thread, each.messages
    shop = read_shop(thread.website) if thread.website else None
    customer = next(
        (m.reported_name for m in messages if m.author == Author.CUSTOMER and m.reported_name), ""
    )
    return {
        "topic": mask_credentials(thread.topic),
        "product": thread.product_name,
        "customer": customer,
        "shop": shop.host if shop else thread.website,
        "qualification": qualification(thread).value,
        "messages": max(sum(m.gone_at is None for m in messages), thread.nb_messages or 0),
        # Our own replies do not make a thread unread.
        "last_message_id": each.foreign_id,
        "prestashop_version": thread.prestashop_version or "",
        "version_order": version_place(thread.prestashop_version or ""),
        "language": _language(each, before),
        "attachments": any(message.attachments not in (None, "[]") for message in messages),
    }


def _columns_of(each: ThreadDerivation, status: ThreadStatus, *, is_cover_ended: bool) -> dict[str, Any]:
    thread, messages, triage = each.thread, each.messages, each.triage
    clock = status.clock
    return {
        "thread_id": thread.id,
        "rank": status.rank,
        "state": status.state.value,
        "outcome": status.outcome.value if status.outcome else None,
        "received_at": to_unix_seconds(status.received_at),
        "updated_at": to_unix_seconds(status.updated_at),
        "owed": status.owed.value if status.owed else None,
        "due_at": to_optional_unix_seconds(status.due),
        "first_start": to_unix_seconds(clock.start),
        "first_due": to_unix_seconds(clock.due),
        "first_at": to_optional_unix_seconds(clock.at),
        "obligation": clock.obligation,
        "scored": clock.scored,
        "follow_up_due": to_optional_unix_seconds(status.follow_up),
        # A refund ends the Business Care, even if the API still reports remaining days.
        "cover": (
            Cover.NONE if is_cover_ended else Cover.of(thread.days_left, is_reported=thread.cover_reported)
        ).value,
        "days_left": None if is_cover_ended else thread.days_left,
        "kind": triage.kind.value if triage.kind else None,
        "snoozed_until": acts.snoozed_until(triage, ((m.id or 0, m.author) for m in messages)),
        "tags": acts.tags_column(triage),
        "defect_id": triage.defect,
        "fix_start": to_unix_seconds(status.fix.start) if status.fix else None,
        "fix_due": to_unix_seconds(status.fix.due) if status.fix else None,
        "fix_at": to_optional_unix_seconds(status.fix.at) if status.fix else None,
        "informed_at": to_optional_unix_seconds(find_informed_at(each, status.fix)),
        "assignee": triage.assignee,
    }


def _language(each: ThreadDerivation, before: Any) -> str:
    """Return the language in which the customer writes, "" if it is uncertain."""
    if before is not None and before.language and before.last_message_id == each.foreign_id:
        return str(before.language)
    if not each.messages and each.thread.nb_messages and each.thread.messages_read_for is None:
        return ""  # its messages will say it, in a moment
    texts = ((m.text, m.author != Author.SELLER) for m in each.messages)
    return detect_own(own_parts(texts, _ENOUGH_FOR_LANGUAGE)) or detect(each.thread.topic) or ""
