"""The lines that scripts rely on: threads, messages and reports as plain JSON values.

Instants are ISO 8601 with an offset; amounts are decimal texts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bizcare_tui.desk.rows import first_answer, fix_clock, snoozed_until
from bizcare_tui.desk.views import MessageView
from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.store.instants import maybe_instant
from bizcare_tui.store.place import Line


def thread_line(entry: Line, sale: Line | None, now: datetime) -> dict[str, Any]:
    """A thread as a line of `list --json`."""
    clock = first_answer(entry)
    product = {"id": entry["product_id"], "name": entry["product"]}
    return {
        "id": entry["thread_id"],
        "topic": entry["topic"],
        "product": product if entry["product_id"] is not None or entry["product"] else None,
        "kind": entry["kind"],
        "messages": entry["messages"],
        "unread": bool(entry["unread"]),
        "received_at": iso(maybe_instant(entry["received_at"])),
        "updated_at": iso(maybe_instant(entry["updated_at"])),
        "qualification": entry["qualification"],
        "state": entry["state"],
        "outcome": entry["outcome"],
        "snoozed_until": iso(snoozed_until(entry, now)),
        "tags": entry["tags"].split(),
        "customer": entry["customer"],
        "first_answer": {
            "due": iso(clock.due),
            "at": iso(clock.at),
            "status": clock.status(now).value,
            "first_status": entry["first_status"],
            "obligation": clock.obligation,
        },
        "follow_up": {"due": iso(maybe_instant(entry["follow_up_due"]))} if entry["follow_up_due"] else None,
        "refund": {"expected_by": iso(maybe_instant(entry["due_at"]))} if entry["owed"] == "refund" else None,
        "fix": _fix(entry, now),
        "next_due": iso(maybe_instant(entry["due_at"])),
        "owed": entry["owed"],
        "business_care": {"state": entry["cover"], "days_left": entry["days_left"]},
        "shop": {
            "url": entry["website"] or None,
            "prestashop_version": entry["prestashop_version"] or None,
        },
        "order": order_value(entry["order_id"], sale),
    }


def _fix(entry: Line, now: datetime) -> dict[str, Any] | None:
    clock = fix_clock(entry)
    if clock is None:
        return None
    return {
        "due": iso(clock.due),
        "submit_by": iso(clock.submit_by),
        "defect": entry["defect_id"],
        "at": iso(clock.at),
        "status": clock.status(now).value,
    }


def order_value(order_id: int | None, sale: Line | None) -> dict[str, Any] | None:
    """The purchase behind a thread; only its number where its details did not come."""
    if order_id is None:
        return None
    return {
        "id": order_id,
        "purchased_at": iso(maybe_instant(sale["ordered_at"])) if sale else None,
        "amount": sale["amount"] if sale else None,
        "quantity": sale["quantity"] if sale else None,
        "quantity_refunded": sale["quantity_refunded"] if sale else None,
    }


def message_value(message: MessageView) -> dict[str, Any]:
    """A message as `show --json` tells it."""
    return {
        "id": message.id,
        "at": iso(message.at),
        "author": message.author.value,
        "author_by": message.author_by.value,
        "automatic": message.automatic,
        "text": message.text,
        "attachments": None if message.attachments is None else list(message.attachments),
    }


def iso(moment: datetime | date | None) -> str | None:
    """An instant in the Marketplace's zone, with its offset."""
    if isinstance(moment, datetime):
        return moment.astimezone(MARKETPLACE_ZONE).isoformat()
    return None if moment is None else moment.isoformat()
