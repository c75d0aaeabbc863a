"""Threads and messages as JSON: `list --json`, `due --json`, `show --json`.

Instants are ISO 8601 with an offset; amounts are decimal strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox_rows import first_answer_clock, fix_clock, snoozed_until
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.thread_status import urgency_of
from bizcare_tui.domain.threads import Cover
from bizcare_tui.store.records import InboxEntryRecord

if TYPE_CHECKING:
    from bizcare_tui.desk.views import MessageView
    from bizcare_tui.domain.purchases import Purchase
    from bizcare_tui.domain.reviews import ReviewTime


def threads_json(desk: Desk, query: str, limit: int) -> Iterator[dict[str, Any]]:
    """Yield the threads that match a query as lines of `list --json`; all of them when `limit` is 0."""
    return thread_lines(desk, desk.inbox.matching(parse_query(query), limit or None))


def thread_lines(desk: Desk, records: Iterable[InboxEntryRecord]) -> Iterator[dict[str, Any]]:
    """Yield threads as lines of `list --json`."""

    @cache
    def own_review_time() -> ReviewTime | None:
        from bizcare_tui.desk.review_times import read_own_review_time

        return read_own_review_time(desk.session.reader)

    now = desk.now()
    for record in records:
        review = own_review_time() if fix_clock(record) is not None else None
        yield _thread_line(record, desk.conversations.purchase(record), now, review)


def thread_json(desk: Desk, thread_id: int) -> dict[str, Any]:
    """Return a thread as `show --json` prints it.

    Raises:
        UnknownThread: the thread is not in the store.
    """
    from bizcare_tui.cli.json.decisions import decision_json

    conversation = desk.conversations.conversation(thread_id)
    record = desk.inbox.record(thread_id)
    purchase, review = desk.conversations.purchase(record), desk.conversations.review_time(record)
    line = _thread_line(record, purchase, desk.now(), review)
    cost = _reactivation(record, desk.conversations.price(record))
    if cost is not None:
        line["business_care"]["reactivation"] = cost
    return {
        **line,
        "messages": [_message(message) for message in conversation.messages],
        "decisions": [decision_json(row) for row in desk.decisions.list_decisions(thread_id)],
    }


def _thread_line(
    record: InboxEntryRecord, purchase: Purchase | None, now: datetime, review: ReviewTime | None = None
) -> dict[str, Any]:
    """Return a thread as a line of `list --json`.

    `review` is how long reviews of the seller's submissions take; None: the average is used.
    """
    clock = first_answer_clock(record)
    product = {"id": record.product_id, "name": record.product}
    return {
        "id": record.thread_id,
        "topic": record.topic,
        "product": product if record.product_id is not None or record.product else None,
        "kind": record.kind,
        "messages": record.messages,
        "unread": record.unread,
        "received_at": iso(record.received_at),
        "updated_at": iso(record.updated_at),
        "qualification": record.qualification,
        "state": record.state,
        "outcome": record.outcome,
        "snoozed_until": iso(snoozed_until(record, now)),
        "tags": record.tags.split(),
        "customer": record.customer,
        "first_answer": {
            "due": iso(clock.due),
            "at": iso(clock.at),
            "status": clock.status(now).value,
            "first_status": record.first_status,
            "obligation": clock.obligation,
        },
        "follow_up": {"due": iso(record.follow_up_due)} if record.follow_up_due else None,
        "refund": {"expected_by": iso(record.due_at)} if record.owed == "refund" else None,
        "fix": _fix(record, now, review),
        "next_due": iso(record.due_at),
        "owed": record.owed,
        "urgency": urgency_of(record.rank, now),
        "business_care": {"state": record.cover, "days_left": record.days_left},
        "shop": {
            "url": record.website or None,
            "prestashop_version": record.prestashop_version or None,
        },
        "order": _order(record.order_id, purchase),
    }


def _fix(record: InboxEntryRecord, now: datetime, review: ReviewTime | None) -> dict[str, Any] | None:
    clock = fix_clock(record, review)
    if clock is None:
        return None
    return {
        "due": iso(clock.due),
        "submit_by": iso(clock.submit_by),
        "submit_by_basis": "average" if clock.review is None else "own",
        "submit_by_average": iso(clock.submit_by_average),
        "branch": record.fix_line or None,
        "defect": record.defect_id,
        "at": iso(clock.at),
        "status": clock.status(now).value,
    }


def _order(order_id: int | None, purchase: Purchase | None) -> dict[str, Any] | None:
    """Return the order of a thread; only its number is set when the API did not report the details."""
    if order_id is None:
        return None
    amount = purchase.amount if purchase else None
    return {
        "id": order_id,
        "purchased_at": iso(purchase.at) if purchase else None,
        "amount": None if amount is None else str(amount),
        "quantity": purchase.quantity if purchase else None,
        "quantity_refunded": purchase.refunded if purchase else None,
    }


def _reactivation(record: InboxEntryRecord, price: str | None) -> dict[str, str] | None:
    """Return the cost of reactivating an expired Business Care, as decimal strings in euro.

    None when the cover is not expired or the price is unknown.
    """
    from decimal import Decimal

    from bizcare_tui.domain.reactivation import reactivation_cost

    cost = reactivation_cost(Decimal(price)) if price is not None else None
    if cost is None or record.cover != Cover.EXPIRED:
        return None
    return {"total": f"{cost.total}", "own_price": f"{cost.own_price}", "product_share": f"{cost.share}"}


def _message(message: MessageView) -> dict[str, Any]:
    """Return a message as `show --json` prints it."""
    return {
        "id": message.id,
        "at": iso(message.at),
        "author": message.author.value,
        "author_by": message.author_by.value,
        "automatic": message.automatic,
        "text": message.text,
        "attachments": None if message.attachments is None else list(message.attachments),
        "earlier": [{"text": text, "until": iso(until)} for text, until in message.earlier],
        "gone_at": iso(message.gone_at),
    }
